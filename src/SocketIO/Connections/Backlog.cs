using Microsoft.Extensions.Logging;
using SocketIoCompat.Engine;

namespace SocketIoCompat.Connections;

/// <summary>
/// How much of one connection waits or runs. Beyond the bounds the transport is not read, so that the pressure reaches the
/// client; except while somebody awaits an acknowledgement from this very client, which only reading can bring. Then it is
/// read on, up to eight times the bounds, where the connection closes.
/// </summary>
internal sealed partial class Backlog(EngineSession session, SocketIOServer server)
{
    private const int Headroom = 8;
    private readonly Lock _lock = new();
    private int _events;
    private long _bytes;
    private int _awaited;
    private bool _paused;

    public void Add(int bytes)
    {
        var overrun = false;
        lock (_lock)
        {
            _events++;
            _bytes += bytes;
            // Only reading on in spite of the bounds can come so far; the event that crosses a bound may be as large as it likes.
            overrun = _awaited > 0
                && (_events > (long)server.Options.MaxWaitingEvents * Headroom || _bytes - bytes > server.Options.MaxWaitingEventBytes * Headroom);
            Settle();
        }

        if (!overrun)
            return;
        LogOverrun(server.Logger, session.Id);
        session.Close(EngineCloseReason.ForcedClose);
    }

    public void Remove(int bytes)
    {
        lock (_lock)
        {
            _events--;
            _bytes -= bytes;
            Settle();
        }
    }

    public void BeginAwaitAcknowledgement()
    {
        lock (_lock)
        {
            _awaited++;
            Settle();
        }
    }

    public void EndAwaitAcknowledgement()
    {
        lock (_lock)
        {
            _awaited--;
            Settle();
        }
    }

    // Under the lock, so that pausing and resuming reach the session in the order in which they were decided.
    private void Settle()
    {
        var pause = _awaited == 0 && (_events >= server.Options.MaxWaitingEvents || _bytes >= server.Options.MaxWaitingEventBytes);
        if (pause == _paused)
            return;
        _paused = pause;
        session.SetBacklogged(pause);
    }

    [LoggerMessage(2010, LogLevel.Warning, "Session {SessionId} sent far more events than its handlers could take while an acknowledgement was awaited from it; it is closed")]
    private static partial void LogOverrun(ILogger logger, string sessionId);
}
