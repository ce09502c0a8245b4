using Microsoft.AspNetCore.Http.Features;
using SocketIoCompat.Engine.Transports;
using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.EngineIO;

namespace SocketIoCompat.Engine;

/// <summary>Whether a request of a polling session may go on.</summary>
internal enum PollingStart : byte
{
    Started,

    /// <summary>Another request of its kind is under way: this one is refused and the session is over.</summary>
    Overlap,

    /// <summary>The session has moved to another transport.</summary>
    Upgraded,

    /// <summary>The session is closed.</summary>
    Closed,
}

/// <summary>Long-polling: one GET and one POST at a time.</summary>
public sealed partial class EngineSession
{
    /// <summary>Whether a GET waits for packets; for tests and diagnostics.</summary>
    internal bool HasPendingPoll => _polling is { IsPollPending: true };

    /// <summary>Whether the body of a POST is arriving; for tests and diagnostics.</summary>
    internal bool HasPendingPost => _polling is { Post: PostState.Reading };

    /// <summary>Begins a GET. Its answer is there at once when packets wait, or comes with the first.</summary>
    internal PollingStart BeginPoll(out ValueTask<OutboundBatch> answer)
    {
        lock (_lock)
        {
            answer = default;
            EndIfSilent();
            if (_state == SessionState.Closed)
                return PollingStart.Closed;
            if (_polling is not { } polling)
                return PollingStart.Upgraded;
            if (polling.IsPollBusy)
            {
                End(EngineCloseReason.TransportError);
                return PollingStart.Overlap;
            }
            answer = GetAnswer(polling);
            return PollingStart.Started;
        }
    }

    /// <summary>The client gave up its waiting GET.</summary>
    internal void OnPollAborted()
    {
        lock (_lock)
        {
            if (_state != SessionState.Closed && _polling is { IsPollPending: true })
                End(EngineCloseReason.TransportError);
        }
    }

    /// <summary>Begins a POST, whose body is still to be read.</summary>
    internal PollingStart BeginPost(IHttpRequestLifetimeFeature? lifetime, out PollingTransport? transport)
    {
        lock (_lock)
        {
            transport = null;
            EndIfSilent();
            if (_state == SessionState.Closed)
                return PollingStart.Closed;
            if (_polling is not { } polling)
                return PollingStart.Upgraded;
            if (polling.Post != PostState.None)
            {
                End(EngineCloseReason.TransportError);
                return PollingStart.Overlap;
            }
            polling.Post = PostState.Reading;
            polling.PostLifetime = lifetime;
            transport = polling;
            return PollingStart.Started;
        }
    }

    /// <summary>The client gave up its POST.</summary>
    internal void OnPostAborted()
    {
        lock (_lock)
        {
            if (_state != SessionState.Closed && _polling != null)
                End(EngineCloseReason.TransportError);
        }
    }

    /// <summary>The body is there. False when the session has left polling meanwhile: the POST is not processed.</summary>
    internal bool TryBeginDispatch()
    {
        lock (_lock)
        {
            if (_polling is not { } polling || _state == SessionState.Closed)
                return false;
            polling.Post = PostState.Dispatching;
            return true;
        }
    }

    /// <summary>The POST is over; to be called before it is answered, because the next may follow the answer at once.</summary>
    internal void EndPost(PollingTransport polling)
    {
        lock (_lock)
        {
            polling.Post = PostState.None;
            polling.PostLifetime = null;
        }
    }

    /// <summary>Hands up the packets of a payload from an offset on. False when it stopped because receiving is paused.</summary>
    internal bool Dispatch(ReadOnlySpan<byte> payload, bool isBinary, ref int consumed)
    {
        using var turn = FlushTurn.Begin();
        while (!_paused)
        {
            if (!PollingFormat.TryRead(payload, isBinary, ref consumed, out var packet, out var error))
            {
                if (error != ParseResult.Ok && _state == SessionState.Open)
                    OnParseError(error);
                return true;
            }
            if (_state == SessionState.Closed)
                return true;
            // A closing session takes nothing more, but need not wait for the last GET of a client that is leaving.
            if (packet.Type == EnginePacketType.Close)
                Terminate(EngineCloseReason.TransportClose, PollingTail.Noop);
            else if (_state == SessionState.Open)
                OnPacket(packet);
        }
        return false;
    }

    private ValueTask<OutboundBatch> GetAnswer(PollingTransport polling)
    {
        if (_queue.Count > 0)
            return ValueTask.FromResult(_queue.TakeAll());

        if (_state == SessionState.Closing)
        {
            End(_closeReason);
            return ValueTask.FromResult(OutboundBatch.Of(PollingTail.NoopAndClose));
        }

        // The client waits for this GET before it goes on with the upgrade.
        if (_upgrade is { IsProbed: true })
            return ValueTask.FromResult(OutboundBatch.Of(PollingTail.Noop));
        return polling.BeginPoll();
    }

    /// <summary>Polling is over: a GET that waits is answered, a POST that is still arriving is reset.</summary>
    private void EndPolling(PollingTransport polling, PollingTail tail)
    {
        if (polling.IsPollPending)
            polling.CompletePoll(_webSocket == null ? _queue.TakeAll(tail) : OutboundBatch.Of(tail));
        // Not on this stack, which may be a broadcast's.
        if (polling.Post == PostState.Reading)
            ThreadPool.UnsafeQueueUserWorkItem(static post => post.Session.ResetPost(post.Polling), (Session: this, Polling: polling), preferLocal: false);
    }

    private void ResetPost(PollingTransport polling)
    {
        lock (_lock)
        {
            // It may be over by now, and over HTTP/2 the host may have given its objects to another request.
            if (polling.Post == PostState.Reading)
                polling.PostLifetime?.Abort();
        }
    }
}
