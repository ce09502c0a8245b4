using System.Text.Json;
using SocketIoCompat.Handlers.MeetingRooms;
using SocketIoCompat.Handlers.RawSockets;
using SocketIoCompat.UnitTests.Support;

namespace SocketIoCompat.UnitTests.Handlers.MeetingRooms;

/// <summary>What a room remembers of its recordings, and of those whom it has removed.</summary>
public sealed class RoomRecordingTests
{
    private const string Key = "sixteen-letters-";

    private readonly Memory _memory = new();
    private readonly ManualTimeProvider _time = new();

    private sealed class Memory : IRoomMemory
    {
        public List<string> Written { get; } = [];

        public bool KeepsRecordings { get; set; } = true;

        public string? IssuePass(string roomId, MeetingPeer peer) => peer.Person is null ? null : $"{roomId}:{peer.Name}";

        public void Attend(RoomTake take, IReadOnlyList<string> persons) => Written.Add($"attend {take.Id} {string.Join(' ', persons)}");

        public void Make(RoomTake take, string person) => Written.Add($"make {take.Id} {person}");

        public void Bar(string meetingId, string person) => Written.Add($"bar {meetingId} {person}");
    }

    private sealed class Sink : IMessageSink
    {
        public List<(string Event, JsonElement Data)> Got { get; } = [];

        public int? Closed { get; private set; }

        public void Send(ReadOnlyMemory<byte> message)
        {
            var root = JsonDocument.Parse(message).RootElement;
            Got.Add((root.GetProperty("event").GetString()!, root.GetProperty("data")));
        }

        public void Close(int code, string reason) => Closed = code;
    }

    private MeetingRoom Room() => new("r", new MeetingRoomOptions { MaxPeers = 5000 }, _time, _memory);

    private static (Sink Sink, MeetingPeer Peer) Join(MeetingRoom room, string id, string? key = Key, string address = "1.2.3.4")
    {
        var sink = new Sink();
        var peer = new MeetingPeer(sink, address) { Key = new PeerKey("a", id) };
        room.Join(peer, id, id, key is Key ? Key + id : key);
        return (sink, peer);
    }

    private static JsonElement About(string peerId) => JsonSerializer.SerializeToElement(new { peerId });

    private static JsonElement Nothing => JsonSerializer.SerializeToElement(new { });

    private static string TakeOf((Sink Sink, MeetingPeer Peer) host) =>
        host.Sink.Got.Last(g => g.Event == "recording-take").Data.GetProperty("takeId").GetString()!;

    [Fact]
    public void Those_who_are_there_while_it_is_recorded_are_written_and_only_its_maker_makes_it()
    {
        var room = Room();
        var ada = Join(room, "ada");
        var bob = Join(room, "bob");
        Join(room, "gus", key: "guessed");
        room.Leave(Join(room, "early").Peer);

        room.Handle(ada.Peer, "start-recording", Nothing);
        var take = TakeOf(ada);
        var dan = Join(room, "dan");
        room.Handle(ada.Peer, "stop-recording", Nothing);
        Join(room, "late");

        _memory.Written.ShouldBe([$"attend {take} {ada.Peer.Person} {bob.Peer.Person}", $"make {take} {ada.Peer.Person}", $"attend {take} {dan.Peer.Person}"]);
        bob.Sink.Got.ShouldNotContain(g => g.Event == "recording-take");
        ada.Sink.Got.Select(g => g.Event).ShouldBe(["peers", "peer-joined", "peer-joined", "peer-joined", "peer-left", "recording-take", "recording-started", "peer-joined", "recording-stopped", "peer-joined"]);

        room.Handle(ada.Peer, "start-recording", Nothing);
        TakeOf(ada).ShouldNotBe(take);
    }

    [Fact]
    public void A_second_host_who_records_too_makes_the_same_recording()
    {
        var room = Room();
        var ada = Join(room, "ada");
        var bob = Join(room, "bob");
        room.Handle(ada.Peer, "add-cohost", About("bob"));
        room.Handle(ada.Peer, "start-recording", Nothing);
        room.Handle(bob.Peer, "start-recording", Nothing);

        TakeOf(bob).ShouldBe(TakeOf(ada));
        _memory.Written[^1].ShouldBe($"make {TakeOf(ada)} {bob.Peer.Person}");
    }

