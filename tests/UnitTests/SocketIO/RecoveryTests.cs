using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using SocketIoCompat.UnitTests.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.SocketIO;

public sealed class RecoveryTests
{
    private static Task<SocketServer> StartAsync() => SocketServer.StartAsync(
        io => io.AddHandlers<Rooms>(), o => o.ConnectionStateRecovery = new ConnectionStateRecoveryOptions());

    [Fact]
    public async Task A_client_that_was_cut_off_comes_back_to_its_session_and_gets_what_it_missed()
    {
        await using var server = await StartAsync();
        var (client, pid) = await ConnectAsync(server, "{}");
        await client.SendAsync("420[\"join\",\"room\"]");
        await client.ReceiveAsync();
        await server.IO.To("room").EmitAsync("first", 1);
        var offset = OffsetOf(await client.ReceiveAsync());
        client.Abort();
        await server.Services.GetRequiredService<Rooms>().Left.Task;
        await server.IO.To("room").EmitAsync("missed", 2);
        await server.IO.To("elsewhere").EmitAsync("foreign", 3);

        await using var again = await server.OpenAsync();
        await again.SendAsync($"40{{\"pid\":\"{pid}\",\"offset\":\"{offset}\"}}");
        (await again.ReceiveAsync()).ShouldStartWith("42[\"missed\",2,\"");
        (await again.ReceiveAsync()).ShouldStartWith($"40{{\"sid\":\"{client.SocketId}\",\"pid\":\"");
        await again.SendAsync("421[\"state\"]");
        (await again.ReceiveAsync()).ShouldBe($"431[{{\"recovered\":true,\"rooms\":[\"{client.SocketId}\",\"room\"],\"note\":\"room\"}}]");
    }

    [Fact]
    public async Task A_token_works_once()
    {
        await using var server = await StartAsync();
        var (client, pid) = await ConnectAsync(server, "{}");
        client.Abort();
        await server.Services.GetRequiredService<Rooms>().Left.Task;
        var (first, _) = await ConnectAsync(server, $"{{\"pid\":\"{pid}\"}}");
        first.SocketId.ShouldBe(client.SocketId); // recovered though it had received nothing yet
        var (second, _) = await ConnectAsync(server, $"{{\"pid\":\"{pid}\"}}");
        second.SocketId.ShouldNotBe(client.SocketId);
    }

    [Fact]
    public async Task A_client_takes_over_its_old_connection_when_that_still_seems_alive()
    {
        await using var server = await StartAsync();
        var (old, pid) = await ConnectAsync(server, "{}");
        await old.SendAsync("420[\"join\",\"room\"]");
        await old.ReceiveAsync();
        var (again, _) = await ConnectAsync(server, $"{{\"pid\":\"{pid}\"}}");
        again.SocketId.ShouldBe(old.SocketId);
        await server.Services.GetRequiredService<Rooms>().Left.Task; // the late end of the old one

        await server.IO.To("room").EmitAsync("hello", 1);
        (await again.ReceiveAsync()).ShouldStartWith("42[\"hello\",1,\"");
        (await old.ReceiveAsync()).ShouldBe("closed");
    }

    [Fact]
    public async Task A_client_that_left_of_its_own_accord_starts_anew()
    {
        await using var server = await StartAsync();
        var (client, pid) = await ConnectAsync(server, "{}");
        await client.SendAsync("41");
        await server.Services.GetRequiredService<Rooms>().Left.Task;
        var (again, _) = await ConnectAsync(server, $"{{\"pid\":\"{pid}\"}}");
        again.SocketId.ShouldNotBe(client.SocketId);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("abcdef.1")]
    public async Task An_offset_that_is_not_known_starts_anew(string offset)
    {
        await using var server = await StartAsync();
        var (client, pid) = await ConnectAsync(server, "{}");
        client.Abort();
        await server.Services.GetRequiredService<Rooms>().Left.Task;
        var (again, _) = await ConnectAsync(server, $"{{\"pid\":\"{pid}\",\"offset\":\"{offset}\"}}");
        again.SocketId.ShouldNotBe(client.SocketId);
    }

    private static async Task<(RawClient Client, string Pid)> ConnectAsync(SocketServer server, string auth)
    {
        var client = await server.ConnectAsync(auth: auth);
        return (client, client.Pid);
    }

    private static string OffsetOf(string packet) => packet.Split('"')[^2];

    public sealed class Rooms
    {
        public TaskCompletionSource Left { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        [On("join")]
        public async Task<bool> Join(Socket socket, string room)
        {
            socket.Data["note"] = room;
            await socket.JoinAsync(room);
            return true;
        }

        [On("state")]
        public object State(Socket socket) => new { socket.Recovered, Rooms = socket.Rooms.OrderBy(room => room == socket.Id ? 0 : 1), Note = socket.Data["note"] };

        [On("disconnect")]
        public void Disconnect() => Left.TrySetResult();
    }
}
