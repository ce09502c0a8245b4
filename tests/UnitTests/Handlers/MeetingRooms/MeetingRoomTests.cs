using System.Text.Json;
using SocketIoCompat.Handlers.MeetingRooms;
using SocketIoCompat.Handlers.RawSockets;
using SocketIoCompat.UnitTests.Support;

namespace SocketIoCompat.UnitTests.Handlers.MeetingRooms;

public sealed class MeetingRoomTests
{
    private readonly MeetingRoomOptions _options = new() { MaxPeers = 3, MaxWaiting = 1 };
    private readonly ManualTimeProvider _time = new();

    private sealed class Sink : IMessageSink
    {
        public List<(string Event, JsonElement Data)> Got { get; } = [];

        public (int Code, string Reason)? Closed { get; private set; }

        public void Send(ReadOnlyMemory<byte> message)
        {
            Closed.ShouldBeNull("nothing is sent after the close");
            var root = JsonDocument.Parse(message).RootElement;
            Got.Add((root.GetProperty("event").GetString()!, root.GetProperty("data")));
        }

        public void Close(int code, string reason) => Closed = (code, reason);
    }

    private (Sink Sink, MeetingPeer Peer) Join(MeetingRoom room, string? id, string address = "1.2.3.4", string? key = null)
    {
        var sink = new Sink();
        var peer = new MeetingPeer(sink, address);
        room.Join(peer, id, id, key);
        return (sink, peer);
    }

    private MeetingRoom Room() => new("r", _options, _time);

    private static JsonElement Data(string json = "{}") => JsonDocument.Parse(json).RootElement;

    private static string[] Names(Sink sink) => [.. sink.Got.Select(g => g.Event)];

    [Fact]
    public void A_full_room_says_so_and_has_a_place_again_when_somebody_leaves()
    {
        var room = Room();
        var people = Enumerable.Range(0, 3).Select(i => Join(room, $"p{i}")).ToList();

        var late = Join(room, "late");

        Names(late.Sink).ShouldBe(["error"]);
        late.Sink.Got[0].Data.GetProperty("code").GetString().ShouldBe("ROOM_FULL");
        late.Sink.Closed.ShouldNotBeNull();
        room.Leave(late.Peer);
        people[0].Sink.Got.ShouldNotContain(g => g.Event == "peer-left", "he was never there");
        room.Leave(people[2].Peer);
        Names(Join(room, "again").Sink).ShouldContain("peers");
    }

    [Fact]
    public void Whoever_comes_back_with_his_key_finds_his_id_and_role_whatever_others_did_meanwhile()
    {
        var room = Room();
        var host = Join(room, "ada", key: "hers");
        Join(room, "bob");
        room.Leave(host.Peer);
        for (var i = 0; i < 300; i++)
            room.Leave(Join(room, $"p{i}", key: "noise").Peer);

        Join(room, "ada", "6.6.6.6").Peer.Id.ShouldNotBe("ada");

        var back = Join(room, "ada", key: "hers");
        back.Peer.Id.ShouldBe("ada");
        back.Sink.Got[0].Data.GetProperty("isHost").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData(29, "1.2.3.4", true)]
    [InlineData(31, "1.2.3.4", false)]
    [InlineData(1, "6.6.6.6", false)]
    public void A_role_is_given_back_in_time_and_to_the_same_address_only(int seconds, string address, bool isHost)
    {
        var room = Room();
        var host = Join(room, "ada");
        Join(room, "bob");
        room.Leave(host.Peer);
        _time.Advance(TimeSpan.FromSeconds(seconds));

        var back = Join(room, "ada", address);

        back.Sink.Got[0].Data.GetProperty("isHost").GetBoolean().ShouldBe(isHost);
        back.Sink.Got[0].Data.GetProperty("hostId").GetString().ShouldBe(isHost ? "ada" : "bob");
    }

    [Theory]
    [InlineData("hers", "9.9.9.9", true)]
    [InlineData("other", "1.2.3.4", false)]
    [InlineData(null, "1.2.3.4", false)]
    public void Where_there_was_a_key_the_role_is_for_who_has_it_wherever_he_comes_from(string? key, string address, bool isHost)
    {
        var room = Room();
        var host = Join(room, "ada", key: "hers");
        Join(room, "bob");
        room.Leave(host.Peer);

        Join(room, "ada", address, key).Sink.Got[0].Data.GetProperty("isHost").GetBoolean().ShouldBe(isHost);
    }

    [Fact]
    public void A_second_connection_with_the_key_takes_the_place_of_the_first_to_nobody_s_notice()
    {
        var room = Room();
        var old = Join(room, "ada", key: "hers");
        var bob = Join(room, "bob");
        room.Handle(old.Peer, "raise-hand", Data());
        room.Handle(old.Peer, "screen-share-started", Data());
        bob.Sink.Got.Clear();

        var back = Join(room, "ada", "9.9.9.9", "hers");
        room.Leave(old.Peer);

        old.Sink.Closed.ShouldBe((1000, "replaced"));
        Names(bob.Sink).ShouldBe(["screen-share-stopped"]);
        Names(back.Sink).ShouldBe(["peers", "raise-hand"]);
        var peers = back.Sink.Got[0].Data;
        peers.GetProperty("isHost").GetBoolean().ShouldBeTrue();
        peers.GetProperty("peers").EnumerateArray().Select(p => p.GetString()).ShouldBe(["bob"]);
        room.Handle(back.Peer, "lock-room", Data());
        Names(bob.Sink).ShouldContain("room-locked");
        room.Handle(old.Peer, "unlock-room", Data());
        Names(bob.Sink).ShouldNotContain("room-unlocked");
    }

