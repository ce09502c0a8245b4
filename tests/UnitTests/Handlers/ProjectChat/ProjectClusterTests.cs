using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using SocketIoCompat.Handlers.ProjectChat;
using SocketIoCompat.Handlers.ProjectChat.Calls;
using SocketIoCompat.Handlers.ProjectChat.Cluster;
using SocketIoCompat.Handlers.ProjectChat.Sockets;
using SocketIoCompat.Handlers.RawSockets;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.Systems;
using SocketIoCompat.UnitTests.Handlers.Support;

namespace SocketIoCompat.UnitTests.Handlers.ProjectChat;

/// <summary>Members who are removed, and their calls, with pages on several servers that lose messages or die.</summary>
public sealed class ProjectClusterTests : IAsyncDisposable
{
    private const string Project = "p";
    private static readonly TimeSpan UntilGone = new ClusterOptions().ServerTimeout + TimeSpan.FromSeconds(5);

    private readonly MemoryCluster _cluster = new();
    private readonly Database _database = new();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Whoever_is_removed_on_any_server_is_out_of_the_group_call_and_shown_nothing()
    {
        var (_, b, c) = Three();
        var (ada, bob) = (await OpenAsync(b, "ada"), await OpenAsync(c, "bob"));
        await JoinGroupAsync(ada, bob);

        Remove(b, "bob");
        _cluster.Deliver();

        ada.Signals("group-left").ShouldBe(["bob"]);
        bob.Page.ProjectId.ShouldBeNull();
    }

    [Fact]
    public async Task An_expulsion_that_is_lost_with_the_server_that_decides_about_calls_is_made_by_the_next_one()
    {
        var (a, b, c) = Three();
        var (ada, bob) = (await OpenAsync(b, "ada"), await OpenAsync(c, "bob"));
        await JoinGroupAsync(ada, bob);

        a.IsDead = true; // nobody knows yet
        Remove(b, "bob");
        _cluster.Deliver();
        ada.Signals("group-left").ShouldBeEmpty();
        _cluster.Pass(UntilGone);

        await _cluster.UntilAsync("bob is out of the call", () => ada.Signals("group-left").SequenceEqual(["bob"]), passing: true);
    }

    [Fact]
    public async Task One_whose_expulsion_a_dying_server_told_nobody_about_is_found_in_the_database()
    {
        var (a, b, c) = Three();
        var (ada, bob) = (await OpenAsync(b, "ada"), await OpenAsync(c, "bob"));
        await JoinGroupAsync(ada, bob);

        _database.Members.Remove("bob"); // by a, which dies before it says so
        a.IsDead = true;
        _cluster.Pass(UntilGone);

        await _cluster.UntilAsync("bob is out of the call", () => ada.Signals("group-left").SequenceEqual(["bob"]), passing: true);
        await _cluster.UntilAsync("bob sees nothing", () => bob.Page.ProjectId is null);
        ada.Page.ProjectId.ShouldBe(Project);
    }

    [Fact]
    public async Task Whoever_comes_into_the_call_while_he_is_being_removed_is_out_of_it_again()
    {
        var (_, b, c) = Three();
        var (ada, bob) = (await OpenAsync(b, "ada"), await OpenAsync(c, "bob"));
        await JoinGroupAsync(ada);

        Remove(b, "bob");
        bob.Send("group-join"); // his server has not heard of it yet
        _cluster.Deliver();
        await bob.Handled;
        _cluster.Deliver();

        ada.Signals("group-joined").ShouldBe(["bob"]);
        ada.Signals("group-left").ShouldBe(["bob"]);
    }

    [Fact]
    public async Task A_server_that_missed_that_somebody_was_removed_asks_the_database_and_again_until_it_answers()
    {
        var (_, b, c) = Three();
        var (ada, bob) = (await OpenAsync(c, "ada"), await OpenAsync(c, "bob"));
        _cluster.Loses = (_, to, text) => to == c && text.Contains("\"members\"", StringComparison.Ordinal);

        _database.IsAway = true;
        Remove(b, "bob");
        _cluster.Pass(TimeSpan.FromSeconds(5));
        await _cluster.UntilAsync("it asked", () => c.Log.Entries.Any(static entry => entry.Id.Id == 3340), passing: true);
        bob.Page.ProjectId.ShouldBe(Project);
        _database.IsAway = false;

        await _cluster.UntilAsync("bob sees nothing", () => bob.Page.ProjectId is null, passing: true);
        ada.Page.ProjectId.ShouldBe(Project);
    }

    private async Task JoinGroupAsync(params Visitor[] visitors)
    {
        foreach (var visitor in visitors)
        {
            visitor.Send("group-join");
            await _cluster.UntilAsync("in the call", () => visitor.Signals("group-state").Any());
        }
    }

    // As ProjectMembers does.
    private void Remove(MemoryServer server, string userId)
    {
        _database.Members.Remove(userId);
        server.Get<RosterCache>().Forget(Project, userId);
        server.Get<PageEvents>().Expel(Project, userId);
    }

