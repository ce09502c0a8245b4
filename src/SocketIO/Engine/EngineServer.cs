using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Diagnostics;

namespace SocketIoCompat.Engine;

/// <summary>One Engine.IO server: the options, sessions, heartbeat and metrics behind one mapped path.</summary>
internal sealed partial class EngineServer : IDisposable
{
    /// <summary>How long the handler may take to return once its session was aborted. What still runs then blocks its thread, and no wait can end that.</summary>
    internal static readonly TimeSpan AbortGrace = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private TaskCompletionSource? _allEnded;
    private int _unreported;
    private volatile bool _stopped;
    private long _handshakesQuietUntil;
    private long _foreignQuietUntil;

    /// <summary>Makes a server.</summary>
    /// <param name="options">Must not change afterwards.</param>
    /// <param name="handler">Receives what happens on the sessions.</param>
    /// <param name="services">Where loggers, meters and the clock come from.</param>
    /// <param name="admitOnOpen">Whether sessions count as admitted from the start, for handlers that know no admission.</param>
    public EngineServer(EngineOptions options, IEngineHandler handler, IServiceProvider services, bool admitOnOpen = false)
    {
        EngineOptionsRules.ThrowIfInvalid(options);
        Options = options;
        Handler = handler;
        AdmitOnOpen = admitOnOpen;
        Time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        Logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("SocketIoCompat.Engine");
        Metrics = services.GetService<SocketIOMetrics>() ?? new SocketIOMetrics(services.GetRequiredService<IMeterFactory>());
        SessionIds = new SessionIds(options.NodeName);
        Sessions = new SessionTable(options.MaxSessions, options.MaxSessionsNotAdmitted);
        Heartbeat = new Heartbeat(Time, options);
    }

    public EngineOptions Options { get; }

    public IEngineHandler Handler { get; }

    public bool AdmitOnOpen { get; }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    public SocketIOMetrics Metrics { get; }

    public SessionIds SessionIds { get; }

    public SessionTable Sessions { get; }

    public Heartbeat Heartbeat { get; }

    /// <summary>Told of each session that has moved to a websocket, under the session's lock: it must do nothing there.</summary>
    public Action<EngineSession>? Upgraded { get; set; }

    /// <summary>The number of open sessions.</summary>
    public int SessionCount => Sessions.Count;

    /// <summary>Whether handshakes are accepted.</summary>
    public bool IsAccepting => !_stopped;

    /// <summary>Refuses further handshakes with 503; sessions stay.</summary>
    public void StopAccepting() => _stopped = true;

    /// <summary>Closes every session gracefully and refuses new ones, without waiting for anything.</summary>
    public void CloseAll(EngineCloseReason reason)
    {
        StopAccepting();
        foreach (var session in Sessions.Sessions)
            session.Close(reason);
    }

    /// <summary>
    /// Closes every session gracefully and refuses new ones; the task ends when the handler knows of all of them. Cancelling
    /// the token aborts those that still wait for their clients, and ends the wait <see cref="AbortGrace"/> later.
    /// </summary>
    public async Task CloseAllAsync(EngineCloseReason reason, CancellationToken cancellationToken)
    {
        Task allEnded;
        StopAccepting();
        lock (_lock)
        {
            if (_unreported == 0)
                return;
            allEnded = (_allEnded ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
        CloseAll(reason);
        try
        {
            await allEnded.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            AbortAll();
            await WaitForAbortedAsync(allEnded);
        }
    }

    public void Dispose() => Heartbeat.Dispose();

    /// <summary>A session begins; <see cref="OnSessionReported"/> follows in the end.</summary>
    internal void OnSessionOpening(string transport)
    {
        lock (_lock)
            _unreported++;
        Metrics.SessionOpened(transport);
    }

    internal void OnSessionEnded(EngineSession session, bool admitted)
    {
        Sessions.Release(session.Id, admitted);
    }

    /// <summary>The handler was told of the end of a session.</summary>
    internal void OnSessionReported(EngineCloseReason reason)
    {
        Metrics.SessionClosed(reason);
        lock (_lock)
        {
            if (--_unreported > 0)
                return;
            _allEnded?.TrySetResult();
            _allEnded = null;
        }
    }

    internal void OnConnectionError(EngineConnectionError error)
    {
        Metrics.ConnectionError(error.Code);
        Log.ConnectionRefused(Logger, error.Code, error.Message, error.Context);
        Options.OnConnectionError?.Invoke(error);
    }

    /// <summary>A handshake was refused because there is no room. Said aloud every ten seconds at most: a flood of handshakes must not flood the log.</summary>
    internal void OnHandshakeNotAccepted()
    {
        Metrics.HandshakeNotAccepted();
        if (MaySpeak(ref _handshakesQuietUntil))
            Log.HandshakesNotAccepted(Logger, SessionCount);
    }

    /// <summary>A request names a session of another server. Said aloud every ten seconds at most.</summary>
    internal void OnForeignSession(ushort mark)
    {
        Metrics.ForeignSession();
        if (MaySpeak(ref _foreignQuietUntil))
            Log.ForeignSession(Logger, mark, SessionIds.Mark);
    }

    private bool MaySpeak(ref long quietUntil)
    {
        var now = Time.GetTimestamp();
        var until = Interlocked.Read(ref quietUntil);
        return now >= until && Interlocked.CompareExchange(ref quietUntil, now + (10 * Time.TimestampFrequency), until) == until;
    }

    private void AbortAll()
    {
        foreach (var session in Sessions.Sessions)
            session.Abort();
    }

    private async Task WaitForAbortedAsync(Task allEnded)
    {
        try
        {
            await allEnded.WaitAsync(AbortGrace, Time);
        }
        catch (TimeoutException)
        {
            int left;
            lock (_lock)
                left = _unreported;
            Log.HandlersStillRunning(Logger, left, AbortGrace.TotalSeconds);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1010, LogLevel.Debug, "Request refused with code {Code}, {ErrorMessage} ({Context}).", EventName = "ConnectionRefused")]
        public static partial void ConnectionRefused(ILogger logger, int code, string errorMessage, string? context);

        [LoggerMessage(1011, LogLevel.Warning, "Handshakes are refused with 503: the server is stopping or full, at {Sessions} sessions.", EventName = "HandshakesNotAccepted")]
        public static partial void HandshakesNotAccepted(ILogger logger, int sessions);

        [LoggerMessage(1012, LogLevel.Warning, "{Sessions} sessions were aborted, but their handlers have not returned after {Seconds} s: the server stops without them.", EventName = "HandlersStillRunning")]
        public static partial void HandlersStillRunning(ILogger logger, int sessions, double seconds);

        [LoggerMessage(1013, LogLevel.Warning, "A request names a session of the server with mark {Mark:x4}; this one has {OwnMark:x4}, a new one at each start unless NodeName is set. All requests of a session must reach the same server: a load balancer needs sticky sessions, or clients that use websockets only.", EventName = "ForeignSession")]
        public static partial void ForeignSession(ILogger logger, ushort mark, ushort ownMark);
    }
}
