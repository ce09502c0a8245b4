using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace SocketIoCompat.Handlers.Storage.Sqlite;

/// <summary>
/// A thread of its own with a connection of its own, fed by a bounded queue. SQLite's calls block:
/// on a pool thread they would hold up the sockets' read loops.
/// </summary>
internal abstract partial class SqliteLoop : IAsyncDisposable
{
    private readonly BlockingCollection<SqliteWork> _queue;
    private readonly long _maxBytes;
    private readonly ILogger _logger;
    private readonly string _name;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _waitingBytes;
    private bool _started;

    protected SqliteLoop(string name, SqliteConnection connection, DatabaseOptions options, ILogger logger)
    {
        _name = name;
        _queue = new BlockingCollection<SqliteWork>(options.MaxWaiting);
        _maxBytes = options.MaxWaitingBytes;
        _logger = logger;
        Connection = connection;
    }

    protected SqliteConnection Connection { get; }

    public void Start()
    {
        _started = true;
        new Thread(Work) { IsBackground = true, Name = _name }.Start();
    }

    public Task<T> Enqueue<T>(SqliteWork<T> work)
    {
        var waiting = Interlocked.Add(ref _waitingBytes, work.Bytes);
        if (!TryAdd(work, waiting))
        {
            Interlocked.Add(ref _waitingBytes, -work.Bytes);
            throw new DatabaseBusyException();
        }

        return work.Task;
    }

    /// <summary>Does the work that waits, then ends the thread and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.CompleteAdding();
        if (_started)
        {
            await _ended.Task;
        }

        await Connection.DisposeAsync();
        _queue.Dispose();
    }

    /// <summary>Runs and completes the first piece of work, and more of what waits where that pays.</summary>
    protected abstract void Run(SqliteWork first);

    protected bool TryTake(out SqliteWork work)
    {
        if (!_queue.TryTake(out work!))
        {
            return false;
        }

        Interlocked.Add(ref _waitingBytes, -work.Bytes);
        return true;
    }

    private bool TryAdd(SqliteWork work, long waitingBytes)
    {
        try
        {
            // One piece of work may exceed the bytes when nothing else waits, or it could never be done.
            return (waitingBytes <= _maxBytes || waitingBytes == work.Bytes) && _queue.TryAdd(work);
        }
        catch (InvalidOperationException)
        {
            return false; // the loop is closing
        }
    }

    private void Work()
    {
        try
        {
            foreach (var work in _queue.GetConsumingEnumerable())
            {
                Interlocked.Add(ref _waitingBytes, -work.Bytes);
                Run(work);
            }
        }
        catch (Exception exception)
        {
            LogLoopFailed(_logger, _name, exception);
            _queue.CompleteAdding();
            while (_queue.TryTake(out var work))
            {
                work.Fail(exception);
                work.Complete();
            }
        }
        finally
        {
            _ended.SetResult();
        }
    }

    [LoggerMessage(3000, LogLevel.Critical, "The database's loop {Name} has ended with an error; nothing can be stored until a restart.")]
    private static partial void LogLoopFailed(ILogger logger, string name, Exception exception);
}
