using Microsoft.Extensions.Logging;
using Npgsql;

namespace SocketIoCompat.Handlers.Storage.Postgres;

/// <summary>
/// Writes in batches: all that waits, up to the batch's size, shares one transaction and so one commit. When a piece of work fails,
/// the batch runs once more with a savepoint around each: they cost two trips to the database each, and are rarely needed.
/// </summary>
internal sealed partial class PostgresWriteLoop : IAsyncDisposable
{
    /// <summary>The waits between attempts when the database has gone away: what restarts quickly is not noticed by anybody.</summary>
    public static readonly TimeSpan[] RetryDelays = [TimeSpan.Zero, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500)];

    private readonly List<DatabaseWork> _batch;
    private readonly WorkQueue _queue;
    private readonly DatabaseOptions _options;
    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private Task _ended = Task.CompletedTask;
    private bool _isAway;

    public PostgresWriteLoop(NpgsqlDataSource source, DatabaseOptions options, TimeProvider time, ILogger logger)
    {
        (_source, _options, _time, _logger) = (source, options, time, logger);
        _batch = new List<DatabaseWork>(options.MaxBatch);
        _queue = new WorkQueue(options);
    }

    public void Start() => _ended = WorkAsync();

    public Task<T> Enqueue<T>(DatabaseWork<T> work) => _queue.Enqueue(work);

    /// <summary>Does the work that waits, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Complete();
        await _ended;
        _queue.Dispose();
    }

    private async Task WorkAsync()
    {
        try
        {
            while (await _queue.TakeAsync() is { } first)
            {
                _queue.FillBatch(_batch, first);
                await StoreAsync();
                foreach (var work in _batch)
                {
                    work.Complete();
                }
            }
        }
        catch (Exception exception)
        {
            LogLoopFailed(_logger, exception);
            foreach (var work in _batch)
            {
                work.Fail(exception);
                work.Complete();
            }

            _queue.Fail(exception);
        }
    }

    // While the database is away each batch tries once: its clients hear of it soon, and the queue does not fill up.
    private async Task StoreAsync()
    {
        var delays = _isAway ? [] : RetryDelays;
        var withSavepoints = false;
        for (var attempt = 0; ; attempt++)
        {
            var (outcome, error) = await TryStoreAsync(withSavepoints);
            if (outcome is Outcome.WorkFailed && !withSavepoints)
            {
                withSavepoints = true;
                attempt--;
                continue;
            }

            if (outcome is Outcome.Lost && attempt < delays.Length)
            {
                _source.Clear(); // after a restart of the database all its idle connections are dead
                await Task.Delay(delays[attempt], _time);
                continue;
            }

            Note(outcome, error);
            if (error is not null)
            {
                foreach (var work in _batch)
                {
                    work.Fail(PostgresErrors.ForCallers(error));
                }
            }

            return;
        }
    }

    private async Task<(Outcome Outcome, Exception? Error)> TryStoreAsync(bool withSavepoints)
    {
        NpgsqlConnection? connection = null;
        var commits = false;
        try
        {
            connection = await _source.OpenConnectionAsync();
            await PostgresTransaction.BeginAsync(connection, _options.LockTimeout, _options.CommandTimeout);
            for (var next = 0; next < _batch.Count;)
            {
                var (count, error) = await RunNextAsync(connection, next, withSavepoints);
                if (error is not null)
                {
                    return (Outcome.WorkFailed, error); // closing the connection rolls back
                }

                next += count;
            }

            commits = true;
            await PostgresTransaction.CommitAsync(connection);
            return (Outcome.Stored, null);
        }
        catch (Exception exception)
        {
            return (Judge(exception, commits, withSavepoints), exception);
        }
        finally
        {
            await CloseAsync(connection);
        }
    }

    // How many pieces of work were done, or why one failed without a savepoint to go back to.
    private async Task<(int Count, Exception? Error)> RunNextAsync(NpgsqlConnection connection, int next, bool withSavepoints)
    {
        var work = _batch[next];
        if (withSavepoints)
        {
            await RunAloneAsync(connection, work);
            return (1, null);
        }

        var statements = PostgresStatements.Count(_batch, next);
        if (statements < 2)
        {
            await work.RunAsync(connection);
            ThrowIfAway(work);
            return (1, work.Error);
        }

        var together = _batch.GetRange(next, statements).Cast<StatementWork>();
        var error = await PostgresStatements.RunAsync(connection, together);
        foreach (var done in together)
        {
            done.Succeed();
        }

        return (statements, error);
    }

    private static async Task RunAloneAsync(NpgsqlConnection connection, DatabaseWork work)
    {
        await PostgresTransaction.ExecuteAsync(connection, "SAVEPOINT work");
        await work.RunAsync(connection);
        ThrowIfAway(work);
        if (work.Error is null && await FindFaultAsync(connection) is { } fault)
        {
            work.Fail(fault);
        }

        if (work.Error is { } error)
        {
            work.Fail(PostgresErrors.ForCallers(error));
            await PostgresTransaction.ExecuteAsync(connection, "ROLLBACK TO SAVEPOINT work; RELEASE SAVEPOINT work");
        }
    }

    // Gives the savepoint up, unless the work leaves what no commit would take.
    private static async Task<PostgresException?> FindFaultAsync(NpgsqlConnection connection)
    {
        try
        {
            await PostgresTransaction.ExecuteAsync(connection, "SET CONSTRAINTS ALL IMMEDIATE; RELEASE SAVEPOINT work");
            return null;
        }
        catch (PostgresException exception) when (!PostgresErrors.IsAway(exception))
        {
            return exception;
        }
    }

    // Nothing was stored before the last trip. An error of that trip says so only when it is the server's own.
    private static Outcome Judge(Exception exception, bool commits, bool withSavepoints) =>
        PostgresErrors.IsAway(exception)
            ? commits ? Outcome.Failed : Outcome.Lost
            : commits && !withSavepoints && exception is PostgresException ? Outcome.WorkFailed : Outcome.Failed;

    // It is not the work's fault.
    private static void ThrowIfAway(DatabaseWork work)
    {
        if (work.Error is { } error && PostgresErrors.IsAway(error))
        {
            throw error;
        }
    }

    private static async Task CloseAsync(NpgsqlConnection? connection)
    {
        try
        {
            if (connection is not null)
            {
                await connection.DisposeAsync(); // rolls back what is open
            }
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException or InvalidOperationException)
        {
            // Broken: the pool has thrown it away.
        }
    }

    private void Note(Outcome outcome, Exception? error)
    {
        if (outcome is Outcome.Stored && _isAway)
        {
            _isAway = false;
            LogBack(_logger);
        }
        else if (error is not null && !PostgresErrors.IsAway(error))
        {
            LogBatchFailed(_logger, _batch.Count, error.Message);
        }
        else if (error is not null && !_isAway)
        {
            _isAway = true;
            LogAway(_logger, error.Message);
        }
    }

    [LoggerMessage(3005, LogLevel.Critical, "The database's writer has ended with an error; nothing can be stored until a restart.")]
    private static partial void LogLoopFailed(ILogger logger, Exception exception);

    [LoggerMessage(3001, LogLevel.Error, "The database has gone away: {Reason} What is to be stored is refused until it is back.")]
    private static partial void LogAway(ILogger logger, string reason);

    [LoggerMessage(3002, LogLevel.Information, "The database is back.")]
    private static partial void LogBack(ILogger logger);

    [LoggerMessage(3003, LogLevel.Error, "A batch of {Count} could not be stored: {Reason}")]
    private static partial void LogBatchFailed(ILogger logger, int count, string reason);

    private enum Outcome
    {
        Stored,
        WorkFailed,
        Lost,
        Failed,
    }
}
