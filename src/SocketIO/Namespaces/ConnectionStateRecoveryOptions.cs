namespace SocketIoCompat;

/// <summary>Lets a client that comes back soon go on where it was: same id, rooms and data, and the events that it missed.</summary>
public sealed class ConnectionStateRecoveryOptions
{
    /// <summary>How long a session and the events of its namespace are kept. Default 2 minutes, as in Socket.IO.</summary>
    public TimeSpan MaxDisconnectionDuration { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Whether a recovered client passes no middlewares again. Default true, as in Socket.IO.</summary>
    public bool SkipMiddlewares { get; set; } = true;

    /// <summary>The most sessions kept in memory for one namespace. Default 10,000; beyond it clients that are lost start anew.</summary>
    public int MaxSessions { get; set; } = 10_000;

    /// <summary>
    /// The most bytes of events kept in memory for one namespace, or in a cluster for one client that is coming back. Default
    /// 16 MiB; beyond it the oldest are dropped, and clients that missed them start anew.
    /// </summary>
    public long MaxBytes { get; set; } = 16 * 1024 * 1024;
}
