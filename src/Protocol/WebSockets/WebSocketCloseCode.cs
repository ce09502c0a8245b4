namespace SocketIoCompat.Protocol.WebSockets;

/// <summary>The close codes that a server sends (RFC 6455, 7.4.1).</summary>
internal enum WebSocketCloseCode : ushort
{
    None = 0,
    Normal = 1000,
    GoingAway = 1001,
    ProtocolError = 1002,
    InvalidPayload = 1007,
    PolicyViolation = 1008,
    MessageTooBig = 1009,
    InternalError = 1011,
}
