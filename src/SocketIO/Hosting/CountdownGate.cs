namespace SocketIoCompat.Hosting;

/// <summary>Counts what is under way, so that a stopping server can wait until nothing is.</summary>
internal sealed class CountdownGate
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _none;
    private int _count;

    public void Enter()
    {
        lock (_lock)
            _count++;
    }

    public void Leave()
    {
        lock (_lock)
        {
            if (--_count > 0)
                return;
            _none?.TrySetResult();
            _none = null;
        }
    }

    /// <summary>Returns when nothing is under way, or when the waiting is cancelled.</summary>
    public async Task WaitForNoneAsync(CancellationToken cancellationToken)
    {
        Task none;
        lock (_lock)
        {
            if (_count == 0)
                return;
            none = (_none ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        await none.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
