namespace SocketIoCompat.Redis;

/// <summary>How a server joins a Socket.IO cluster through Redis.</summary>
public sealed class RedisAdapterOptions
{
    /// <summary>
    /// Where Redis is: <c>redis://user:password@host:6379/0</c>, <c>rediss://…</c> for TLS, or StackExchange.Redis's own form.
    /// Default <c>localhost:6379</c>.
    /// </summary>
    public string ConnectionString { get; set; } = "localhost:6379";

    /// <summary>Which of Node's adapters the cluster uses. Default classic.</summary>
    public RedisAdapterKind Kind { get; set; }

    /// <summary>What the channels' names begin with (Node: <c>key</c>, <c>channelPrefix</c>). Default <c>socket.io</c>.</summary>
    public string Prefix { get; set; } = "socket.io";

    /// <summary>How long requests to other servers may take (Node: <c>requestsTimeout</c>). Default 5 s.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long they may take while the cluster has as many servers as when the last one timed out, because then one of them is
    /// most likely dead. Default 200 ms.
    /// </summary>
    public TimeSpan RequestTimeoutAfterTimeout { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Classic: whether answers go to a channel of the asking server alone. Default false.</summary>
    public bool PublishOnSpecificResponseChannel { get; set; }

    /// <summary>Sharded: which channels rooms have. Default dynamic.</summary>
    public RedisSubscriptionMode SubscriptionMode { get; set; } = RedisSubscriptionMode.Dynamic;

    /// <summary>Streams: the stream's name. Default <c>socket.io</c>.</summary>
    public string StreamName { get; set; } = "socket.io";

    /// <summary>Streams: over how many streams the namespaces are spread. Default 1.</summary>
    public int StreamCount { get; set; } = 1;

    /// <summary>Streams: about how many entries a stream keeps (Node: <c>maxLen</c>). Default 10,000.</summary>
    public long MaxStreamLength { get; set; } = 10_000;

    /// <summary>Streams: how many entries are read at once. Default 100.</summary>
    public int ReadCount { get; set; } = 100;

    /// <summary>Streams: how long a read waits for the next entry (Node: <c>blockTimeInMs</c>). Default 5 s.</summary>
    public TimeSpan BlockTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Streams: what the keys of recoverable sessions begin with. Default <c>sio:session:</c>.</summary>
    public string SessionKeyPrefix { get; set; } = "sio:session:";

    /// <summary>Streams: whether requests go over sharded publish and subscribe. Default false.</summary>
    public bool UseShardedPubSub { get; set; }

    /// <summary>How many bytes may wait for Redis; what exceeds that fails at once. Default 64 MiB: several of the largest events.</summary>
    public long MaxWaitingBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How long one command may take. Default 5 s.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the start waits for Redis; after that the server starts alone and joins later. Default 5 s.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
