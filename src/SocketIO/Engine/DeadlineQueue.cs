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
    public void Arm(DeadlineNode node) => Arm(node, _time.GetTimestamp());

    /// <summary>
    /// Starts the wait of a node whose last one is over at the end of that one, so that a late timer does not make two waits
    /// longer than they are. What a timer was late by counts up to an eighth of the wait: after a standstill of the whole
    /// process, the client must have its time all the same.
    /// </summary>
    public void ArmAgain(DeadlineNode node) => Arm(node, Math.Max(node.Due, _time.GetTimestamp() - (_waitTicks / 8)));

    private void Arm(DeadlineNode node, long since)
    {
        node.Disarm();
        lock (_lock)
        {
            if (_disposed)
                return;
            // Not quite in order then, by as much as timers are late: what is behind is that much later.
            node.Due = since + _waitTicks;
            node.Previous = _tail;
            if (_tail == null)
                _head = node;
            else
                _tail.Next = node;
            _tail = node;
            Volatile.Write(ref node.Queue, this);
            if (_head == node)
                SetTimer(GetRest(node));
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
            var rest = GetRest(_head);
            if (rest > TimeSpan.Zero)
            {
                SetTimer(rest);
                return null;
            }
            var node = _head;
            Unlink(node);
            return node;
        }
    }

    private TimeSpan GetRest(DeadlineNode node) => _time.GetElapsedTime(_time.GetTimestamp(), node.Due);

    // Whole milliseconds are what a timer can do; rounding down would make it fire early and turn idly.
    private void SetTimer(TimeSpan rest) =>
        _timer.Change(TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(rest.TotalMilliseconds))), Timeout.InfiniteTimeSpan);

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
