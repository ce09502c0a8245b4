using SocketIoCompat.Handlers.SupportSessions;
using SocketIoCompat.Handlers.SupportSessions.Stores;
using SocketIoCompat.UnitTests.Handlers.Support;

namespace SocketIoCompat.UnitTests.Handlers.SupportSessions;

public sealed class SupportStoreOnSqliteTests() : SupportStoreTests(DatabaseProduct.Sqlite);

public sealed class SupportStoreOnPostgresTests() : SupportStoreTests(DatabaseProduct.Postgres);

public abstract class SupportStoreTests(DatabaseProduct product) : StoreTests(product), IAsyncLifetime
{
    private TestDatabase _test = null!;
    private SqlSupportStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _test = await OpenAsync();
        _store = new SqlSupportStore(_test.Database, _test.Time);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _test.DisposeAsync();
    }

    private Task CreateAsync(string id, string? customer = null) => _store.CreateAsync(new SupportSession
    {
        SessionId = id, ObjectId = SupportIds.NewObjectId(), CustomerId = customer, Subject = "ä", Date = _test.Time.GetUtcNow(),
    });

    [Fact]
    public async Task A_session_is_made_once_and_read_as_it_was_made()
    {
        await CreateAsync("s", "c");
        await CreateAsync("s", "mallory");

        var session = (await _store.FindAsync("s")).ShouldNotBeNull();
        session.CustomerId.ShouldBe("c");
        session.Subject.ShouldBe("ä");
        session.Date.ShouldBe(_test.Time.GetUtcNow());
        session.Has("c").ShouldBeTrue();
        session.Has("mallory").ShouldBeFalse();
        (await _store.FindAsync("t")).ShouldBeNull();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Places_are_taken_once_whoever_comes_at_the_same_time(int maxAgents)
    {
        await CreateAsync("s");
        var everybody = Enumerable.Range(0, 8).SelectMany(i => new[]
        {
            _store.TakePlaceAsync("s", $"c{i}", asAgent: false, maxAgents), _store.TakePlaceAsync("s", $"a{i}", asAgent: true, maxAgents),
        });
        await Task.WhenAll(everybody);
        await _store.TakePlaceAsync("s", "a0", asAgent: true, maxAgents);

        var session = (await _store.FindAsync("s"))!;
        session.CustomerId.ShouldStartWith("c");
        session.AgentIds.Count.ShouldBe(maxAgents);
        session.AgentIds.ShouldBeUnique();
        session.AgentIds.ShouldAllBe(id => id.StartsWith('a'));
    }

    [Fact]
    public async Task One_agent_is_replaced_and_several_stand_beside_each_other()
    {
        await CreateAsync("one");
        await CreateAsync("two");
        (await _store.AssignAsync("one", "a", "admin", maxAgents: 1))!.AgentIds.ShouldBe(["a"]);
        var session = (await _store.AssignAsync("one", "b", "admin", maxAgents: 1))!;
        session.AgentIds.ShouldBe(["b"]);
        session.Status.ShouldBe(SupportStatus.Active);
        await _store.AssignAsync("two", "a", "admin", maxAgents: 2);
        await _store.AssignAsync("two", "a", "admin", maxAgents: 2);
        (await _store.AssignAsync("two", "b", "admin", maxAgents: 2))!.AgentIds.ShouldBe(["a", "b"]);
        (await _store.AssignAsync("none", "a", "admin", maxAgents: 1)).ShouldBeNull();
    }

    [Fact]
    public async Task The_first_end_counts()
    {
        await CreateAsync("s", "c");
        var first = _test.Time.GetUtcNow();
        await _store.EndAsync("s", "a");
        _test.Time.Advance(TimeSpan.FromMinutes(5));
        await _store.EndAsync("s", "b");

        var session = (await _store.FindAsync("s"))!;
        session.Status.ShouldBe(SupportStatus.Closed);
        session.ResolvedAt.ShouldBe(first);
        var step = (await _store.ReadEntriesAsync("s")).ShouldHaveSingleItem();
        step.UserId.ShouldBe("a");
        step.Type.ShouldBe("resolved");
    }

    [Fact]
    public async Task Entries_of_one_moment_keep_their_order()
    {
        var texts = Enumerable.Range(0, 50).Select(i => $"m{i}").ToArray();
        foreach (var text in texts)
        {
            await _store.AppendAsync("s", new SupportEntry(SupportIds.NewObjectId(), EntryKind.Message, "c", text, null, _test.Time.GetUtcNow()));
        }

        (await _store.ReadEntriesAsync("s")).Select(e => e.Text).ShouldBe(texts);
        (await _store.ReadEntriesAsync("t")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_holds_the_newest_of_whom_they_concern()
    {
        for (var i = 0; i < 5; i++)
        {
            await CreateAsync($"s{i}", i % 2 == 0 ? "even" : "odd");
            _test.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await _store.AssignAsync("s1", "even", "admin", maxAgents: 1);
        var (all, count) = await _store.ListAsync(null, offset: 1, count: 2);
        all.Select(s => s.SessionId).ShouldBe(["s3", "s2"]);
        count.ShouldBe(5);
        var (own, total) = await _store.ListAsync("even", offset: 0, count: 10);
        own.Select(s => s.SessionId).ShouldBe(["s4", "s2", "s1", "s0"]);
        total.ShouldBe(4);
        (await _store.ListAsync("nobody", 0, 10)).Total.ShouldBe(0);
    }

    [Fact]
    public async Task An_update_changes_what_is_given()
    {
        await CreateAsync("s", "c");
        var session = (await _store.UpdateAsync("s", status: null, "high", "notes"))!;
        session.Status.ShouldBe(SupportStatus.Pending);
        session.Priority.ShouldBe("high");
        (await _store.UpdateAsync("s", "waiting", null, null))!.Notes.ShouldBe("notes");
        (await _store.UpdateAsync("t", "waiting", null, null)).ShouldBeNull();
    }
}
