using Microsoft.Extensions.Logging;
using SocketIoCompat.Engine;
using SocketIoCompat.Events;

namespace SocketIoCompat.Connections;

/// <summary>
/// What one socket has received and not yet handled. One event is handled at a time, in the order received: inline on the
/// read loop when nothing waits, else when the one before has ended. The end of the socket waits its turn like an event.
/// </summary>
/// <remarks>It starts busy: nothing is handled before the connection handlers have ended and called <see cref="Open"/>.</remarks>
internal sealed partial class SocketInbox(Socket socket)
{
    private readonly Lock _lock = new();
    private Queue<object>? _waiting; // QueuedEvent, or the reason of the end
    private bool _busy = true;
    private bool _ended;

    /// <summary>Handles the event now or keeps a copy. Called by the read loop only.</summary>
    public void Receive(scoped in ReceivedEvent received)
    {
        lock (_lock)
        {
            if (_ended)
                return; // as in Node, what comes after the disconnection is ignored
            if (_busy)
            {
                var queued = received.ToQueued();
                (_waiting ??= new Queue<object>()).Enqueue(queued);
                socket.Client.Backlog.Add(queued.Length);
                return;
            }

            _busy = true;
        }

        Continue(socket.Dispatch(received));
    }

    /// <summary>Lets the first event through: the connection handlers have ended.</summary>
    public void Open() => Continue(Task.CompletedTask);

    /// <summary>Ends the socket after what it has received, or, when the server ends it, at once after the running event.</summary>
    public void End(string reason, bool dropWaiting)
    {
        lock (_lock)
        {
            if (_ended)
                return;
            _ended = true;
            if (dropWaiting)
                DropWaiting();
            if (_busy)
            {
                (_waiting ??= new Queue<object>()).Enqueue(reason);
                return;
            }

            _busy = true;
        }

        Continue(socket.CompleteEndAsync(reason));
    }

    private void Continue(Task pending)
    {
        if (!pending.IsCompleted || HasWaiting())
            _ = DrainAsync(pending);
    }

    private async Task DrainAsync(Task pending)
    {
        await ObserveAsync(pending);
        while (TryTake(out var next))
            await ObserveAsync(Handle(next));
    }

    private Task Handle(object next)
    {
        try
        {
            using (FlushTurn.Begin())
                return next is QueuedEvent queued ? socket.Dispatch(queued.View) : socket.CompleteEndAsync((string)next);
        }
        catch (Exception exception)
        {
            return Task.FromException(exception);
        }
    }

    // The dispatcher has caught what handlers throw. Should anything else come through, the socket must not stay busy for ever.
    private async Task ObserveAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception exception)
        {
            LogDrainFailed(socket.Namespace.Server.Logger, socket.Id, exception);
            socket.Connection.Close();
        }
    }

    /// <summary>Whether something waits; when not, the inbox is no longer busy.</summary>
    private bool HasWaiting()
    {
        lock (_lock)
            return _busy = _waiting is { Count: > 0 };
    }

    private bool TryTake(out object next)
    {
        lock (_lock)
        {
            if (_waiting is null || !_waiting.TryDequeue(out next!))
            {
                _busy = false;
                next = string.Empty;
                return false;
            }
        }

        if (next is QueuedEvent queued)
            socket.Client.Backlog.Remove(queued.Length);
        return true;
    }

    private void DropWaiting()
    {
        while (_waiting is not null && _waiting.TryDequeue(out var waiting))
        {
            if (waiting is QueuedEvent queued)
                socket.Client.Backlog.Remove(queued.Length);
        }
    }

    [LoggerMessage(2016, LogLevel.Error, "Handling what socket {SocketId} received failed; its connection is closed")]
    private static partial void LogDrainFailed(ILogger logger, string socketId, Exception exception);
}
