using System.Collections.Concurrent;
using SocketIoCompat.UnitTests.Support;

namespace SocketIoCompat.UnitTests.SocketIO;

public sealed class ListenerTests
{
    private static readonly Event<string> Said = new("said");

    [Fact]
    public async Task Listeners_come_and_go_and_once_is_once()
    {
        await using var server = await SocketServer.StartAsync();
        server.IO.On("connection", (Socket socket) =>
        {
            var calls = 0;
            Action counted = () => calls++;
            socket.On("x", counted);
            socket.On("x", counted);
            socket.Once("x", counted);
            socket.On("off", () => socket.Off("x", counted));
            socket.On("all off", () => socket.Off("x"));
            socket.On("calls", () => calls);
        });
        await using var client = await server.ConnectAsync();
        foreach (var (events, calls) in ((string[], int)[])[(["x"], 3), (["x"], 5), (["off", "x"], 6), (["all off", "x"], 6)])
        {
            foreach (var name in events)
                await client.SendAsync($"42[\"{name}\"]");
            await client.SendAsync("420[\"calls\"]");
            (await client.ReceiveAsync()).ShouldBe($"430[{calls}]");
        }
    }

    [Fact]
    public async Task Outgoing_events_are_seen_in_order_broadcasts_included()
    {
        await using var server = await SocketServer.StartAsync();
        var seen = new ConcurrentQueue<string>();
        var connected = new TaskCompletionSource<Socket>();
        server.IO.On("connection", (Socket socket) =>
        {
            socket.OnAnyOutgoing((name, arguments) => seen.Enqueue($"second {name} {string.Join(',', arguments.Select(argument => argument.ToString()))}"));
            socket.PrependAnyOutgoing((name, _) => seen.Enqueue("first " + name));
            connected.SetResult(socket);
        });
        await using var client = await server.ConnectAsync();
        var socket = await connected.Task;
        await socket.EmitAsync(Said, "hello");
        await server.IO.EmitAsync("all", 1, new byte[] { 2 });
        socket.OffAnyOutgoing();
        await socket.EmitAsync(new Event<int, int>("pair"), 1, 2);

        (await client.ReceiveAsync()).ShouldBe("42[\"said\",\"hello\"]");
        (await client.ReceiveAsync()).ShouldBe("451-[\"all\",1,{\"_placeholder\":true,\"num\":0}]");
        (await client.ReceiveAsync()).ShouldBe("b02");
        (await client.ReceiveAsync()).ShouldBe("42[\"pair\",1,2]");
        seen.ShouldBe(["first said", "second said \"hello\"", "first all", "second all 1,{\"_placeholder\":true,\"num\":0}"]);
    }
}
