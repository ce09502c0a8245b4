namespace SocketIoCompat.Protocol.EngineIO;

/// <summary>One Engine.IO packet, lying in the input it was read from.</summary>
internal readonly ref struct EnginePacket(EnginePacketType type, EnginePacketContent content, ReadOnlySpan<byte> data)
{
    public EnginePacketType Type { get; } = type;

    public EnginePacketContent Content { get; } = content;

    /// <summary>Whether the packet is binary, in whatever form.</summary>
    public bool IsBinary => Content != EnginePacketContent.Text;

    /// <summary>Without the packet's type, in the form that <see cref="Content"/> says.</summary>
    public ReadOnlySpan<byte> Data { get; } = data;
}
