using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using SocketIoCompat.ContractTests.Support;
using SocketIoCompat.Handlers.Authentication.Tickets;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Classroom.Stores;
using SocketIoCompat.Handlers.MeetingRooms;
using SocketIoCompat.Handlers.ProjectChat.Stores;
using SocketIoCompat.Handlers.Recordings;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.Storage.Postgres;
using SocketIoCompat.Handlers.Storage.Sqlite;
using SocketIoCompat.Handlers.SupportSessions.Stores;
using SocketIoCompat.Handlers.UserCalls;
using SocketIoCompat.Handlers.Users;

namespace SocketIoCompat.UnitTests.Handlers.Support;

/// <summary>The products that the stores work with.</summary>
public enum DatabaseProduct
{
    Sqlite,
    Postgres,
}

/// <summary>A database of its own (a SQLite file in a folder, or a database of the tests' PostgreSQL), opened and reopened as a server does.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("socketiocompat-").FullName;
    private readonly DatabaseProduct _product;
    private IDatabase? _database;

    public TestDatabase()
        : this(DatabaseProduct.Sqlite)
    {
    }

    private TestDatabase(DatabaseProduct product) => _product = product;

    public string File => Path.Combine(_folder, "data", "test.db");

    public ManualTime Time { get; } = new();

    public ClassroomSql Sql => new(Database);

    public DatabaseOptions Options { get; } = new();

    public IDatabase Database => _database ?? throw new InvalidOperationException("Not open.");

    public SqlChatStore Chat => new(Database, Sql);

    public SqlSessionStore Sessions => SessionsOf("main");

    public SqlNotificationStore Notifications => new(Database, Sql, Time);

    /// <param name="product">The product.</param>
    /// <param name="script">What another program made of the database before our server sees it.</param>
    /// <param name="instance">A PostgreSQL other than the one that all tests share.</param>
    public static async Task<TestDatabase> OpenAsync(
        DatabaseProduct product = DatabaseProduct.Sqlite, string? script = null, PostgresInstance? instance = null)
    {
        var database = new TestDatabase(product);
        if (product is DatabaseProduct.Postgres)
            database.Options.Url = await (instance ?? await SharedPostgres.GetAsync()).CreateDatabaseAsync();
        if (script is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(database.File)!);
            await database.ExecuteAsync(script);
        }

        await database.StartAsync();
        return database;
    }

    /// <summary>The moment of a column as text, the same on both products.</summary>
    public string Moment(string column) =>
        _product is DatabaseProduct.Postgres ? $"to_char({column}, 'YYYY-MM-DD HH24:MI:SS.MS')" : column;

    /// <summary>The flag of a column as 0 or 1, the same on both products.</summary>
    public string Flag(string column) => $"CASE WHEN {column} THEN 1 ELSE 0 END";

    /// <summary>Another server on this database; the caller disposes of it.</summary>
    public IDatabase CreateServer()
    {
        if (_product is DatabaseProduct.Sqlite)
            Options.Url = $"sqlite:{File}";
        var options = Microsoft.Extensions.Options.Options.Create(Options);
        return _product is DatabaseProduct.Postgres
            ? new PostgresDatabase(options, Versions, Time, NullLogger<PostgresDatabase>.Instance)
            : new SqliteDatabase(options, Versions, Time, NullLogger<SqliteDatabase>.Instance);
    }

    public async Task RestartAsync()
    {
        await Database.DisposeAsync();
        await StartAsync();
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = Connect();
        await connection.ExecuteAsync(sql);
    }

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql)
    {
        await using var connection = Connect();
        return [.. await connection.QueryAsync<T>(sql)];
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The sessions as one of several servers sees them.</summary>
    public SqlSessionStore SessionsOf(string instance) => new(
        Database, Sql, Time, Microsoft.Extensions.Options.Options.Create(new ClassroomOptions { InstanceName = instance }));

    public Task OpenThisAsync() => StartAsync();

    private static SchemaVersion[] Versions =>
        [.. ClassroomSchema.Versions, KeyRepository.Schema, SqlTicketLeases.Schema, SqlUserStore.Schema, SqlCallStore.Schema, SupportSchema.V1, ProjectChatSchema.V1,
            SqlRecordingStore.Schema, SqlRecordingStore.Parts, SqlTakeStore.Schema];

    private async Task StartAsync()
    {
        _database = CreateServer();
        await _database.StartAsync(CancellationToken.None);
    }

    private DbConnection Connect() => _product is DatabaseProduct.Postgres
        ? new NpgsqlConnection(PostgresUrl.ToConnectionString(Options) + ";Pooling=false")
        : new SqliteConnection($"Data Source={File};Pooling=False");
}
