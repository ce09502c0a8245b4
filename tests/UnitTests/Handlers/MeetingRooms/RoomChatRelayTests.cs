using Microsoft.Extensions.DependencyInjection;
using SocketIoCompat.Handlers.MeetingRooms;
using SocketIoCompat.Handlers.Systems;
using SocketIoCompat.UnitTests.Handlers.Support;

namespace SocketIoCompat.UnitTests.Handlers.MeetingRooms;

/// <summary>Files of the rooms' chat on their way to other servers, in parts.</summary>
public sealed class RoomChatRelayTests : IAsyncDisposable
{
    private readonly MemoryCluster _cluster = new();
    private readonly List<(string Room, byte[] Message)> _got = [];
    private readonly RoomChatRelay _from;
    private readonly RoomChatRelay _to;
    private readonly MemoryServer _sender;

    public RoomChatRelayTests()
    {
        (_sender, _from) = Start();
        (_, _to) = Start();
        _to.Received = (room, message) => _got.Add((room, message.ToArray()));
        _cluster.Pass(TimeSpan.FromSeconds(5));
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(128 * 1024)]
    [InlineData((128 * 1024) + 1)]
    [InlineData(3_000_000)]
    public async Task A_message_arrives_as_it_was_in_parts_that_Redis_bears(int length)
    {
        var message = Message(length, 1);

        await _from.SendAsync("r", message);
        _cluster.Deliver();

        _got.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            static got => got.Room.ShouldBe("r"),
            got => got.Message.ShouldBe(message));
        _cluster.Published.ShouldAllBe(static text => text.Length < 256 * 1024);
    }

    [Fact]
    public async Task Of_one_that_lost_a_part_nothing_arrives_and_the_next_one_does()
    {
        var part = 0;
        _cluster.Loses = (_, _, text) => text.Contains("\"part\":", StringComparison.Ordinal) && part++ == 1;

        await _from.SendAsync("r", Message(400_000, 1));
        await _from.SendAsync("r", Message(400_000, 2));
        _cluster.Deliver();

        _got.ShouldHaveSingleItem().Message.ShouldBe(Message(400_000, 2));
    }

    [Fact]
    public async Task One_that_is_longer_than_a_chat_message_may_be_is_not_gathered()
    {
        await _from.SendAsync("r", Message(new MeetingRoomOptions().MaxChatPayload + 1, 1));
        await _from.SendAsync("r", Message(10, 2));
        _cluster.Deliver();

        _got.ShouldHaveSingleItem().Message.Length.ShouldBe(10);
    }

    [Fact]
    public async Task Only_so_many_are_on_their_way_at_a_time_that_none_is_given_up_for_another()
    {
        var hold = new TaskCompletionSource();
        _cluster.MayPublish = hold.Task;

        var sending = Enumerable.Range(0, 20).Select(i => _from.SendAsync("r", Message(i == 0 ? 5_000_000 : 200_000, (byte)i))).ToArray();

        _cluster.Published.Where(static text => text.Contains("\"start\":0,", StringComparison.Ordinal)).Count().ShouldBe(8);
        _cluster.MayPublish = Task.CompletedTask;
        hold.SetResult();
        await Task.WhenAll(sending);
        _cluster.Deliver();
        _got.Select(static got => got.Message[0]).Order().ShouldBe(Enumerable.Range(0, 20).Select(static i => (byte)i));
    }

    [Fact]
    public async Task What_a_server_that_is_gone_had_begun_is_forgotten()
    {
        _cluster.Loses = static (_, _, text) => text.Contains("\"start\":131072,", StringComparison.Ordinal);
        await _from.SendAsync("r", Message(200_000, 1));
        _sender.IsDead = true;
        _cluster.Pass(TimeSpan.FromSeconds(15));

        _to.Unfinished.ShouldBe(0);
        _got.ShouldBeEmpty();
    }

    private static byte[] Message(int length, byte filling)
    {
        var message = new byte[length];
        Array.Fill(message, filling);
        return message;
    }

    private (MemoryServer Server, RoomChatRelay Relay) Start()
    {
        var server = _cluster.Add(SystemNames.MeetingRooms, static services => services.AddOptions<MeetingRoomOptions>().Services.AddSingleton<RoomChatRelay>());
        var relay = server.Get<RoomChatRelay>();
        relay.Start();
        server.Channel.Start();
        return (server, relay);
    }
}
