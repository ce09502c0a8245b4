namespace SocketIoCompat.Engine;

/// <summary>
/// Waits that all have the same length: the one armed last ends last, so arming appends to a list, and one timer for the
/// head serves every session.
/// </summary>
internal sealed class DeadlineQueue : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _wait;
    private readonly long _waitTicks;
    private readonly ITimer _timer;
    private DeadlineNode? _head;
    private DeadlineNode? _tail;
    private bool _disposed;

    public DeadlineQueue(TimeProvider time, TimeSpan wait)
    {
        _time = time;
        _wait = wait;
        _waitTicks = (long)(wait.TotalSeconds * time.TimestampFrequency);
        _timer = CreateTimer();
    }

    /// <summary>Starts the wait of a node, again if it waits already, wherever it does.</summary>
    public void Arm(DeadlineNode node)
    {
        node.Disarm();
        lock (_lock)
        {
            if (_disposed)
                return;
            node.Due = _time.GetTimestamp() + _waitTicks;
            node.Previous = _tail;
            if (_tail == null)
                _head = node;
            else
                _tail.Next = node;
            _tail = node;
            Volatile.Write(ref node.Queue, this);
            if (_head == node)
                _timer.Change(_wait, Timeout.InfiniteTimeSpan);
        }
    }

    public void Remove(DeadlineNode node)
    {
        lock (_lock)
        {
            // The timer of the head is left to fire: it finds the next head not due and waits on. Setting it here would
            // cost a timer change for every pong.
            if (node.Queue == this)
                Unlink(node);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            while (_head != null)
                Unlink(_head);
        }
        _timer.Dispose();
    }

    /// <summary>The timer outlives whoever makes the server: it must not carry that one's execution context along.</summary>
    private ITimer CreateTimer()
    {
        if (ExecutionContext.IsFlowSuppressed())
            return Create();
        using (ExecutionContext.SuppressFlow())
            return Create();

        ITimer Create() => _time.CreateTimer(
            static queue => ((DeadlineQueue)queue!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private void OnTimer()
    {
        // What the sessions write because of it (pings, mostly) leaves in one flush for each.
        using var turn = FlushTurn.Begin();
        while (TakeDue() is { } node)
            node.OnDeadline();
    }

    private DeadlineNode? TakeDue()
    {
        lock (_lock)
        {
            if (_head == null)
                return null;
            var rest = _time.GetElapsedTime(_time.GetTimestamp(), _head.Due);
            if (rest > TimeSpan.Zero)
            {
                // Whole milliseconds are what a timer can do; rounding down would make it fire early and turn idly.
                _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(rest.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
                return null;
            }
            var node = _head;
            Unlink(node);
            return node;
        }
    }

    private void Unlink(DeadlineNode node)
    {
        if (node.Previous == null)
            _head = node.Next;
        else
            node.Previous.Next = node.Next;
        if (node.Next == null)
            _tail = node.Previous;
        else
            node.Next.Previous = node.Previous;
        node.Previous = node.Next = null;
        Volatile.Write(ref node.Queue, null);
    }
}
