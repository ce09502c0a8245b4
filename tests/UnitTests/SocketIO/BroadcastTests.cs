using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using SocketIoCompat.UnitTests.Engine;
using SocketIoCompat.UnitTests.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.SocketIO;

public sealed class BroadcastTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Events_sent_are_counted_for_each_receiver(bool recovery)
    {
        await using var server = await SocketServer.StartAsync(
            options: o => o.ConnectionStateRecovery = recovery ? new ConnectionStateRecoveryOptions() : null);
        using var measured = new Measurements(server.Services.GetRequiredService<IMeterFactory>());
        await using var one = await server.ConnectAsync();
        await using var two = await server.ConnectAsync();

        await server.IO.EmitAsync("to both");
        await server.IO.To(one.SocketId).EmitAsync("to one");
        await server.IO.Volatile.EmitAsync("to both, perhaps");
        await server.IO.To("nobody").EmitAsync("to none");
        measured.Sum("socketio.events.sent").ShouldBe(5);

        (await server.IO.Timeout(TimeSpan.FromMilliseconds(1)).EmitWithAckAsync<int>("asked")).Expected.ShouldBe(2);
        measured.Sum("socketio.events.sent").ShouldBe(7);
    }

    [Fact]
    public async Task The_server_and_its_namespaces_have_the_shortcuts_of_a_broadcast()
    {
        await using var server = await SocketServer.StartAsync(io => io.AddNamespace("/other", _ => { }));
        await using var client = await server.ConnectAsync();
        await using var other = await server.ConnectAsync("/other");

        await server.IO.SocketsJoinAsync("a", "b");
        await server.IO.SocketsLeaveAsync("b");
        var socket = (await server.IO.FetchSocketsAsync()).ShouldHaveSingleItem();
        socket.Id.ShouldBe(client.SocketId);
        socket.Rooms.ShouldBe([client.SocketId, "a"], ignoreOrder: true);
        await server.IO.Except(["a"]).EmitAsync("to none");

        var acks = server.IO.EmitWithAckAsync<string, string>("ask", "?");
        (await client.ReceiveAsync()).ShouldBe("420[\"ask\",\"?\"]");
        await client.SendAsync("430[\"!\"]");
        (await acks).Responses.ShouldBe(["!"]);

        var nsp = server.IO.Of("/other");
        await nsp.SocketsJoinAsync("c");
        (await nsp.FetchSocketsAsync()).ShouldHaveSingleItem().Rooms.ShouldContain("c");
        await nsp.DisconnectSocketsAsync();
        (await other.ReceiveAsync()).ShouldBe("41/other,");
        await server.IO.DisconnectSocketsAsync(close: true);
        (await client.ReceiveAsync()).ShouldBe("41");
        (await client.ReceiveAsync()).ShouldBe("closed");
    }
}
