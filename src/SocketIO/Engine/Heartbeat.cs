namespace SocketIoCompat.Engine;

/// <summary>The clock of one server: every wait of its sessions, one timer for each kind of wait.</summary>
internal sealed class Heartbeat(TimeProvider time, EngineOptions options) : IDisposable
{
    /// <summary>
    /// How long a websocket may take to answer the close frame before its connection is cut. A client that is alive answers
    /// within a round trip; the reference waits 30 s for one that is not.
    /// </summary>
    private static readonly TimeSpan LingerLimit = TimeSpan.FromSeconds(5);

    /// <summary>From open or the last pong to the next ping.</summary>
    public DeadlineQueue PingDue { get; } = new(time, options.PingInterval);

    /// <summary>From open or the last ping of a client of protocol 3, which pings itself, to its end.</summary>
    public DeadlineQueue ClientPingDue { get; } = new(time, options.PingInterval + options.PingTimeout);

    /// <summary>From a ping to its pong.</summary>
    public DeadlineQueue PongDue { get; } = new(time, options.PingTimeout);

    /// <summary>From a new websocket to the upgrade packet.</summary>
    public DeadlineQueue UpgradeDue { get; } = new(time, options.UpgradeTimeout);

    /// <summary>From the wish to close to the close.</summary>
    public DeadlineQueue CloseDue { get; } = new(time, options.CloseTimeout);

    /// <summary>From our close frame to the end of the connection.</summary>
    public DeadlineQueue LingerDue { get; } = new(time, options.CloseTimeout < LingerLimit ? options.CloseTimeout : LingerLimit);

    public void Dispose()
    {
        PingDue.Dispose();
        ClientPingDue.Dispose();
        PongDue.Dispose();
        UpgradeDue.Dispose();
        CloseDue.Dispose();
        LingerDue.Dispose();
    }
}
