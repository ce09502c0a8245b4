namespace SocketIoCompat.Handlers.Storage;

/// <summary>
/// What waits for one loop of a database, bounded in pieces and in bytes. Any thread adds, one loop takes: on a thread of its own
/// (<see cref="Take"/>) or on the pool (<see cref="TakeAsync"/>).
/// </summary>
internal sealed class WorkQueue(DatabaseOptions options) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<DatabaseWork> _waiting = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private long _waitingBytes;
    private bool _completed;

    /// <summary>Throws <see cref="DatabaseBusyException"/> when too much waits, or nothing more is taken.</summary>
    public Task<T> Enqueue<T>(DatabaseWork<T> work)
    {
        lock (_lock)
        {
            // One piece of work may exceed the bytes when nothing else waits, or it could never be done.
            if (_completed ||
                _waiting.Count >= options.MaxWaiting ||
                (_waitingBytes > 0 && _waitingBytes + work.Bytes > options.MaxWaitingBytes))
            {
                throw new DatabaseBusyException();
            }

            _waiting.Enqueue(work);
            _waitingBytes += work.Bytes;
            _arrived.Release();
        }

        return work.Task;
    }

    /// <summary>The next work, on a thread that may wait; null when all is done and no more will come.</summary>
    public DatabaseWork? Take()
    {
        _arrived.Wait();
        return Dequeue();
    }

    /// <summary>As <see cref="Take"/>, without a thread.</summary>
    public async ValueTask<DatabaseWork?> TakeAsync()
    {
        await _arrived.WaitAsync();
        return Dequeue();
    }

    /// <summary>Makes the list the next batch: the first work and what waits behind it, up to the batch's size.</summary>
    public void FillBatch(List<DatabaseWork> batch, DatabaseWork first)
    {
        batch.Clear();
        batch.Add(first);
        while (batch.Count < options.MaxBatch && _arrived.Wait(0) && Dequeue() is { } next)
        {
            batch.Add(next);
        }
    }

    /// <summary>Takes no more; what waits is still handed out.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            if (!_completed)
            {
                _completed = true;
                _arrived.Release();
            }
        }
    }

    /// <summary>Takes no more and fails what waits.</summary>
    public void Fail(Exception exception)
    {
        Complete();
        while (Dequeue() is { } work)
        {
            work.Fail(exception);
            work.Complete();
        }
    }

    public void Dispose() => _arrived.Dispose();

    private DatabaseWork? Dequeue()
    {
        lock (_lock)
        {
            if (_waiting.TryDequeue(out var work))
            {
                _waitingBytes -= work.Bytes;
                return work;
            }

            _arrived.Release(); // the mark of the end, which whoever asks again must find too
            return null;
        }
    }
}
