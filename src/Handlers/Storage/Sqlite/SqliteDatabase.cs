using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SocketIoCompat.Handlers.Storage.Sqlite;

/// <summary>A SQLite file in write-ahead mode: one loop writes, one reads, nothing else touches it.</summary>
internal sealed class SqliteDatabase(
    IOptions<DatabaseOptions> options,
    IEnumerable<SchemaVersion> versions,
    TimeProvider time,
    ILogger<SqliteDatabase> logger) : IDatabase
{
    private readonly DatabaseOptions _options = options.Value;
    private readonly string _connectionString = SqliteUrl.ToConnectionString(options.Value);
    private readonly SqliteDialect _dialect = new();
    private SqliteWriteLoop? _writer;
    private SqliteReadLoop? _reader;

    public ISqlDialect Dialect => _dialect;

    public DatabaseSchema Schema { get; private set; } = DatabaseSchema.Empty;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        SqliteUrl.CreateFile(_connectionString);
        _writer = new SqliteWriteLoop(Open(), _options, logger);
        _writer.Start();
        var upgrade = new SchemaUpgrade(_dialect, time);
        Schema = await WriteAsync(connection => upgrade.ApplyAsync(connection, versions)).WaitAsync(cancellationToken);
        _reader = new SqliteReadLoop(Open(), _options, logger);
        _reader.Start();
    }

    public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work) =>
        Started(_reader).Enqueue(new DatabaseWork<T>(work, bytes: 0));

    public Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> work, long bytes = 0) =>
        Started(_writer).Enqueue(new DatabaseWork<T>(work, bytes));

    public DbConnection OpenConnection() => Open();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _writer, null) is { } writer)
        {
            await writer.DisposeAsync();
        }

        if (Interlocked.Exchange(ref _reader, null) is { } reader)
        {
            await reader.DisposeAsync();
        }
    }

    private static T Started<T>(T? loop)
        where T : SqliteLoop =>
        loop ?? throw new DatabaseBusyException("The database is not open.");

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();

            // NORMAL keeps every commit when the process dies; only a power cut may lose the last ones, and never the file.
            command.CommandText =
                $"""
                PRAGMA busy_timeout = {(long)_options.LockTimeout.TotalMilliseconds};
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = NORMAL;
                """;
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
