using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;
using SocketIoCompat.ContractTests.Support;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.Storage.Postgres;
using SocketIoCompat.UnitTests.Handlers.Support;
using SocketIoCompat.UnitTests.Support;

namespace SocketIoCompat.UnitTests.Handlers.Storage;

public sealed class PostgresDatabaseTests
{
    private const string Insert = "INSERT INTO notifications (id, user_id) VALUES (@id, 'u')";

    [Fact]
    public async Task Work_that_shares_a_transaction_fails_alone_and_shares_its_commit()
    {
        await using var test = await TestDatabase.OpenAsync(DatabaseProduct.Postgres);
        var gate = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        var block = test.Database.WriteAsync(async _ =>
        {
            entered.TrySetResult();
            await gate.Task;
            return 0;
        });
        await entered.Task;
        var good = WriteAsync(test.Database, "a");
        var bad = test.Database.WriteAsync(async c =>
        {
            await c.ExecuteAsync(Insert, new { id = "b" });
            return await c.ExecuteAsync(Insert, new { id = "a" });
        });
        var hidden = test.Database.WriteAsync(async c =>
        {
            try
            {
                return await c.ExecuteAsync(Insert, new { id = "a" });
            }
            catch (PostgresException)
            {
                return 1; // no commit takes what comes after an error
            }
        });
        var alsoGood = WriteAsync(test.Database, "c");
        gate.SetResult();
        await block;

        (await good).ShouldBe(1);
        (await Should.ThrowAsync<PostgresException>(() => bad)).SqlState.ShouldBe(PostgresErrorCodes.UniqueViolation);
        (await Should.ThrowAsync<PostgresException>(() => hidden)).SqlState.ShouldBe(PostgresErrorCodes.InFailedSqlTransaction);
        (await alsoGood).ShouldBe(1);
        (await test.QueryAsync<string>("SELECT id FROM notifications ORDER BY id")).ShouldBe(["a", "c"]);
        (await test.QueryAsync<long>("SELECT COUNT(DISTINCT CAST(xmin AS TEXT)) FROM notifications WHERE id IN ('a', 'c')")).Single().ShouldBeInRange(1, 2);
    }

    [Fact]
    public async Task Statements_go_together_and_fail_alone()
    {
        await using var test = await TestDatabase.OpenAsync(DatabaseProduct.Postgres);
        var gate = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        var block = test.Database.WriteAsync(async _ =>
        {
            entered.TrySetResult();
            await gate.Task;
            return 0;
        });
        await entered.Task;
        var statements = new[] { "a", "b", "a", null, "c", "x\0y", "d" }.Select(id => ExecuteAsync(id)).ToArray();
        var work = WriteAsync(test.Database, "e");
        var last = ExecuteAsync("f");
        gate.SetResult();
        await block;

        foreach (var good in new[] { 0, 1, 4, 6 })
            await statements[good];
        (await work).ShouldBe(1);
        await last;
        foreach (var (bad, state) in new[] { (2, PostgresErrorCodes.UniqueViolation), (3, PostgresErrorCodes.NotNullViolation), (5, PostgresErrorCodes.CharacterNotInRepertoire) })
            (await Should.ThrowAsync<PostgresException>(() => statements[bad])).SqlState.ShouldBe(state);
        (await test.QueryAsync<string>("SELECT id FROM notifications ORDER BY id")).ShouldBe(["a", "b", "c", "d", "e", "f"]);

        Task ExecuteAsync(string? id)
        {
            var parameters = new DynamicParameters();
            parameters.Add("id", id);
            return test.Database.ExecuteAsync(Insert, parameters);
        }
    }

