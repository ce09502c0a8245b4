namespace SocketIoCompat.Handlers.RawSockets;

/// <summary>The bounds of one endpoint's sockets; each system sets them from its own options.</summary>
internal sealed record RawSocketOptions
{
    /// <summary>What the endpoint is called where it is measured.</summary>
    public required string Name { get; init; }

    /// <summary>The longest message in bytes. Default 1 MiB.</summary>
    public int MaxPayload { get; init; } = 1024 * 1024;

    /// <summary>What may wait for a slow socket, in bytes. Default 4 MiB; one message may be longer when nothing else waits.</summary>
    public int MaxOutboundBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>The time between pings; a socket from which nothing came between two is cut off. Default 30 seconds.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many sockets the endpoint takes; more are answered 503. Default 10000.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>How many messages a second pass for long. Default 60.</summary>
    public int EventsPerSecond { get; init; } = 60;

    /// <summary>How many messages pass at once. Default 150.</summary>
    public int EventBurst { get; init; } = 150;

    /// <summary>Dropping in this many seconds in a row closes the socket. Default 10.</summary>
    public int AbuseSeconds { get; init; } = 10;
}
