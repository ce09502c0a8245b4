using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace SocketIoCompat.Handlers.Storage.Postgres;

/// <summary>PostgreSQL: reads run beside each other, one loop writes. It is found again by itself when it went away.</summary>
internal sealed partial class PostgresDatabase(
    IOptions<DatabaseOptions> options,
    IEnumerable<SchemaVersion> versions,
    TimeProvider time,
    ILogger<PostgresDatabase> logger) : IDatabase
{
    private static readonly TimeSpan StartDelay = TimeSpan.FromMilliseconds(250);

    private readonly DatabaseOptions _options = options.Value;
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(PostgresUrl.ToConnectionString(options.Value));
    private readonly PostgresDialect _dialect = new();
    private PostgresWriteLoop? _writer;
    private int _reading;

    public ISqlDialect Dialect => _dialect;

    public DatabaseSchema Schema { get; private set; } = DatabaseSchema.Empty;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                Schema = await UpgradeAsync(cancellationToken);
                break;
            }
            catch (Exception exception) when (exception is TimeoutException or NpgsqlException { InnerException: TimeoutException } || PostgresErrors.IsAway(exception))
            {
                if (time.GetElapsedTime(started) >= _options.StartTimeout)
                {
                    throw new InvalidDataException(exception.Message, exception);
                }

                LogNotThereYet(logger, exception.Message);
                await Task.Delay(StartDelay, time, cancellationToken);
            }
        }

        _writer = new PostgresWriteLoop(_source, _options, time, logger);
        _writer.Start();
    }

    public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work)
    {
        if (Interlocked.Increment(ref _reading) > _options.MaxWaiting)
        {
            Interlocked.Decrement(ref _reading);
            throw new DatabaseBusyException();
        }

        return ReadNowAsync(work);
    }

    public Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> work, long bytes = 0) =>
        (_writer ?? throw new DatabaseBusyException("The database is not open.")).Enqueue(new DatabaseWork<T>(work, bytes));

    public Task ExecuteAsync(string sql, DynamicParameters parameters, long bytes = 0) =>
        (_writer ?? throw new DatabaseBusyException("The database is not open.")).Enqueue(new StatementWork(sql, parameters, bytes));

    public DbConnection OpenConnection() => _source.OpenConnection();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _writer, null) is { } writer)
        {
            await writer.DisposeAsync();
        }

        await _source.DisposeAsync();
    }

    // After a restart of the database every idle connection is dead: each attempt finds one, so they are all forgotten at the first.
    private async Task<T> ReadNowAsync<T>(Func<DbConnection, Task<T>> work)
    {
        try
        {
            try
            {
                return await ReadOnceAsync(work);
            }
            catch (Exception exception) when (PostgresErrors.IsAway(exception))
            {
                _source.Clear();
                return await ReadOnceAsync(work);
            }
        }
        catch (Exception exception) when (PostgresErrors.IsUnexpected(exception))
        {
            throw PostgresErrors.ForCallers(exception);
        }
        finally
        {
            Interlocked.Decrement(ref _reading);
        }
    }

    private async Task<T> ReadOnceAsync<T>(Func<DbConnection, Task<T>> work)
    {
        await using var connection = await _source.OpenConnectionAsync();
        return await work(connection);
    }

    // Of its own, because a new column of a large table may take its time.
    private async Task<DatabaseSchema> UpgradeAsync(CancellationToken cancellationToken)
    {
        var patient = new NpgsqlConnectionStringBuilder(PostgresUrl.ToConnectionString(_options)) { CommandTimeout = 0, Pooling = false };
        await using var connection = new NpgsqlConnection(patient.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await PostgresTransaction.BeginAsync(connection, _options.StartTimeout, _options.StartTimeout);
        var schema = await new SchemaUpgrade(_dialect, time).ApplyAsync(connection, versions);
        await PostgresTransaction.CommitAsync(connection);
        return schema;
    }

    [LoggerMessage(3004, LogLevel.Warning, "The database is not there yet: {Reason}")]
    private static partial void LogNotThereYet(ILogger logger, string reason);
}
