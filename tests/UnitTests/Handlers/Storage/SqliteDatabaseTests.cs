using Dapper;
using Microsoft.Data.Sqlite;
using Shouldly;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.UnitTests.Handlers.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Storage;

public sealed class SqliteDatabaseTests
{
    private const string Insert = "INSERT INTO notifications (id, user_id) VALUES (@id, 'u')";

    [Fact]
    public async Task Work_that_shares_a_transaction_fails_alone()
    {
        await using var test = await TestDatabase.OpenAsync();
        var block = await BlockWriterAsync(test);
        var good = test.Database.WriteAsync(c => c.ExecuteAsync(Insert, new { id = "a" }));
        var bad = test.Database.WriteAsync(async c =>
        {
            await c.ExecuteAsync(Insert, new { id = "b" });
            return await c.ExecuteAsync(Insert, new { id = "a" });
        });
        var alsoGood = test.Database.WriteAsync(c => c.ExecuteAsync(Insert, new { id = "c" }));
        await block.ReleaseAsync();

        (await good).ShouldBe(1);
        await Should.ThrowAsync<SqliteException>(() => bad);
        (await alsoGood).ShouldBe(1);
        (await test.QueryAsync<string>("SELECT id FROM notifications ORDER BY id")).ShouldBe(["a", "c"]);
    }

    [Fact]
    public async Task What_a_write_reported_is_seen_by_the_next_read()
    {
        await using var test = await TestDatabase.OpenAsync();
        for (var i = 0; i < 50; i++)
        {
            await test.Database.WriteAsync(c => c.ExecuteAsync(Insert, new { id = $"{i}" }));
            (await test.Database.ReadAsync(c => c.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM notifications"))).ShouldBe(i + 1);
        }
    }

    [Fact]
    public async Task A_full_queue_refuses_at_once()
    {
        var test = new TestDatabase { Options = { MaxWaiting = 2 } };
        await using var opened = await OpenedAsync(test);
        var block = await BlockWriterAsync(opened);
        var first = opened.Database.WriteAsync(_ => Task.FromResult(1));
        var second = opened.Database.WriteAsync(_ => Task.FromResult(2));

        Should.Throw<DatabaseBusyException>(() => { opened.Database.WriteAsync(_ => Task.FromResult(3)); });

        await block.ReleaseAsync();
        (await first).ShouldBe(1);
        (await second).ShouldBe(2);
    }

    [Fact]
    public async Task Waiting_bytes_are_bounded_and_one_large_write_always_passes()
    {
        var test = new TestDatabase { Options = { MaxWaitingBytes = 100 } };
        await using var opened = await OpenedAsync(test);
        (await opened.Database.WriteAsync(_ => Task.FromResult(1), bytes: 1000)).ShouldBe(1);

        var block = await BlockWriterAsync(opened);
        var waiting = opened.Database.WriteAsync(_ => Task.FromResult(1), bytes: 60);
        Should.Throw<DatabaseBusyException>(() => { opened.Database.WriteAsync(_ => Task.FromResult(2), bytes: 60); });
        await block.ReleaseAsync();
        await waiting;
        (await opened.Database.WriteAsync(_ => Task.FromResult(3), bytes: 60)).ShouldBe(3);
    }

    [Fact]
    public async Task Work_that_awaits_something_else_fails_and_the_loop_lives()
    {
        await using var test = await TestDatabase.OpenAsync();
        var never = new TaskCompletionSource<int>();

        await Should.ThrowAsync<InvalidOperationException>(() => test.Database.WriteAsync(_ => never.Task));

        (await test.Database.WriteAsync(_ => Task.FromResult(1))).ShouldBe(1);
    }

    [Fact]
    public async Task A_new_file_and_its_folder_are_their_owners_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix permissions.");
        await using var test = await TestDatabase.OpenAsync();
        await test.Database.WriteAsync(c => c.ExecuteAsync("CREATE TABLE t (x)"));

        var files = new[] { test.File, test.File + "-wal", test.File + "-shm" };
        files.Select(file => File.GetUnixFileMode(file)).ShouldAllBe(mode => mode == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        File.GetUnixFileMode(Path.GetDirectoryName(test.File)!).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task A_file_and_a_folder_that_are_there_keep_their_permissions()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix permissions.");
        const UnixFileMode Shared = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        await using var test = await TestDatabase.OpenAsync();
        File.SetUnixFileMode(test.File, Shared);
        await test.RestartAsync();

        File.GetUnixFileMode(test.File).ShouldBe(Shared);
    }

    [Fact]
    public async Task Closing_does_what_waits()
    {
        await using var test = await TestDatabase.OpenAsync();
        var block = await BlockWriterAsync(test);
        var waiting = test.Database.WriteAsync(c => c.ExecuteAsync(Insert, new { id = "late" }));
        var closing = test.Database.DisposeAsync().AsTask();
        await block.ReleaseAsync();
        await closing;

        (await waiting).ShouldBe(1);
        (await test.QueryAsync<string>("SELECT id FROM notifications")).ShouldBe(["late"]);
        Should.Throw<DatabaseBusyException>(() => { test.Database.WriteAsync(_ => Task.FromResult(1)); });
    }

    [Theory]
    [InlineData("postgres://localhost/x", false)]
    [InlineData("", false)]
    [InlineData("sqlite:data/x.db", true)]
    [InlineData("Data Source=x.db", true)]
    [InlineData("x.db", true)]
    public void Only_sqlite_is_taken(string url, bool expected) =>
        SocketIoCompat.Handlers.Storage.Sqlite.SqliteUrl.IsSqlite(url).ShouldBe(expected);

    [Theory]
    [InlineData("sqlite:/srv/x.db", "/srv/x.db")]
    [InlineData("sqlite:///srv/x.db", "/srv/x.db")]
    [InlineData("/srv/x.db", "/srv/x.db")]
    [InlineData("Data Source=/srv/x.db;Cache=Private", "/srv/x.db")]
    public void The_forms_of_an_absolute_path(string url, string path) => PathOf(url).ShouldBe(path);

    [Theory]
    [InlineData("sqlite:data/x.db")]
    [InlineData("sqlite://data/x.db")]
    [InlineData("data/x.db")]
    public void A_relative_path_starts_at_the_working_directory(string url) =>
        PathOf(url).ShouldBe(Path.Combine(Environment.CurrentDirectory, "data", "x.db"));

    [Fact]
    public void A_database_in_memory_is_refused() =>
        Should.Throw<InvalidDataException>(() => PathOf("sqlite::memory:"));

    private static string PathOf(string url) =>
        new SqliteConnectionStringBuilder(
            SocketIoCompat.Handlers.Storage.Sqlite.SqliteUrl.ToConnectionString(new DatabaseOptions { Url = url })).DataSource;

    private static async Task<TestDatabase> OpenedAsync(TestDatabase test)
    {
        await test.OpenThisAsync();
        return test;
    }

    /// <summary>Keeps the writer busy until it is released, so that what is enqueued meanwhile waits.</summary>
    private static async Task<Block> BlockWriterAsync(TestDatabase test)
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new ManualResetEventSlim();
        var work = test.Database.WriteAsync(_ =>
        {
            entered.SetResult();
            release.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            return Task.FromResult(0);
        });
        await entered.Task;
        return new Block(release, work);
    }

    private sealed record Block(ManualResetEventSlim Gate, Task Work)
    {
        public async Task ReleaseAsync()
        {
            Gate.Set();
            await Work;
            Gate.Dispose();
        }
    }
}
