using Microsoft.AspNetCore.Http;

namespace SocketIoCompat.Engine;

/// <summary>Why a request was refused (Engine.IO: the connection_error event).</summary>
/// <param name="Request">The request.</param>
/// <param name="Code">The code of the error, 0 to 5.</param>
/// <param name="Message">What the client is told.</param>
/// <param name="Context">What the client is not told: the reference's name for the circumstance.</param>
public sealed record EngineConnectionError(HttpContext Request, int Code, string Message, string? Context);
