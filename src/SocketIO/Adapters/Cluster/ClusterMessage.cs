namespace SocketIoCompat.Adapters;

/// <summary>The kinds of messages between servers, with the numbers that Node's cluster adapters use (wire: redis.md §2.2).</summary>
internal enum ClusterMessageType
{
    Broadcast = 3,
    SocketsJoin = 4,
    SocketsLeave = 5,
    DisconnectSockets = 6,
    FetchSockets = 7,
    FetchSocketsResponse = 8,
    ServerSideEmit = 9,
    ServerSideEmitResponse = 10,
    BroadcastClientCount = 11,
    BroadcastAck = 12,

    /// <summary>Which rooms there are: asked only by the classic adapter.</summary>
    ListRooms = 100,
    ListRoomsResponse = 101,

    /// <summary>Which sockets there are: asked only by old versions of the classic adapter.</summary>
    ListSockets = 102,
    ListSocketsResponse = 103,
}

/// <summary>What one server tells others about a namespace, whatever carries it.</summary>
internal sealed class ClusterMessage
{
    public required ClusterMessageType Type { get; init; }

    /// <summary>The sender's id in this namespace; null when the wire does not say.</summary>
    public string? Uid { get; init; }

    /// <summary>What an answer refers to; null when none is wanted.</summary>
    public string? RequestId { get; init; }

    /// <summary>The place in the link's log, where it came through one.</summary>
    public LogOffset? Offset { get; init; }

    public BroadcastOptions Options { get; init; } = BroadcastOptions.All;

    /// <summary>How long the sender waits for acknowledgements.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>An event as a JSON array of its name and arguments, or the JSON of an acknowledgement's only argument; empty for undefined.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>What the placeholders in the payload, or in the sockets' data, number.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Attachments { get; init; } = [];

    /// <summary>Rooms to join or leave, or that were listed; ids of sockets that were listed.</summary>
    public string[] Names { get; init; } = [];

    /// <summary>Whether to close the whole connections.</summary>
    public bool Close { get; init; }

    /// <summary>How many clients of the answering server got a broadcast.</summary>
    public int ClientCount { get; init; }

    /// <summary>The sockets that were found, each as JSON.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Sockets { get; init; } = [];
}
