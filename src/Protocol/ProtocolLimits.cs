namespace SocketIoCompat.Protocol;

/// <summary>Limits that a peer's input must keep; each is checked before anything is allocated for it.</summary>
internal sealed record ProtocolLimits
{
    public static ProtocolLimits Default { get; } = new();

    /// <summary>Binary attachments of one packet (socket.io-parser 4.2.6: 10).</summary>
    public int MaxAttachments { get; init; } = 10;

    /// <summary>Binary values of one packet whose format holds them inside it (MessagePack; the reference has no limit).</summary>
    public int MaxBinaryValues { get; init; } = 1_000;

    /// <summary>Arrays and objects inside one another, the payload's own array included (System.Text.Json: 64).</summary>
    public int MaxJsonDepth { get; init; } = 64;

    /// <summary>Bytes of a namespace's name, its leading slash included and its query excluded.</summary>
    public int MaxNamespaceLength { get; init; } = 255;

    /// <summary>The largest acknowledgement id: the largest integer that JavaScript counts exactly.</summary>
    public long MaxAckId { get; init; } = (1L << 53) - 1;

    /// <summary>Bytes of all attachments of the packet that is being put together.</summary>
    public long MaxPendingBinaryBytes { get; init; } = 1_000_000;
}
