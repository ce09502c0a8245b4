using System.Data.Common;

namespace SocketIoCompat.Handlers.Storage;

/// <summary>One piece of work that waits for a database, and is completed after the commit.</summary>
internal abstract class DatabaseWork(long bytes)
{
    public long Bytes { get; } = bytes;

    /// <summary>Why the work failed; null when it succeeded or has not run.</summary>
    public Exception? Error { get; private set; }

    /// <summary>Runs the work, again if need be, and keeps its result or its exception; it throws none.</summary>
    public async Task RunAsync(DbConnection connection)
    {
        Error = null;
        try
        {
            await StartAsync(connection);
        }
        catch (Exception exception)
        {
            Error = exception;
        }
    }

    public void Fail(Exception exception) => Error = exception;

    /// <summary>The work was done, by somebody else than <see cref="RunAsync"/>.</summary>
    public void Succeed() => Error = null;

    /// <summary>Gives the kept result or exception to whoever awaits the work.</summary>
    public abstract void Complete();

    protected abstract Task StartAsync(DbConnection connection);
}

/// <summary>Work with a result. Its awaiter never runs on the database's thread.</summary>
internal class DatabaseWork<T>(Func<DbConnection, Task<T>> work, long bytes) : DatabaseWork(bytes)
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

    protected override async Task StartAsync(DbConnection connection) => _result = await work(connection);
}
