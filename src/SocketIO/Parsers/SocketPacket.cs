namespace SocketIoCompat;

/// <summary>A packet on its way to a client, for an <see cref="ISocketPacketParser"/> to write.</summary>
public readonly ref struct SocketPacket
{
    /// <summary>The type.</summary>
    public SocketPacketType Type { get; init; }

    /// <summary>The namespace in UTF-8, <c>/</c> included.</summary>
    public ReadOnlySpan<byte> Namespace { get; init; }

    /// <summary>The acknowledgement id; null when there is none.</summary>
    public long? Id { get; init; }

    /// <summary>
    /// The payload as JSON in UTF-8, empty when there is none: an object of CONNECT, an array of an event (its name first) or an
    /// acknowledgement. A binary value stands in it as <c>{"_placeholder":true,"num":n}</c>.
    /// </summary>
    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>The binary values that the placeholders' numbers index.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Attachments { get; init; }
}
