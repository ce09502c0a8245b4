namespace SocketIoCompat.Redis.Bus;

internal enum SubscriptionKind : byte
{
    Channel,
    Pattern,
    Sharded,
}

/// <summary>Takes a message of a channel. Called one after another in the order in which Redis sent them; must not block.</summary>
internal delegate void RedisMessageHandler(string channel, ReadOnlyMemory<byte> message);

/// <summary>One entry of a stream: its id, and names and values in turn.</summary>
internal sealed record StreamEntry(string Id, IReadOnlyList<KeyValuePair<string, byte[]>> Fields)
{
    public byte[]? this[string name] => Fields.FirstOrDefault(field => field.Key == name).Value;
}

/// <summary>A stream that is being read, until disposed.</summary>
internal interface IStreamReading : IAsyncDisposable
{
    /// <summary>Ends when the place is known from which on nothing is missed.</summary>
    Task Started { get; }

    /// <summary>The id of the last entry that was handled, or of the one before the first to come; null before <see cref="Started"/>.</summary>
    string? Position { get; }

    /// <summary>Whether the connection stands.</summary>
    bool IsConnected { get; }

    /// <summary>Raised after the connection was lost.</summary>
    event Action? Lost;
}

/// <summary>The one way to Redis. Commands go through StackExchange.Redis, subscriptions and blocking reads through our own connections.</summary>
internal interface IRedisBus : IAsyncDisposable
{
    /// <summary>Whether Redis answers and the subscriptions are known to work.</summary>
    bool IsHealthy { get; }

    /// <summary>Raised after <see cref="IsHealthy"/> has changed.</summary>
    event Action? HealthChanged;

    /// <summary>Connects; ends when that has worked or the time is over, and goes on trying afterwards.</summary>
    Task StartAsync(TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>Publishes a message. The order of calls is the order on the wire.</summary>
    /// <exception cref="ClusterUnavailableException">Redis could not be reached, or too much waits for it already. It was counted.</exception>
    Task PublishAsync(string channel, byte[] message, bool sharded);

    /// <summary>How many connections are subscribed to a channel.</summary>
    /// <exception cref="ClusterUnavailableException">Redis could not be reached.</exception>
    Task<int> CountSubscribersAsync(string channel, bool sharded);

    /// <summary>Subscribes now, and again whenever the connection was lost.</summary>
    void Subscribe(SubscriptionKind kind, string channel, RedisMessageHandler handler);

    void Unsubscribe(SubscriptionKind kind, string channel);

    /// <summary>Appends to a stream and returns the entry's id.</summary>
    /// <exception cref="ClusterUnavailableException">Redis could not be reached, or too much waits for it already. It was counted.</exception>
    Task<string> AppendAsync(string stream, long maxLength, IReadOnlyList<KeyValuePair<string, byte[]>> fields);

    /// <summary>Reads a stream from now on, without loss across reconnects, until disposed.</summary>
    IStreamReading ReadStream(string stream, int count, TimeSpan block, Action<StreamEntry> handler);

    /// <summary>Reads entries of a stream between two ids, both included.</summary>
    /// <exception cref="ClusterUnavailableException">Redis could not be reached.</exception>
    Task<IReadOnlyList<StreamEntry>> RangeAsync(string stream, string from, string to, int count);

    /// <summary>How many entries a stream has.</summary>
    /// <exception cref="ClusterUnavailableException">Redis could not be reached.</exception>
    Task<long> CountEntriesAsync(string stream);

    /// <summary>Keeps a value for a while.</summary>
    /// <exception cref="ClusterUnavailableException">Redis could not be reached.</exception>
    Task SetAsync(string key, byte[] value, TimeSpan expiry);

    /// <summary>Reads a value and deletes it in one step; null when there is none.</summary>
    /// <exception cref="ClusterUnavailableException">Redis could not be reached.</exception>
    Task<byte[]?> TakeAsync(string key);
}
