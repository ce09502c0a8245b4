using System.Buffers;
using SocketIoCompat.Protocol.Json;

namespace SocketIoCompat.Protocol.EngineIO;

/// <summary>A refusal of a handshake or request: <c>{"code":0-5,"message":"…"}</c> with the texts of engine.io.</summary>
internal readonly struct EngineError
{
    public static readonly EngineError UnknownTransport = new(0, "Transport unknown");
    public static readonly EngineError UnknownSessionId = new(1, "Session ID unknown");
    public static readonly EngineError BadHandshakeMethod = new(2, "Bad handshake method");
    public static readonly EngineError BadRequest = new(3, "Bad request");
    public static readonly EngineError Forbidden = new(4, "Forbidden");
    public static readonly EngineError UnsupportedProtocolVersion = new(5, "Unsupported protocol version");

    private EngineError(int code, string message)
    {
        Code = code;
        Message = message;

        var body = new ArrayBufferWriter<byte>(64);
        body.Write("{\"code\":"u8);
        body.Write([(byte)('0' + code)]);
        body.Write(",\"message\":"u8);
        JavaScriptString.Write(body, message);
        body.Write("}"u8);
        JsonBody = body.WrittenMemory;
    }

    public int Code { get; }

    public string Message { get; }

    /// <summary>The body of the HTTP response.</summary>
    public ReadOnlyMemory<byte> JsonBody { get; }

    /// <summary>The application refused the handshake and gave its own text.</summary>
    public static EngineError Forbid(string message) => new(4, message);
}
