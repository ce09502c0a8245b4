using System.Data.Common;

namespace SocketIoCompat.Handlers.Storage.Sqlite;

/// <summary>One piece of work that waits for a loop, runs on its thread and is completed after the commit.</summary>
internal abstract class SqliteWork(long bytes)
{
    public long Bytes { get; } = bytes;

    /// <summary>Why the work failed; null when it succeeded or has not run.</summary>
    public Exception? Error { get; private set; }

    /// <summary>Runs the work on the calling thread and keeps its result or its exception.</summary>
    public void Run(DbConnection connection)
    {
        Error = null;
        try
        {
            // SQLite's calls block and return completed tasks: work that is still running awaits something
            // else than its connection, and would go on after the loop has given the connection to others.
            if (!Start(connection).IsCompleted)
            {
                Error = new InvalidOperationException("Database work may await only its own connection.");
            }
        }
        catch (Exception exception)
        {
            Error = exception;
        }
    }

    public void Fail(Exception exception) => Error = exception;

    /// <summary>Gives the kept result or exception to whoever awaits the work.</summary>
    public abstract void Complete();

    protected abstract Task Start(DbConnection connection);
}

/// <summary>Work with a result. Its awaiter never runs on the loop's thread.</summary>
internal sealed class SqliteWork<T>(Func<DbConnection, Task<T>> work, long bytes) : SqliteWork(bytes)
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Task => _completion.Task;

    public override void Complete()
    {
        if (Error is { } error)
        {
            _completion.TrySetException(error);
        }
        else
        {
            _completion.TrySetResult(_result!);
        }
    }

    protected override async Task Start(DbConnection connection)
    {
        try
        {
            _result = await work(connection);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }
}
