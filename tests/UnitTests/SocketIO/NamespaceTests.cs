using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using SocketIoCompat.UnitTests.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.SocketIO;

public sealed partial class NamespaceTests
{
    [Fact]
    public async Task A_refusal_carries_message_and_data_and_the_connection_lives()
    {
        await using var server = await SocketServer.StartAsync(io => io.AddNamespace("/admin", nsp => nsp.Use(
            (_, _) => throw new ConnectRefusedException("not authorized", RawValue.Parse("{\"code\":401}")))));
        await using var client = await server.OpenAsync();
        await client.SendAsync("40/admin,");
        (await client.ReceiveAsync()).ShouldBe("44/admin,{\"message\":\"not authorized\",\"data\":{\"code\":401}}");
        await client.SendAsync("40/none,");
        (await client.ReceiveAsync()).ShouldBe("44/none,{\"message\":\"Invalid namespace\"}");
        await client.SendAsync("40");
        (await client.ReceiveAsync()).ShouldStartWith("40{\"sid\":");
    }

    [Theory]
    [InlineData(false, "Internal server error")]
    [InlineData(true, "secret detail")]
    public async Task An_exceptions_text_reaches_the_client_only_where_the_options_say_so(bool detailed, string message)
    {
        await using var server = await SocketServer.StartAsync(options: o => o.EnableDetailedErrors = detailed);
        server.IO.Use((_, _) => throw new InvalidOperationException("secret detail"));
        await using var client = await server.OpenAsync();
        await client.SendAsync("40");
        (await client.ReceiveAsync()).ShouldBe($"44{{\"message\":\"{message}\"}}");
    }

    [Fact]
    public async Task A_middleware_that_does_not_go_on_refuses()
    {
        await using var server = await SocketServer.StartAsync();
        server.IO.Use((_, _) => Task.CompletedTask);
        await using var client = await server.OpenAsync();
        await client.SendAsync("40");
        (await client.ReceiveAsync()).ShouldBe("44{\"message\":\"Connection refused\"}");
    }

    [Fact]
    public async Task Rooms_joined_in_a_middleware_count_and_those_of_a_refused_client_do_not()
    {
        await using var server = await SocketServer.StartAsync();
        server.IO.Use(async (context, next) =>
        {
            await context.Socket.JoinAsync("members");
            if (context.Handshake.AuthToken == "good")
                await next(context);
            else
                throw new ConnectRefusedException("no");
        });
        await using var refused = await server.OpenAsync();
        await refused.SendAsync("40{\"token\":\"bad\"}");
        (await refused.ReceiveAsync()).ShouldStartWith("44");
        await using var good = await server.ConnectAsync(auth: "{\"token\":\"good\"}");

        (await server.IO.To("members").FetchSocketsAsync()).Select(socket => socket.Id).ShouldBe([good.SocketId]);
    }

    [Fact]
    public async Task Namespaces_by_pattern_are_made_on_demand_and_removed_when_empty()
    {
        await using var server = await SocketServer.StartAsync(options: o => o.CleanupEmptyChildNamespaces = true);
        var parent = server.IO.Of(Numbered());
        parent.On("connection", (Socket socket) => socket.On("name", () => socket.Namespace.Name));
        await using var client = await server.ConnectAsync("/dynamic-1");
        await client.SendAsync("42/dynamic-1,0[\"name\"]");
        (await client.ReceiveAsync()).ShouldBe("43/dynamic-1,0[\"/dynamic-1\"]");
        parent.Children.Select(child => child.Name).ShouldBe(["/dynamic-1"]);
        await parent.EmitAsync("all", 1);
        (await client.ReceiveAsync()).ShouldBe("42/dynamic-1,[\"all\",1]");

        await client.SendAsync("41/dynamic-1,");
        await client.SendAsync("40/dynamic-x,");
        (await client.ReceiveAsync()).ShouldBe("44/dynamic-x,{\"message\":\"Invalid namespace\"}");
        parent.Children.ShouldBeEmpty();

        await client.SendAsync("40/dynamic-1,");
        (await client.ReceiveAsync()).ShouldStartWith("40/dynamic-1,{");
    }

    [Theory]
    [InlineData("40", "40")] // joined twice
    [InlineData("42/x,[\"a\"]", null)] // not joined
    [InlineData("43/x,1[]", null)]
    [InlineData("41/x", null)]
    [InlineData("44", null)] // a client has no business sending this
    [InlineData("4", null)]
    [InlineData("49", null)]
    [InlineData("42[\"disconnect\"]", null)]
    [InlineData("42{}", null)]
    [InlineData("451-[\"a\",{\"_placeholder\":true,\"num\":3}]", null)]
    public async Task A_forbidden_packet_closes_the_connection_and_no_other(string packet, string? first)
    {
        await using var server = await SocketServer.StartAsync();
        server.IO.On("connection", (Socket socket) => socket.On("echo", (int x) => x));
        await using var other = await server.ConnectAsync();
        await using var client = await server.OpenAsync();
        if (first is not null)
        {
            await client.SendAsync(first);
            await client.ReceiveAsync();
        }

        await client.SendAsync(packet);
        (await client.ReceiveAsync()).ShouldBe("closed");
        await other.SendAsync("420[\"echo\",1]");
        (await other.ReceiveAsync()).ShouldBe("430[1]");
    }

    [Fact]
    public async Task One_connection_joins_no_more_namespaces_than_the_options_allow()
    {
        await using var server = await SocketServer.StartAsync(options: o => o.MaxNamespacesPerConnection = 2);
        server.IO.Of(Numbered());
        await using var client = await server.ConnectAsync("/dynamic-1");
        await client.SendAsync("40/dynamic-2,");
        (await client.ReceiveAsync()).ShouldStartWith("40/dynamic-2,");
        await client.SendAsync("40/dynamic-3,");
        (await client.ReceiveAsync()).ShouldBe("closed");
    }

    [GeneratedRegex("^/dynamic-\\d+$")]
    private static partial Regex Numbered();
}
