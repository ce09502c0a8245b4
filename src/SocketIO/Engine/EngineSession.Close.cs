using SocketIoCompat.Engine.Transports;
using SocketIoCompat.Protocol.WebSockets;

namespace SocketIoCompat.Engine;

/// <summary>The end of a session. Every way leads to <see cref="End"/>, once.</summary>
public sealed partial class EngineSession
{
    private CloseNode? _closeWait;
    private EngineCloseReason _closeReason;
    private bool _reported;

    /// <summary>Closes the session after what was sent has left; forced after <see cref="EngineOptions.CloseTimeout"/>.</summary>
    public void Close() => Close(EngineCloseReason.ForcedClose);

    /// <summary>As <see cref="Close()"/>, with the reason that the handler is given.</summary>
    internal void Close(EngineCloseReason reason)
    {
        lock (_lock)
        {
            if (_state != SessionState.Open)
                return;
            _state = SessionState.Closing;
            _closeReason = reason;
            if (!TryFinishClose())
                Server.Heartbeat.CloseDue.Arm(_closeWait ??= new CloseNode(this));
        }
    }

    /// <summary>Closes the session at once; what waits to be sent is lost.</summary>
    public void Abort() => Terminate(EngineCloseReason.ForcedClose);

    /// <summary>Ends the session now, whatever waits.</summary>
    internal void Terminate(EngineCloseReason reason, PollingTail tail = PollingTail.Close, WebSocketCloseCode? code = null)
    {
        lock (_lock)
        {
            if (_state != SessionState.Closed)
                End(_state == SessionState.Closing ? _closeReason : reason, tail, code);
        }
    }

    /// <summary>
    /// Ends a closing session if nothing waits any more. On polling what waits and the close packet go in different answers:
    /// in one, the official client sees the close before it has handled the rest, and takes being sent away for an accident.
    /// </summary>
    private bool TryFinishClose()
    {
        if (_webSocket is null)
            Flush();
        var canFinish = _webSocket is { } webSocket
            ? !webSocket.IsBackpressured && _queue.Count == 0
            : _polling is { IsPollPending: true };
        if (canFinish)
            End(_closeReason);
        return canFinish;
    }

    /// <summary>The one place where a session becomes closed; under the lock.</summary>
    /// <param name="reason">What the handler is told.</param>
    /// <param name="tail">What a GET that waits is answered with, after the packets that wait.</param>
    /// <param name="code">The code in the websocket's close frame; null sends none, as Node does.</param>
    private void End(EngineCloseReason reason, PollingTail tail = PollingTail.Close, WebSocketCloseCode? code = null)
    {
        _state = SessionState.Closed;
        _closeReason = reason;
        _ping.Disarm();
        _closeWait?.Disarm();
        CancelUpgrade();
        if (_polling != null)
            EndPolling(_polling, tail);
        _webSocket?.Close(code);
        _queue.Clear();
        WakeReceiver();
        Server.OnSessionEnded(this, _admitted);
        // Never on this stack: whoever ended the session may hold locks of its own, and is under ours.
        ThreadPool.UnsafeQueueUserWorkItem(static session => session.FinishEnd(), this, preferLocal: false);
    }

    /// <summary>Cancels the session's token and reports the end.</summary>
    private void FinishEnd()
    {
        try
        {
            _aborted?.Cancel();
        }
        catch (AggregateException exception)
        {
            // Callbacks registered by users of the token.
            Log.CallbackFailed(Server.Logger, exception, Id);
        }
        bool report;
        lock (_lock)
            report = TryClaimReport();
        if (report)
            ReportClosed();
    }

    /// <summary>Whether the caller is to report the end: once, and not while messages are being handed up.</summary>
    private bool TryClaimReport()
    {
        if (_state != SessionState.Closed || _receiving || _reported)
            return false;
        _reported = true;
        return true;
    }

    private void ReportClosed()
    {
        try
        {
            Log.Closed(Server.Logger, Id, TransportName, _closeReason);
            Server.Handler.OnClosed(this, _closeReason);
        }
        catch (Exception exception)
        {
            Server.Metrics.EngineHandlerFailed();
            Log.ReceiveFailed(Server.Logger, exception, Id);
        }
        finally
        {
            Server.OnSessionReported(_closeReason);
        }
    }

    private void OnCloseDeadline()
    {
        lock (_lock)
        {
            if (_closeWait!.IsArmed || _state != SessionState.Closing)
                return;
            End(_closeReason);
        }
    }

    private sealed class CloseNode(EngineSession session) : DeadlineNode
    {
        public override void OnDeadline() => session.OnCloseDeadline();
    }
}
