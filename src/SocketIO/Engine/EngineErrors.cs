using System.Text;
using Microsoft.AspNetCore.Http;
using SocketIoCompat.Protocol.EngineIO;

namespace SocketIoCompat.Engine;

/// <summary>Refusals, as the reference words them.</summary>
internal static class EngineErrors
{
    public const string InvalidOrigin = "INVALID_ORIGIN";
    public const string TransportMismatch = "TRANSPORT_MISMATCH";
    public const string ProtocolMismatch = "PROTOCOL_MISMATCH";
    public const string TransportHandshakeError = "TRANSPORT_HANDSHAKE_ERROR";
    public const string IdGenerationError = "ID_GENERATION_ERROR";
    public const string OriginNotAllowed = "ORIGIN_NOT_ALLOWED";

    /// <summary>
    /// Refuses a request: as JSON with 400, or 403 for code 4; a websocket always with 400 and the bare text, because its
    /// client cannot read more than that it failed.
    /// </summary>
    public static Task RefuseAsync(EngineServer server, HttpContext context, EngineError error, bool isWebSocket, string? circumstance = null)
    {
        server.OnConnectionError(new EngineConnectionError(context, error.Code, error.Message, circumstance));
        var response = context.Response;
        var isForbidden = error.Code == EngineError.Forbidden.Code;
        response.StatusCode = isForbidden && !isWebSocket ? StatusCodes.Status403Forbidden : StatusCodes.Status400BadRequest;
        response.ContentType = isWebSocket ? "text/html" : "application/json";
        if (isWebSocket && HttpProtocol.IsHttp11(context.Request.Protocol))
            response.Headers.Connection = "close";
        return WriteAsync(response, isWebSocket ? Encoding.UTF8.GetBytes(error.Message) : error.JsonBody);
    }

    /// <summary>Refuses with a status and nothing else.</summary>
    public static Task RefuseAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    private static async Task WriteAsync(HttpResponse response, ReadOnlyMemory<byte> body)
    {
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body);
    }
}