    [Fact]
    public void Where_recordings_are_not_kept_everybody_is_told_and_nothing_is_written()
    {
        _memory.KeepsRecordings = false;
        var room = Room();
        var ada = Join(room, "ada");
        room.Handle(ada.Peer, "start-recording", Nothing);
        Join(room, "bob").Sink.Got.ShouldContain(g => g.Event == "recording-started");
        ada.Sink.Got.ShouldNotContain(g => g.Event == "recording-take");
        _memory.Written.ShouldBeEmpty();
    }

    [Fact]
    public void Who_is_removed_loses_the_meeting_and_a_room_that_was_empty_is_another_meeting()
    {
        var room = Room();
        var ada = Join(room, "ada");
        var bob = Join(room, "bob");
        room.Handle(ada.Peer, "kicked", About("bob"));
        var first = _memory.Written.ShouldHaveSingleItem().Split(' ');
        first[0].ShouldBe("bar");
        first[2].ShouldBe(bob.Peer.Person);
        room.Leave(ada.Peer);

        var cyd = Join(room, "cyd");
        Join(room, "bob").Sink.Closed.ShouldBeNull();
        room.Handle(cyd.Peer, "kicked", About("bob"));
        var second = _memory.Written[1].Split(' ');
        (second[0], second[2]).ShouldBe((first[0], first[2]));
        second[1].ShouldNotBe(first[1]);
    }

    [Fact]
    public void A_recording_goes_on_with_the_room_on_another_server()
    {
        var room = Room();
        var ada = Join(room, "ada");
        room.Handle(ada.Peer, "start-recording", Nothing);
        var state = JsonSerializer.Deserialize<RoomState>(JsonSerializer.Serialize(room.Describe()))!;
        var moved = Room();
        moved.Restore(state, record => new MeetingPeer(new Sink(), record.Address) { Key = record.Key });

        var bob = Join(moved, "bob");

        _memory.Written[^1].ShouldBe($"attend {TakeOf(ada)} {bob.Peer.Person}");
        moved.Describe().Peers[0].Person.ShouldBe(ada.Peer.Person);
    }

    [Fact]
    public void A_pass_is_for_who_is_in_with_a_key_that_nobody_guesses()
    {
        var room = Room();
        var ada = Join(room, "ada");
        ada.Sink.Got[0].Data.GetProperty("pass").GetString().ShouldBe("r:ada");
        room.Handle(ada.Peer, "get-pass", Nothing);
        ada.Sink.Got[1].Data.GetProperty("pass").GetString().ShouldBe("r:ada");
        foreach (var key in (string?[])[null, "", "fifteen-letters", new string('x', 129)])
        {
            var gus = Join(room, "gus", key);
            gus.Sink.Got[0].Data.TryGetProperty("pass", out _).ShouldBeFalse();
            room.Handle(gus.Peer, "get-pass", Nothing);
            gus.Sink.Got.Count.ShouldBe(1);
            room.Leave(gus.Peer);
        }
    }

    [Fact]
    public void Who_was_removed_is_known_by_his_key_too()
    {
        var room = Room();
        var ada = Join(room, "ada");
        Join(room, "bob", key: "short");
        room.Handle(ada.Peer, "kicked", About("bob"));

        Join(room, "bobby", key: "short").Sink.Closed.ShouldBe(1000);
        Join(room, "bob", key: null).Sink.Closed.ShouldBe(1000);
        Join(room, "carl", key: "other").Sink.Closed.ShouldBeNull();
    }

    [Fact]
    public void Who_is_removed_a_thousand_times_brings_nobody_else_back()
    {
        var room = Room();
        var ada = Join(room, "ada");
        Join(room, "bob", address: "2.2.2.2");
        room.Handle(ada.Peer, "kicked", About("bob"));
        for (var i = 0; i < 3000; i++)
        {
            Join(room, $"p{i}", key: null, address: "6.6.6.6");
            room.Handle(ada.Peer, "kicked", About($"p{i}"));
        }

        Join(room, "bob", address: "2.2.2.2").Sink.Closed.ShouldBe(1000);
        Join(room, "p2999", key: null).Sink.Closed.ShouldBe(1000);
        room.Describe().KeptOut.Count.ShouldBe(1024);
    }

    [Fact]
    public void Sharing_that_is_no_text_is_no_sharing()
    {
        var room = Room();
        var ada = Join(room, "ada");
        Should.Throw<InvalidOperationException>(() => room.Handle(ada.Peer, "screen-share-started", JsonDocument.Parse("""{"\ud800":1}""").RootElement));
        Join(room, "bob").Sink.Got.ShouldNotContain(g => g.Event == "screen-share-started");
    }
}
