namespace SocketIoCompat.Protocol.WebSockets;

/// <summary>The opcodes of RFC 6455, 5.2.</summary>
internal enum WebSocketOpcode : byte
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}
