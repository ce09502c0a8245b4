using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SocketIoCompat.Handlers.MeetingRooms;
using SocketIoCompat.Handlers.RawSockets;
using SocketIoCompat.Handlers.Systems;
using SocketIoCompat.UnitTests.Handlers.Support;

namespace SocketIoCompat.UnitTests.Handlers.MeetingRooms;

/// <summary>A room whose people are connected to several servers, and what becomes of it when these die or lose each other.</summary>
public sealed class RoomClusterTests : IAsyncDisposable
{
    private const string Room = "room";

    private readonly MemoryCluster _cluster = new();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Those_on_all_other_servers_hear_who_has_left_and_who_leads_when_the_rooms_server_dies()
    {
        var (a, b, c) = Three();
        await JoinAsync(a, "ada");
        Person[] others = [await JoinAsync(b, "bob"), await JoinAsync(c, "cyd"), await JoinAsync(c, "dan")];
        Copied();

        a.IsDead = true;
        await _cluster.UntilAsync("all others hear it", () => Array.TrueForAll(others, static p => p.Has("host-changed")), passing: true);

        foreach (var person in others)
        {
            person.Names.Count(static name => name == "peer-left").ShouldBe(1);
            person.Last("host-changed").GetProperty("hostId").GetString().ShouldBe("bob");
            person.Closed.ShouldBeNull();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_was_replaced_does_not_take_its_place_back_when_the_rooms_server_dies(bool onAnotherServer)
    {
        var (a, b, c) = Three();
        await JoinAsync(a, "ada");
        var old = await JoinAsync(b, "bob", "secret");
        var now = await JoinAsync(onAnotherServer ? c : b, "bob", "secret");
        await _cluster.UntilAsync("replaced", () => old.Closed is not null);
        Copied();

        a.IsDead = true; // while the replaced connection has not ended: nobody is at its other end
        await _cluster.UntilAsync("bob leads", () => now.Has("host-changed"), passing: true);
        _cluster.Pass(TimeSpan.FromSeconds(5));

        now.Closed.ShouldBeNull();
        old.Closed.ShouldBe((1000, "replaced"));
        (await JoinAsync(c, "eve")).PeerIds.ShouldBe(["bob"]);
    }

    [Fact]
    public async Task Nor_when_its_server_was_not_told_any_more_that_it_was_replaced()
    {
        var (a, b, c) = Three();
        await JoinAsync(a, "ada");
        var old = await JoinAsync(b, "bob", "secret");
        Copied();
        _cluster.Loses = (from, to, text) => from == a && to == b && !text.Contains("\"alive\"", StringComparison.Ordinal);
        var now = await JoinAsync(c, "bob", "secret");
        Copied();

        a.IsDead = true;
        _cluster.Loses = static (_, _, _) => false;
        await _cluster.UntilAsync("bob leads", () => now.Has("host-changed"), passing: true);
        _cluster.Pass(TimeSpan.FromSeconds(5));

        now.Closed.ShouldBeNull();
        old.Closed.ShouldBe((1012, "Try again"));
        (await JoinAsync(c, "eve")).PeerIds.ShouldBe(["bob"]);
    }

    [Fact]
    public async Task Whoever_was_in_both_rooms_while_servers_did_not_hear_each_other_is_in_the_one_once()
    {
        var (a, b, _) = Three();
        await JoinAsync(a, "ada");
        var old = await JoinAsync(b, "bob", "secret");
        Copied();
        b.Side = 1;
        _cluster.Pass(new ClusterOptions().ServerTimeout + TimeSpan.FromSeconds(5));
        var now = await JoinAsync(a, "bob", "secret"); // bob's network led him to the other side

        b.Side = 0;
        await _cluster.UntilAsync("one room", () => old.Closed is not null, passing: true);
        _cluster.Pass(TimeSpan.FromSeconds(5));

        old.Closed.ShouldBe((1012, "Try again"));
        now.Closed.ShouldBeNull();
        (await JoinAsync(a, "eve")).PeerIds.ShouldBe(["ada", "bob"]);
    }

    [Fact]
    public async Task A_copy_that_nothing_can_be_made_of_keeps_nobody_out()
    {
        var (_, b, c) = Three();
        b.Channel.ListenToQuestions(static (_, _) => static writer =>
        {
            writer.WriteNumber("Version"u8, 5);
            writer.WriteStartObject("State"u8);
            writer.WriteNull("Peers"u8);
            writer.WriteEndObject();
        });

        var ada = Enter(c, "ada");
        await _cluster.UntilAsync("in the room", () => ada.Has("peers"), passing: true);

        ada.Last("peers").GetProperty("isHost").GetBoolean().ShouldBeTrue();
        c.Log.Entries.Count(static entry => entry.Id.Id == 3620).ShouldBe(1);
    }

    [Fact]
    public async Task More_than_is_kept_for_a_server_that_does_not_know_yet_where_the_room_is_sends_its_people_back()
    {
        var (a, b, c) = Three();
        await JoinAsync(a, "ada");
        var bob = await JoinAsync(b, "bob");
        var cyd = await JoinAsync(c, "cyd");
        Copied();

        // c believes a to be there for longer than b does, and takes no notice of who has its room now.
        a.IsDead = true;
        _cluster.Loses = (from, to, text) => from == b && to == c && !text.Contains("\"alive\"", StringComparison.Ordinal);
        await _cluster.UntilAsync("bob leads", () => bob.Has("host-changed"), passing: true);
        for (var i = 0; i < 3; i++)
        {
            bob.Send("chat-message", new { id = $"{i}", username = "bob", message = "x", timestamp = 1, type = "text", more = new string('x', 500_000) });
        }

        _cluster.Loses = static (_, _, _) => false;
        await _cluster.UntilAsync("sent back", () => cyd.Closed is not null, passing: true);
        cyd.Closed.ShouldBe((1012, "Try again"));
        cyd.Has("chat-message").ShouldBeFalse("what is not whole is not sent");
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
        var server = _cluster.Add(SystemNames.MeetingRooms, static services =>
        {
            services.AddMeetingRooms(new ConfigurationBuilder().Build());
            services.AddSingleton<RoomCluster>();
        });
        server.Get<RoomCluster>().StartAsync(CancellationToken.None).IsCompletedSuccessfully.ShouldBeTrue();
        return server;
    }

    private static Person Enter(MemoryServer server, string id, string? key = null)
    {
        var person = new Person(server, id, key);
        person.Begin();
        return person;
    }

    private async Task<Person> JoinAsync(MemoryServer server, string id, string? key = null)
    {
        var person = Enter(server, id, key);
        await _cluster.UntilAsync($"{id} is in the room", () => person.Has("peers"), passing: true);
        return person;
    }

    // A copy follows a change by a tenth of a second.
    private void Copied() => _cluster.Pass(TimeSpan.FromSeconds(1));

    /// <summary>Somebody in the room. His connection ends only when a test says so.</summary>
    private sealed class Person(MemoryServer server, string id, string? key) : IMessageSink
    {
        private readonly List<JsonElement> _got = [];
        private RoomPlace? _place;
        private RoomVisit? _visit;

        public (int Code, string Reason)? Closed { get; private set; }

        public IEnumerable<string> Names => Snapshot().Select(static frame => frame.GetProperty("event").GetString()!);

        public IEnumerable<string?> PeerIds => Last("peers").GetProperty("participants").EnumerateArray().Select(static p => p.GetProperty("peerId").GetString());

        public bool Has(string name) => Names.Contains(name);

        public JsonElement Last(string name) => Snapshot().FindLast(frame => frame.GetProperty("event").GetString() == name).GetProperty("data");

        public void Begin()
        {
            _visit = new RoomVisit(Guid.NewGuid().ToString(), "1.2.3.4", this, CancellationToken.None);
            _place = server.Get<RoomDirectory>().Open(Room, _visit);
            _ = BeginAsync();
        }

        public void Send(string name, object data) => _ = SendAsync(name, data);

        public void Send(ReadOnlyMemory<byte> message)
        {
            lock (_got)
            {
                _got.Add(JsonElement.Parse(message.Span));
            }
        }

        public void Close(int code, string reason) => Closed ??= (code, reason);

        private async Task BeginAsync()
        {
            await _place!.EnterAsync(_visit!);
            await SendAsync("join", new { peerId = id, username = id, key });
        }

        private async Task SendAsync(string name, object data)
        {
            var frame = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new Dictionary<string, object> { ["event"] = name, ["data"] = data }));
            await _place!.HandleAsync(_visit!, name, JsonSerializer.SerializeToElement(data), frame);
        }

        private List<JsonElement> Snapshot()
        {
            lock (_got)
            {
                return [.. _got];
            }
        }
    }
}
