namespace SocketIoCompat.Protocol.EngineIO;

/// <summary>One Engine.IO packet, lying in the input it was read from.</summary>
internal readonly ref struct EnginePacket(EnginePacketType type, bool isBinary, ReadOnlySpan<byte> data)
{
    public EnginePacketType Type { get; } = type;

    /// <summary>True for a binary message in text form ("b…"); <see cref="Data"/> is then still base64.</summary>
    public bool IsBinary { get; } = isBinary;

    public ReadOnlySpan<byte> Data { get; } = data;
}
