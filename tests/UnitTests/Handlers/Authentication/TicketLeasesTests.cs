using SocketIoCompat.Handlers.Authentication.Tickets;
using SocketIoCompat.UnitTests.Handlers.Support;

namespace SocketIoCompat.UnitTests.Handlers.Authentication;

public sealed class TicketLeasesOnSqliteTests() : TicketLeasesTests(DatabaseProduct.Sqlite);

public sealed class TicketLeasesOnPostgresTests() : TicketLeasesTests(DatabaseProduct.Postgres);

public abstract class TicketLeasesTests(DatabaseProduct product) : StoreTests(product), IAsyncLifetime
{
    private TestDatabase _test = null!;
    private SqlTicketLeases _leases = null!;

    public async ValueTask InitializeAsync()
    {
        _test = await OpenAsync();
        _leases = new SqlTicketLeases(_test.Database, _test.Time);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _test.DisposeAsync();
    }

    private DateTimeOffset In(int minutes) => _test.Time.GetUtcNow().AddMinutes(minutes);

    private Task<IReadOnlyCollection<string>> ExtendAsync(int minutes, params string[] ids) =>
        _leases.ExtendAsync([.. ids.Select(id => new TicketLease(id, In(minutes)))]);

    [Fact]
    public async Task A_lease_lasts_until_its_end_and_no_longer()
    {
        await ExtendAsync(10, "a", "b");
        (await _leases.FindAsync("a")).ShouldBe(In(10));
        (await _leases.FindAsync("c")).ShouldBeNull();
        await ExtendAsync(5, "a");
        (await _leases.FindAsync("a")).ShouldBe(In(10));
        await ExtendAsync(20, "a");
        _test.Time.Advance(TimeSpan.FromMinutes(10));
        (await _leases.FindAsync("b")).ShouldBeNull();
        (await _leases.FindAsync("a")).ShouldBe(In(10));
    }

    [Fact]
    public async Task What_was_signed_out_stays_so()
    {
        await ExtendAsync(10, "a");
        await _leases.EndAsync("a", In(30));
        await _leases.EndAsync("b", In(30));
        (await _leases.FindAsync("a")).ShouldBeNull();
        (await ExtendAsync(20, "a", "b", "c")).Order().ShouldBe(["a", "b"]);
        (await _leases.FindAsync("a")).ShouldBeNull();
        (await _leases.FindAsync("c")).ShouldBe(In(20));
    }

    [Fact]
    public async Task Rows_go_with_their_ends()
    {
        await ExtendAsync(10, "a", "b");
        await _leases.EndAsync("c", In(10));
        _test.Time.Advance(TimeSpan.FromMinutes(11));
        await ExtendAsync(10, "d");
        (await _test.QueryAsync<string>("SELECT id FROM identity_tickets")).ShouldBe(["d"]);
    }

    [Fact]
    public async Task A_hundred_at_once_survive_a_restart()
    {
        var ids = Enumerable.Range(0, 100).Select(i => $"t{i}").ToArray();
        await ExtendAsync(10, ids);
        await _test.RestartAsync();
        var leases = new SqlTicketLeases(_test.Database, _test.Time);
        foreach (var id in ids)
            (await leases.FindAsync(id)).ShouldBe(In(10));
    }
}
