using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using SocketIoCompat.UnitTests.Support;

namespace SocketIoCompat.UnitTests.SocketIO;

public sealed class RoomEventTests
{
    [Fact]
    public async Task Rooms_tell_when_they_come_and_go_and_who_joins_and_leaves()
    {
        await using var server = await SocketServer.StartAsync();
        var seen = new ConcurrentQueue<RoomEvent>();
        var gone = new TaskCompletionSource();
        server.IO.Of("/").RoomChanged += seen.Enqueue;
        server.IO.On("connection", async (Socket socket) =>
        {
            socket.OnDisconnect(() => gone.SetResult());
            await socket.JoinAsync("room");
            await socket.JoinAsync("room");
            await socket.LeaveAsync("room");
            await socket.LeaveAsync("never joined");
        });
        await using var client = await server.ConnectAsync();
        await client.SendAsync("41");
        await gone.Task;

        seen.ShouldBe(
        [
            new RoomEvent(RoomEventKind.Created, client.SocketId, null), new RoomEvent(RoomEventKind.Joined, client.SocketId, client.SocketId),
            new RoomEvent(RoomEventKind.Created, "room", null), new RoomEvent(RoomEventKind.Joined, "room", client.SocketId),
            new RoomEvent(RoomEventKind.Left, "room", client.SocketId), new RoomEvent(RoomEventKind.Deleted, "room", null),
            new RoomEvent(RoomEventKind.Left, client.SocketId, client.SocketId), new RoomEvent(RoomEventKind.Deleted, client.SocketId, null),
        ]);
    }

    [Fact]
    public async Task New_namespaces_are_told_of_once()
    {
        await using var server = await SocketServer.StartAsync();
        var made = new ConcurrentQueue<string>();
        server.IO.NamespaceCreated += nsp => made.Enqueue(nsp.Name);
        server.IO.Of(new Regex("^/room-\\d$"));
        server.IO.Of("static");
        server.IO.Of("/static");
        await using var first = await server.ConnectAsync("/room-1");
        await using var second = await server.ConnectAsync("/room-1");
        made.ShouldBe(["/static", "/room-1"]);
    }

    [Fact]
    public async Task A_server_that_stands_alone_has_nobody_to_ask()
    {
        await using var server = await SocketServer.StartAsync();
        var nsp = server.IO.Of("/");
        nsp.OnServerSide("hello", () => "never called: the event goes to others");
        await nsp.ServerSideEmitAsync("hello", new EventArguments<int>(1));
        var answers = await nsp.ServerSideEmitWithAckAsync<EventArguments<int>, string>("hello", new EventArguments<int>(1));
        answers.Responses.ShouldBeEmpty();
        answers.IsComplete.ShouldBeTrue();
    }
}
