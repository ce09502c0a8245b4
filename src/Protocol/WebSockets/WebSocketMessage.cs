namespace SocketIoCompat.Protocol.WebSockets;

/// <summary>A whole text or binary message, or a control frame. Its payload is valid until the reader's next call.</summary>
internal readonly ref struct WebSocketMessage(WebSocketOpcode opcode, bool isCompressed, ReadOnlySpan<byte> payload)
{
    public WebSocketOpcode Opcode { get; } = opcode;

    /// <summary>The payload is still to be inflated (RFC 7692), and its UTF-8 to be checked after that.</summary>
    public bool IsCompressed { get; } = isCompressed;

    public ReadOnlySpan<byte> Payload { get; } = payload;
}
