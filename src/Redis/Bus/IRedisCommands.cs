namespace SocketIoCompat.Redis.Bus;

/// <summary>A reply of Redis, whoever has read it.</summary>
internal interface IRedisReply
{
    /// <summary>The bytes of a text or an integer; null where Redis has nothing.</summary>
    byte[]? Bytes { get; }

    /// <summary>The elements of an array.</summary>
    IReadOnlyList<IRedisReply> Items { get; }
}

/// <summary>Sends commands to Redis and keeps the connection for them. The order of calls is the order on the wire.</summary>
internal interface IRedisCommands : IAsyncDisposable
{
    /// <summary>Begins to connect, and goes on trying.</summary>
    void Start();

    /// <summary>Sends a command. The arguments are strings and byte arrays.</summary>
    /// <exception cref="IOException">Redis could not be reached, or refused.</exception>
    Task<IRedisReply> SendAsync(string command, object[] arguments);
}