    [Theory]
    [InlineData("other")]
    [InlineData(null)]
    [InlineData("")]
    public void Nobody_takes_a_place_without_its_key(string? key)
    {
        var room = Room();
        var ada = Join(room, "ada", key: "hers");
        var bob = Join(room, "bob");

        var thief = Join(room, "ada", key: key);

        ada.Sink.Closed.ShouldBeNull();
        thief.Peer.Id.ShouldNotBe("ada");
        Join(room, "bob", key: "").Peer.Id.ShouldNotBe("bob", "a place without a key is nobody's to take");
        bob.Sink.Closed.ShouldBeNull();
    }

    [Fact]
    public void Who_waits_with_a_key_waits_once()
    {
        _options.WaitingRoom = true;
        var room = Room();
        var host = Join(room, "ada");
        var old = Join(room, "bob", key: "his");

        var back = Join(room, "bob", key: "his");
        room.Leave(old.Peer);

        old.Sink.Closed.ShouldBe((1000, "replaced"));
        Names(host.Sink).ShouldBe(["peers", "waiting-participant-joined", "waiting-participant-joined"]);
        room.Handle(host.Peer, "admit-participant", Data("""{"peerId":"bob"}"""));
        Names(back.Sink).ShouldBe(["waiting-for-admission", "admitted-to-room", "peers"]);
    }

    [Fact]
    public void Who_waits_the_longest_leads_when_the_last_one_leaves_and_the_next_waits_for_him()
    {
        _options.MaxWaiting = 2;
        _options.WaitingRoom = true;
        var room = Room();
        var host = Join(room, "ada");
        var first = Join(room, "bob");
        var second = Join(room, "cyd");
        Names(Join(room, "dan").Sink).ShouldBe(["error"]);
        Names(host.Sink).ShouldBe(["peers", "waiting-participant-joined", "waiting-participant-joined"]);

        room.Leave(host.Peer);

        Names(first.Sink).ShouldBe(["waiting-for-admission", "peers", "waiting-participant-joined"]);
        first.Sink.Got[1].Data.GetProperty("isHost").GetBoolean().ShouldBeTrue();
        Names(second.Sink).ShouldBe(["waiting-for-admission"]);
        room.Handle(first.Peer, "admit-participant", Data("""{"peerId":"cyd"}"""));
        Names(second.Sink).ShouldBe(["waiting-for-admission", "admitted-to-room", "peers"]);
    }

    [Fact]
    public void Who_was_removed_has_left_once_and_his_connection_s_end_says_nothing_more()
    {
        var room = Room();
        var host = Join(room, "ada");
        var bob = Join(room, "bob");
        room.Handle(host.Peer, "kicked", Data("""{"targetPeerId":"bob"}"""));
        room.Handle(bob.Peer, "raise-hand", Data());
        room.Leave(bob.Peer);

        bob.Sink.Closed.ShouldBe((1000, "removed"));
        Names(host.Sink).ShouldBe(["peers", "peer-joined", "peer-left"]);
        Join(room, "bob").Sink.Closed.ShouldBe((1000, "removed"));
    }

    [Fact]
    public void A_recording_s_length_is_told_and_a_second_start_does_not_begin_anew()
    {
        var room = Room();
        var host = Join(room, "ada");
        room.Handle(host.Peer, "start-recording", Data());
        _time.Advance(TimeSpan.FromSeconds(80));
        room.Handle(host.Peer, "start-recording", Data());
        _time.Advance(TimeSpan.FromMilliseconds(3450));
        room.Handle(host.Peer, "stop-recording", Data());

        host.Sink.Got[^1].Data.GetProperty("duration").GetString().ShouldBe("1m23.45s");
    }

    [Fact]
    public void Peers_are_objects_where_that_is_asked_for()
    {
        _options.PeersAsObjects = true;
        var room = Room();
        Join(room, "ada");

        Join(room, "bob").Sink.Got[0].Data.GetProperty("peers").GetRawText().ShouldBe("""[{"peerId":"ada","username":"ada"}]""");
    }

    [Fact]
    public void A_chat_socket_of_a_locked_room_belongs_to_one_of_its_people()
    {
        var room = Room();
        var host = Join(room, "ada");
        room.AdmitsChatFrom("6.6.6.6").ShouldBeTrue();
        room.Handle(host.Peer, "lock-room", Data());
        room.AdmitsChatFrom("6.6.6.6").ShouldBeFalse();
        room.AdmitsChatFrom("1.2.3.4").ShouldBeTrue();
        room.Handle(host.Peer, "disable-chat", Data());
        room.AdmitsChatFrom("1.2.3.4").ShouldBeFalse();
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(450, "450ms")]
    [InlineData(1000, "1s")]
    [InlineData(60_000, "1m0s")]
    [InlineData(83_450, "1m23.45s")]
    [InlineData(3_600_000, "1h0m0s")]
    [InlineData(90_061_500, "25h1m1.5s")]
    public void Durations_are_written_as_the_original_writes_them(int milliseconds, string text) =>
        MeetingFrames.Duration(TimeSpan.FromMilliseconds(milliseconds)).ShouldBe(text);
}
