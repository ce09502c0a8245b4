using System.Text.Json;
using SocketIoCompat.Handlers.MeetingRooms;
using SocketIoCompat.Handlers.RawSockets;
using SocketIoCompat.UnitTests.Support;

namespace SocketIoCompat.UnitTests.Handlers.MeetingRooms;

/// <summary>What another server needs to go on with a room.</summary>
public sealed class RoomStateTests
{
    private readonly ManualTimeProvider _time = new();

    private sealed class Sink : IMessageSink
    {
        public List<string> Got { get; } = [];

        public int? Closed { get; private set; }

        public void Send(ReadOnlyMemory<byte> message) => Got.Add(JsonDocument.Parse(message).RootElement.GetProperty("event").GetString()!);

        public void Close(int code, string reason) => Closed = code;
    }

    private MeetingRoom Room() => new("r", new MeetingRoomOptions(), _time);

    private static (Sink Sink, MeetingPeer Peer) Join(MeetingRoom room, string id)
    {
        var sink = new Sink();
        var peer = new MeetingPeer(sink, "1.2.3.4") { Key = new PeerKey("a", id) };
        room.Join(peer, id, id);
        return (sink, peer);
    }

    private static JsonElement About(string peerId) => JsonSerializer.SerializeToElement(new { peerId });

    private static RoomState Transmit(RoomState state) => JsonSerializer.Deserialize<RoomState>(JsonSerializer.Serialize(state))!;

    [Fact]
    public void A_room_goes_on_elsewhere_as_it_was()
    {
        var room = Room();
        var (_, ada) = Join(room, "ada");
        var (_, bob) = Join(room, "bob");
        Join(room, "cyd");
        var (_, dan) = Join(room, "dan");
        Join(room, "eve");
        room.Handle(ada, "add-cohost", About("cyd"));
        room.Handle(ada, "remove-participant", About("eve"));
        room.Handle(bob, "raise-hand", About("bob"));
        room.Handle(bob, "screen-share-started", About("bob"));
        room.Handle(ada, "start-recording", About("ada"));
        room.Handle(ada, "disable-chat", About("ada"));
        room.Handle(ada, "lock-room", About("ada"));
        room.Leave(dan);

        var state = Transmit(room.Describe());
        var moved = Room();
        var sinks = new Dictionary<string, (Sink Sink, MeetingPeer Peer)>();
        moved.Restore(state, record =>
        {
            var sink = new Sink();
            sinks[record.Id] = (sink, new MeetingPeer(sink, record.Address) { Key = record.Key });
            return sinks[record.Id].Peer;
        });

        JsonSerializer.Serialize(moved.Describe()).ShouldBe(JsonSerializer.Serialize(state));
        sinks.Keys.ShouldBe(["ada", "bob", "cyd"]);
        Join(moved, "new").Sink.Got.ShouldBe(["error", "room-locked"]);
        Join(moved, "eve").Sink.Closed.ShouldBe(1000);
        Join(moved, "dan").Sink.Got.ShouldBe(["peers", "screen-share-started", "raise-hand", "chat-disabled", "recording-started"]);
        moved.Leave(sinks["ada"].Peer);
        sinks["cyd"].Sink.Got.ShouldContain("host-status", "the co-host leads now");
        sinks["bob"].Sink.Got.ShouldNotContain("host-status");
        sinks["bob"].Sink.Got.ShouldContain("host-changed");
    }

    [Fact]
    public void Who_was_in_the_room_on_another_server_comes_in_without_his_role_whatever_its_doors_say()
    {
        var room = Room();
        var (_, ada) = Join(room, "ada");
        room.Handle(ada, "lock-room", About("ada"));
        var sink = new Sink();

        room.Take(new MeetingPeer(sink, "1.2.3.4") { Key = new PeerKey("b", "1") }, new PeerRecord(new PeerKey("b", "1"), "1.2.3.4", "ada", "Bob", PeerState.Present));

        sink.Got.ShouldBe(["peers"]);
        var state = room.Describe();
        state.HostId.ShouldBe("ada");
        state.Peers.Select(static p => p.Name).ShouldBe(["ada", "Bob"]);
        state.Peers[1].Id.ShouldNotBe("ada", "somebody here has the id");
    }

    [Theory]
    [InlineData(false, false, false, true)]
    [InlineData(true, false, false, false)]
    [InlineData(false, true, false, false)]
    [InlineData(false, false, true, false)]
    public void A_copy_says_as_the_room_does_who_may_chat(bool isLocked, bool hasWaitingRoom, bool isChatDisabled, bool admitsStrangers)
    {
        var room = Room();
        var (_, ada) = Join(room, "ada");
        string?[] events = [isLocked ? "lock-room" : null, hasWaitingRoom ? "enable-waiting-room" : null, isChatDisabled ? "disable-chat" : null];
        foreach (var name in events.OfType<string>())
        {
            room.Handle(ada, name, About("ada"));
        }

        var copy = Transmit(room.Describe());

        room.AdmitsChatFrom("9.9.9.9").ShouldBe(admitsStrangers);
        copy.AdmitsChatFrom("9.9.9.9").ShouldBe(admitsStrangers);
        copy.AdmitsChatFrom("1.2.3.4").ShouldBe(!isChatDisabled);
        room.AdmitsChatFrom("1.2.3.4").ShouldBe(!isChatDisabled);
    }
}
