using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace SocketIoCompat.Handlers.Storage.Sqlite;

/// <summary>
/// A thread of its own with a connection of its own, fed by a bounded queue. SQLite's calls block:
/// on a pool thread they would hold up the sockets' read loops.
/// </summary>
internal abstract partial class SqliteLoop(string name, SqliteConnection connection, DatabaseOptions options, ILogger logger)
    : IAsyncDisposable
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILogger _logger = logger;
    private readonly string _name = name;
    private bool _started;

    protected SqliteConnection Connection { get; } = connection;

    protected WorkQueue Queue { get; } = new(options);

    public void Start()
    {
        _started = true;
        new Thread(Work) { IsBackground = true, Name = _name }.Start();
    }

    public Task<T> Enqueue<T>(DatabaseWork<T> work) => Queue.Enqueue(work);

    /// <summary>Does the work that waits, then ends the thread and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        Queue.Complete();
        if (_started)
        {
            await _ended.Task;
        }

        await Connection.DisposeAsync();
        Queue.Dispose();
    }

    /// <summary>Runs and completes the first piece of work, and more of what waits where that pays.</summary>
    protected abstract void Run(DatabaseWork first);

    protected void RunHere(DatabaseWork work)
    {
        // SQLite's calls block and return completed tasks: work that is still running awaits something
        // else than its connection, and would go on after the loop has given the connection to others.
        if (!work.RunAsync(Connection).IsCompleted)
        {
            work.Fail(new InvalidOperationException("Database work may await only its own connection."));
        }
    }

    private void Work()
    {
        try
        {
            while (Queue.Take() is { } work)
            {
                Run(work);
            }
        }
        catch (Exception exception)
        {
            LogLoopFailed(_logger, _name, exception);
            Queue.Fail(exception);
        }
        finally
        {
            _ended.SetResult();
        }
    }

    [LoggerMessage(3000, LogLevel.Critical, "The database's loop {Name} has ended with an error; nothing can be stored until a restart.")]
    private static partial void LogLoopFailed(ILogger logger, string name, Exception exception);
}
