using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Classroom.Stores;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.Storage.Sqlite;
using SocketIoCompat.Handlers.SupportSessions.Stores;
using SocketIoCompat.Handlers.UserCalls;
using SocketIoCompat.Handlers.Users;

namespace SocketIoCompat.UnitTests.Handlers.Support;

/// <summary>A SQLite file in a folder of its own, opened and reopened as a server does.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("socketiocompat-").FullName;
    private SqliteDatabase? _database;

    public string File => Path.Combine(_folder, "data", "test.db");

    public ManualTime Time { get; } = new();

    public ClassroomSql Sql { get; } = new SqliteClassroomSql();

    public DatabaseOptions Options { get; } = new();

    public IDatabase Database => _database ?? throw new InvalidOperationException("Not open.");

    public SqlChatStore Chat => new(Database, Sql);

    public SqlSessionStore Sessions => SessionsOf("main");

    public SqlNotificationStore Notifications => new(Database, Sql, Time);

    public static async Task<TestDatabase> OpenAsync()
    {
        var database = new TestDatabase();
        await database.StartAsync();
        return database;
    }

    /// <summary>A file that another program made, before our server sees it.</summary>
    public static async Task<TestDatabase> OpenAsync(string script)
    {
        var database = new TestDatabase();
        Directory.CreateDirectory(Path.GetDirectoryName(database.File)!);
        await database.ExecuteAsync(script);
        await database.StartAsync();
        return database;
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

    private async Task StartAsync()
    {
        Options.Url = $"sqlite:{File}";
        _database = new SqliteDatabase(
            Microsoft.Extensions.Options.Options.Create(Options),
            [.. ClassroomSchema.Versions, KeyRepository.Schema, SqlUserStore.Schema, SqlCallStore.Schema, SupportSchema.V1],
            Time,
            NullLogger<SqliteDatabase>.Instance);
        await _database.StartAsync(CancellationToken.None);
    }

    private SqliteConnection Connect() => new($"Data Source={File};Pooling=False");
}
