using System.Data.Common;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shouldly;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Server;
using SocketIoCompat.UnitTests.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Server;

public sealed class DatabaseHealthTests : IAsyncDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly FakeDatabase _database = new();

    [Fact]
    public async Task Who_asks_meanwhile_shares_one_check()
    {
        var health = new DatabaseHealth(_database, _time);
        var asked = Enumerable.Range(0, 100).Select(_ => CheckAsync(health)).ToList();
        _database.Reads.ShouldBe(1);

        _database.Work.SetResult();

        (await Task.WhenAll(asked)).ShouldAllBe(result => result.Status == HealthStatus.Healthy);
        _database.Reads.ShouldBe(1);
        _database.Writes.ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_is_good_for_a_second()
    {
        _database.Work.SetResult();
        var health = new DatabaseHealth(_database, _time);
        await CheckAsync(health);
        _time.Advance(TimeSpan.FromMilliseconds(999));
        await CheckAsync(health);
        _database.Writes.ShouldBe(1);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        await CheckAsync(health);
        _database.Writes.ShouldBe(2);

        _database.IsBusy = true;
        _time.Advance(TimeSpan.FromSeconds(1));
        (await CheckAsync(health)).Status.ShouldBe(HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task A_database_that_hangs_is_unhealthy_and_is_not_asked_again_and_again()
    {
        var health = new DatabaseHealth(_database, _time);
        for (var i = 0; i < 3; i++)
        {
            var asked = CheckAsync(health);
            _time.Advance(TimeSpan.FromSeconds(5));
            (await asked).Status.ShouldBe(HealthStatus.Unhealthy);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        _database.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task Who_gives_up_takes_the_check_from_nobody()
    {
        var health = new DatabaseHealth(_database, _time);
        using var impatient = new CancellationTokenSource();
        var gone = health.CheckHealthAsync(new HealthCheckContext(), impatient.Token);
        var waiting = CheckAsync(health);

        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => gone);
        _database.Work.SetResult();

        (await waiting).Status.ShouldBe(HealthStatus.Healthy);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static Task<HealthCheckResult> CheckAsync(DatabaseHealth health) =>
        health.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);

    /// <summary>Counts the work it is given, and does it when told to.</summary>
    private sealed class FakeDatabase : IDatabase
    {
        public TaskCompletionSource Work { get; } = new();

        public int Reads { get; private set; }

        public int Writes { get; private set; }

        public bool IsBusy { get; set; }

        public ISqlDialect Dialect => throw new NotSupportedException();

        public DatabaseSchema Schema => DatabaseSchema.Empty;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work)
        {
            if (IsBusy)
                throw new DatabaseBusyException();
            Reads++;
            await Work.Task;
            return await work(null!);
        }

        public async Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> work, long bytes = 0)
        {
            Writes++;
            await Work.Task;
            return await work(null!);
        }

        public DbConnection OpenConnection() => throw new NotSupportedException();

        public ValueTask DisposeAsync() => default;
    }
}
