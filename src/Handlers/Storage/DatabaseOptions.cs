namespace SocketIoCompat.Handlers.Storage;

/// <summary>Where the data is kept, and how much work may wait for it.</summary>
internal sealed class DatabaseOptions
{
    /// <summary>
    /// The database: <c>postgresql://user:password@host:port/database</c>, or <c>sqlite:path</c>, <c>Data Source=path;…</c>, a plain path. Default <c>sqlite:data/socketiocompat.db</c>:
    /// nothing has to be installed. A relative path starts at the working directory.
    /// </summary>
    public string Url { get; set; } = "sqlite:data/socketiocompat.db";

    /// <summary>How many reads and how many writes may wait. Default 1024 of each: seconds of work, beyond which waiting helps nobody.</summary>
    public int MaxWaiting { get; set; } = 1024;

    /// <summary>How many bytes waiting writes may hold. Default 64 MiB: four attachments of the largest size.</summary>
    public long MaxWaitingBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How many writes share one transaction at most. Default 128: a commit's cost is spread thin by then.</summary>
    public int MaxBatch { get; set; } = 128;

    /// <summary>How long a write waits for another process that writes to the database. Default 5 seconds.</summary>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>PostgreSQL: connections this server opens at most. Default 16: one writes, the others read.</summary>
    public int MaxConnections { get; set; } = 16;

    /// <summary>PostgreSQL: how long a statement may take. Default 10 seconds: a client that waits has given up by then.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>PostgreSQL: how long the start tries to reach the database before it gives up. Default 30 seconds: both may start at once.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