    [Fact]
    public async Task Statements_keep_their_order_and_what_they_are_given()
    {
        await using var test = await TestDatabase.OpenAsync(DatabaseProduct.Postgres);
        var now = test.Time.GetUtcNow();
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i =>
        {
            var parameters = new DynamicParameters();
            parameters.Add("id", $"{i:D3}");
            parameters.Add("title", i % 2 == 0 ? null : "\u00e4 '; --");
            parameters.Add("at", test.Database.Dialect.ToTimestamp(now.AddSeconds(i)));
            parameters.Add("read", i % 3 == 0);
            return test.Database.ExecuteAsync(
                "INSERT INTO notifications (id, user_id, title, created_at, is_read) VALUES (@id, 'u', @title, @at, @read)", parameters);
        }));

        (await test.QueryAsync<string>("SELECT id FROM notifications ORDER BY insertion_order")).ShouldBe(Enumerable.Range(0, 300).Select(i => $"{i:D3}"));
        (await test.QueryAsync<long>("SELECT COUNT(*) FROM notifications WHERE title IS NULL")).ShouldBe([150]);
        (await test.QueryAsync<long>("SELECT COUNT(*) FROM notifications WHERE title = '\u00e4 ''; --'")).ShouldBe([150]);
        (await test.QueryAsync<long>("SELECT COUNT(*) FROM notifications WHERE is_read")).ShouldBe([100]);
        (await test.QueryAsync<long>("SELECT COUNT(DISTINCT CAST(xmin AS TEXT)) FROM notifications")).Single().ShouldBeLessThan(150);
        test.Database.Dialect.FromTimestamp((await test.QueryAsync<object>("SELECT created_at FROM notifications WHERE id = '299'"))
            .Cast<IDictionary<string, object>>().Single()["created_at"]).ShouldBe(now.AddSeconds(299));
    }

    [Fact]
    public async Task What_waits_shares_transactions()
    {
        await using var test = await TestDatabase.OpenAsync(DatabaseProduct.Postgres);
        long[] transactions = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => test.Database.WriteAsync(async c =>
        {
            await c.ExecuteAsync(Insert, new { id = $"{i}" });
            return await c.ExecuteScalarAsync<long>("SELECT CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)");
        })));

        transactions.Distinct().Count().ShouldBeInRange(4, 100);
        (await test.QueryAsync<long>("SELECT COUNT(*) FROM notifications")).ShouldBe([500]);
    }

    [Fact]
    public async Task Reads_run_beside_each_other_and_are_bounded()
    {
        await using var test = await TestDatabase.OpenAsync(DatabaseProduct.Postgres);
        test.Options.MaxWaiting = 2;
        var meeting = new TaskCompletionSource();
        var inside = 0;

        Task<int> ReadAsync() => test.Database.ReadAsync(async c =>
        {
            if (Interlocked.Increment(ref inside) == 2)
                meeting.SetResult();
            await meeting.Task;
            return await c.ExecuteScalarAsync<int>("SELECT 1");
        });

        var first = ReadAsync();
        var second = ReadAsync();
        Should.Throw<DatabaseBusyException>(() => { ReadAsync(); });
        (await first).ShouldBe(1);
        (await second).ShouldBe(1);
    }

    [Fact]
    public async Task Text_that_no_database_stores_fails_alone_as_a_database_error()
    {
        await using var test = await TestDatabase.OpenAsync(DatabaseProduct.Postgres);
        await Should.ThrowAsync<DbException>(() => WriteAsync(test.Database, "\ud800"));
        await Should.ThrowAsync<DbException>(() => WriteAsync(test.Database, "\0"));
        await Should.ThrowAsync<DbException>(() => test.Database.ReadAsync(c => c.QueryAsync<string>("SELECT @x", new { x = "\ud800" })));
        (await WriteAsync(test.Database, "fine")).ShouldBe(1);
    }

    [Fact]
    public async Task Servers_that_start_at_once_make_the_tables_once()
    {
        await using var test = await TestDatabase.OpenAsync(DatabaseProduct.Postgres, OriginalSchemas.ShippedLast);
        await test.ExecuteAsync("DROP TABLE session_participants, notifications, app_users, schema_versions");
        var servers = Enumerable.Range(0, 4).Select(_ => test.CreateServer()).ToList();
        await Task.WhenAll(servers.Select(s => s.StartAsync(TestContext.Current.CancellationToken)));

        await Task.WhenAll(servers.Select((s, i) => WriteAsync(s, $"{i}")));
        (await test.QueryAsync<long>("SELECT COUNT(*) FROM notifications")).ShouldBe([4]);
        foreach (var server in servers)
            await server.DisposeAsync();
    }

    [Fact]
    public async Task Work_of_two_servers_that_reads_before_it_writes_takes_turns()
    {
        await using var test = await TestDatabase.OpenAsync(DatabaseProduct.Postgres);
        await test.ExecuteAsync("CREATE TABLE counter (n INT); INSERT INTO counter VALUES (0)");
        await using var other = test.CreateServer();
        await other.StartAsync(TestContext.Current.CancellationToken);

        Task<int> CountAsync(IDatabase database) => database.WriteAsync(async c =>
        {
            var n = await c.ExecuteScalarAsync<int>("SELECT n FROM counter");
            return await c.ExecuteAsync("UPDATE counter SET n = @n", new { n = n + 1 });
        });

        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => CountAsync(i % 2 == 0 ? test.Database : other)));
        (await test.QueryAsync<int>("SELECT n FROM counter")).ShouldBe([200]);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("QUIT")]
    public async Task A_database_that_goes_away_and_comes_back_is_found_again(string signal)
    {
        await using var instance = await PostgresInstance.StartAsync();
        var log = new RecordingLog();
        await using var database = Create(await instance.CreateDatabaseAsync(), log);
        await database.StartAsync(TestContext.Current.CancellationToken);
        await database.WriteAsync(c => c.ExecuteAsync("CREATE TABLE t (id TEXT PRIMARY KEY)"));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ReadAsync(database)));

        await instance.StopAsync(signal);
        await Refused(() => StoreAsync(database, "while it was away"));
        await Refused(() => ReadAsync(database));
        await instance.StartAgainAsync();

        (await ReadAsync(database)).ShouldBe(0);
        (await StoreAsync(database, "after")).ShouldBe(1);

        // Quicker than anybody notices: idle connections are dead, and nothing fails.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ReadAsync(database)));
        await instance.StopAsync(signal);
        await instance.StartAgainAsync();
        (await StoreAsync(database, "after another one")).ShouldBe(1);
        (await ReadAsync(database)).ShouldBe(2);
    }

    [Fact]
    public async Task A_start_waits_for_the_database_and_gives_up_in_the_end()
    {
        await using var instance = await PostgresInstance.StartAsync();
        var url = await instance.CreateDatabaseAsync();
        await instance.StopAsync();
        await using (var impatient = Create(url, new RecordingLog(), startTimeout: TimeSpan.FromMilliseconds(300)))
            await Should.ThrowAsync<InvalidDataException>(() => impatient.StartAsync(TestContext.Current.CancellationToken));

        var log = new RecordingLog();
        await using var patient = Create(url, log, startTimeout: TimeSpan.FromMinutes(1));
        var starting = patient.StartAsync(TestContext.Current.CancellationToken);
        starting.IsCompleted.ShouldBeFalse();
        await instance.StartAgainAsync();
        await starting;
        (await ReadValueAsync(patient)).ShouldBe(1);
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_refused_at_once()
    {
        var postgres = await SharedPostgres.GetAsync();
        await using var database = Create($"{postgres.Url}/nowhere", new RecordingLog(), startTimeout: TimeSpan.FromHours(1));
        (await Should.ThrowAsync<PostgresException>(() => database.StartAsync(TestContext.Current.CancellationToken)))
            .SqlState.ShouldBe(PostgresErrorCodes.InvalidCatalogName);
    }

    [Fact]
    public async Task A_unix_socket_is_named_in_the_query()
    {
        var postgres = await SharedPostgres.GetAsync();
        var name = new Uri(await postgres.CreateDatabaseAsync()).AbsolutePath;
        await using var database = Create($"postgres://tests@{name}?host={Uri.EscapeDataString(postgres.SocketFolder)}&port={postgres.Port}", new RecordingLog());
        await database.StartAsync(TestContext.Current.CancellationToken);
        (await database.ReadAsync(c => c.ExecuteScalarAsync<bool>("SELECT inet_server_addr() IS NULL"))).ShouldBeTrue();
    }

    private static PostgresDatabase Create(string url, RecordingLog log, TimeSpan? startTimeout = null) => new(
        Microsoft.Extensions.Options.Options.Create(new DatabaseOptions { Url = url, StartTimeout = startTimeout ?? TimeSpan.FromSeconds(30) }),
        [KeyRepository.Schema],
        TimeProvider.System,
        LoggerFactory.Create(logging => logging.AddProvider(log)).CreateLogger<PostgresDatabase>());

    private static Task<int> WriteAsync(IDatabase database, string id) => database.WriteAsync(c => c.ExecuteAsync(Insert, new { id }));

    private static Task<int> StoreAsync(IDatabase database, string id) => database.WriteAsync(c => c.ExecuteAsync("INSERT INTO t VALUES (@id)", new { id }));

    private static Task<int> ReadAsync(IDatabase database) => database.ReadAsync(c => c.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM t"));

    private static Task<int> ReadValueAsync(IDatabase database) => database.ReadAsync(c => c.ExecuteScalarAsync<int>("SELECT 1"));

    private static async Task Refused(Func<Task> work)
    {
        var exception = await Should.ThrowAsync<Exception>(work);
        (exception is DbException or DatabaseBusyException).ShouldBeTrue(exception.ToString());
    }
}