    private (MemoryServer A, MemoryServer B, MemoryServer C) Three()
    {
        MemoryServer[] servers = [Start(), Start(), Start()];
        _cluster.Pass(TimeSpan.FromSeconds(10));
        servers.ShouldAllBe(static server => server.Channel.Others.Count == 2);
        return (servers[0], servers[1], servers[2]);
    }

    private MemoryServer Start()
    {
        var server = _cluster.Add(SystemNames.ProjectChat, services => services
            .AddOptions<ProjectChatOptions>().Services
            .AddSingleton<IProjectStore>(_database)
            .AddSingleton(Substitute.For<ICallHistory>())
            .AddSingleton<RosterCache>()
            .AddSingleton<PageTable>()
            .AddSingleton<PagesElsewhere>()
            .AddSingleton<PageDelivery>()
            .AddSingleton<Frames>()
            .AddSingleton<CallMessages>()
            .AddSingleton<CallService>()
            .AddSingleton<ProjectAnnouncer>()
            .AddSingleton(static provider => new PageEvents(
                provider.GetRequiredService<PageTable>(),
                provider.GetRequiredService<RosterCache>(),
                provider.GetRequiredService<ProjectAnnouncer>(),
                messages: null!,
                provider.GetRequiredService<CallService>(),
                provider.GetRequiredService<Frames>(),
                tokens: null!,
                provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<MemberCheck>()
            .AddSingleton<ProjectCluster>());
        server.Get<ProjectCluster>().StartAsync(CancellationToken.None).IsCompletedSuccessfully.ShouldBeTrue();
        return server;
    }

    private async Task<Visitor> OpenAsync(MemoryServer server, string userId)
    {
        var visitor = new Visitor(server, userId);
        server.Get<PageTable>().TryAdd(visitor.Page, 32).ShouldBeTrue();
        server.Get<CallService>().Opened(visitor.Page);
        await server.Get<PageEvents>().BindAsync(visitor.Page, Project);
        _cluster.Deliver();
        return visitor;
    }

    /// <summary>Somebody's page that shows the project.</summary>
    private sealed class Visitor : IMessageSink
    {
        private readonly List<JsonElement> _got = [];
        private readonly MemoryServer _server;

        public Visitor(MemoryServer server, string userId)
        {
            _server = server;
            Page = new ChatPage($"page-of-{userId}", new ProjectUser(userId, "", null, "client"), this);
        }

        public ChatPage Page { get; }

        public Task Handled { get; private set; } = Task.CompletedTask;

        public void Send(string type) => Handled = _server.Get<PageEvents>()
            .HandleAsync(Page, "call:signal", JsonSerializer.SerializeToElement(new { type, conversation_id = Project, callType = "audio" })).AsTask();

        public void Send(ReadOnlyMemory<byte> message)
        {
            lock (_got)
            {
                _got.Add(JsonElement.Parse(message.Span));
            }
        }

        public void Close(int code, string reason)
        {
            // No test has a page closed.
        }

        /// <summary>Whom signals of a type are about.</summary>
        public IEnumerable<string?> Signals(string type)
        {
            lock (_got)
            {
                return [.. _got.Select(static frame => frame.GetProperty("data"))
                    .Where(data => data.TryGetProperty("type", out var t) && t.GetString() == type)
                    .Select(static data => data.GetProperty("senderId").GetString())];
            }
        }
    }

    /// <summary>The one project of all servers.</summary>
    private sealed class Database : IProjectStore
    {
        public HashSet<string> Members { get; } = ["ada", "bob"];

        public bool IsAway { get; set; }

        public Task<ProjectRoster?> FindRosterAsync(string projectId) => IsAway
            ? Task.FromException<ProjectRoster?>(new DatabaseBusyException())
            : Task.FromResult<ProjectRoster?>(new ProjectRoster(projectId, "", "", CreatedByJoin: false, Members.ToHashSet()));

        public Task<IReadOnlyList<ProjectRow>> ListAsync(string userId) => throw new NotSupportedException();

        public Task<ProjectRow> CreateAsync(string name, string creatorId, string? editorId, string? clientId) => throw new NotSupportedException();

        public Task JoinUnknownAsync(string projectId, string userId) => throw new NotSupportedException();

        public Task<IReadOnlyList<MemberRow>> ListMembersAsync(string projectId) => throw new NotSupportedException();

        public Task<MemberRow?> FindMemberAsync(string projectId, string memberId) => throw new NotSupportedException();

        public Task<MemberRow> AddMemberAsync(string projectId, string userId, string? guestName, string? shareId) => throw new NotSupportedException();

        public Task<bool> RemoveMemberAsync(string projectId, string memberId, string removedBy) => throw new NotSupportedException();

        public Task<JoinRequestRow> RequestJoinAsync(string projectId, string userId, string? guestName) => throw new NotSupportedException();

        public Task<IReadOnlyList<JoinRequestRow>> ListJoinRequestsAsync(string projectId) => throw new NotSupportedException();

        public Task<JoinRequestRow?> AnswerJoinRequestAsync(string projectId, string requestId, bool isApproved, string userId) => throw new NotSupportedException();

        public Task<string?> FindAccessStatusAsync(string projectId, string userId) => throw new NotSupportedException();
    }
}
