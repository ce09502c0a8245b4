using SocketIoCompat.Handlers.UserCalls;
using SocketIoCompat.UnitTests.Handlers.Support;

namespace SocketIoCompat.UnitTests.Handlers.UserCalls;

public sealed class CallStoreOnSqliteTests() : CallStoreTests(DatabaseProduct.Sqlite);

public sealed class CallStoreOnPostgresTests() : CallStoreTests(DatabaseProduct.Postgres);

public abstract class CallStoreTests(DatabaseProduct product) : StoreTests(product), IAsyncLifetime
{
    private TestDatabase _test = null!;
    private SqlCallStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _test = await OpenAsync();
        _store = new SqlCallStore(_test.Database, _test.Time);
        await _store.CreateAsync(new VideoCall("c", "host", null, CallStatus.Pending, "room", _test.Time.GetUtcNow()));
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _test.DisposeAsync();
    }

    [Fact]
    public async Task Only_the_host_invites_and_only_one_guest()
    {
        (await _store.InviteAsync("c", "mallory", "victim"))!.GuestId.ShouldBeNull();
        (await _store.InviteAsync("c", "host", "guest"))!.GuestId.ShouldBe("guest");
        (await _store.InviteAsync("c", "host", "other"))!.GuestId.ShouldBe("guest");
        (await _store.InviteAsync("none", "host", "guest")).ShouldBeNull();
    }

    [Fact]
    public async Task Of_many_who_join_at_once_one_is_the_guest()
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => _store.JoinAsync("c", $"u{i}")));
        var call = (await _store.JoinAsync("c", "host"))!;
        call.GuestId.ShouldNotBeNull().ShouldStartWith("u");
        call.Status.ShouldBe(CallStatus.Active);
        call.StartedAt.ShouldBe(_test.Time.GetUtcNow());
    }

    [Fact]
    public async Task Only_who_is_in_it_ends_it_and_the_first_end_counts()
    {
        (await _store.EndAsync("c", "mallory"))!.Status.ShouldBe(CallStatus.Pending);
        var ended = (await _store.EndAsync("c", "host"))!;
        ended.Status.ShouldBe(CallStatus.Ended);
        _test.Time.Advance(TimeSpan.FromMinutes(1));
        (await _store.EndAsync("c", "host")).ShouldBe(ended);
        (await _store.JoinAsync("c", "late"))!.GuestId.ShouldBeNull();
    }

    [Fact]
    public async Task A_call_that_somebody_else_has_is_nobodys_business()
    {
        var directory = new CallDirectory(_store);
        (await directory.AllowsAsync(null, "x", "y")).ShouldBeTrue();
        (await directory.AllowsAsync("unknown", "x", "y")).ShouldBeTrue();
        (await directory.AllowsAsync("c", "guest", "host")).ShouldBeTrue();
        (await directory.AllowsAsync("c", "x", "y")).ShouldBeFalse();
        await _store.InviteAsync("c", "host", "guest");
        foreach (var _ in new[] { "asked", "remembered" })
        {
            (await directory.AllowsAsync("c", "guest", "host")).ShouldBeTrue();
            (await directory.AllowsAsync("c", "host", "guest")).ShouldBeTrue();
            (await directory.AllowsAsync("c", "mallory", "host")).ShouldBeFalse();
            (await directory.AllowsAsync("c", "host", "mallory")).ShouldBeFalse();
        }
    }
}
