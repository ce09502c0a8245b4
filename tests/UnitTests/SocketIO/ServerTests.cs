using System.Diagnostics;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SocketIoCompat.UnitTests.Support;

namespace SocketIoCompat.UnitTests.SocketIO;

public sealed class ServerTests
{
    [Fact]
    public async Task Several_servers_live_in_one_process()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSocketIO(o => o.PingInterval = TimeSpan.FromSeconds(11)).AddNamespace("/first");
        builder.Services.AddSocketIO("second", o => o.PingInterval = TimeSpan.FromSeconds(22)).AddNamespace("/second");
        await using var app = builder.Build();
        app.MapSocketIO();
        app.MapSocketIO("/other", "second");
        await app.StartAsync();
        var authority = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Authority;
        await using var first = await RawClient.OpenAsync(new Uri($"ws://{authority}/socket.io/?EIO=4&transport=websocket"));
        await using var second = await RawClient.OpenAsync(new Uri($"ws://{authority}/other/?EIO=4&transport=websocket"));

        (await first.ReceiveAsync()).ShouldContain("\"pingInterval\":11000");
        (await second.ReceiveAsync()).ShouldContain("\"pingInterval\":22000");
        await first.SendAsync("40/second,");
        (await first.ReceiveAsync()).ShouldBe("44/second,{\"message\":\"Invalid namespace\"}");
        await second.SendAsync("40/second,");
        (await second.ReceiveAsync()).ShouldStartWith("40/second,{");
        app.Services.GetRequiredService<ISocketIO>().Of("/second").SocketCount.ShouldBe(0);
        app.Services.GetRequiredKeyedService<ISocketIO>("second").Of("/second").SocketCount.ShouldBe(1);
    }

    [Fact]
    public async Task A_path_without_its_server_is_refused_at_start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSocketIO();
        await using var app = builder.Build();
        Should.Throw<InvalidOperationException>(() => app.MapSocketIO("/x", "forgotten")).Message.ShouldContain("AddSocketIO(\"forgotten\")");
    }

    [Fact]
    public async Task Options_that_no_server_can_keep_are_refused_at_start_by_name()
    {
        var failure = await Should.ThrowAsync<OptionsValidationException>(() => SocketServer.StartAsync(options: o =>
        {
            o.PingInterval = TimeSpan.Zero;
            o.MaxWaitingEvents = 0;
        }));
        failure.Message.ShouldContain("PingInterval");
        failure.Message.ShouldContain("MaxWaitingEvents");
    }

    [Fact]
    public async Task A_handler_that_cannot_be_bound_is_refused_at_start()
    {
        (await Should.ThrowAsync<ArgumentException>(() => SocketServer.StartAsync(io => io.AddHandlers<Unbindable>()))).Message.ShouldContain("rest");
        (await Should.ThrowAsync<ArgumentException>(() => SocketServer.StartAsync(io => io.AddHandlers<Empty>()))).Message.ShouldContain("[On]");
        (await Should.ThrowAsync<ArgumentException>(() => SocketServer.StartAsync(io => io.AddHandlers<AsyncVoid>()))).Message.ShouldContain("async void");
        (await Should.ThrowAsync<ArgumentException>(() => SocketServer.StartAsync(io => io.AddHandlers<Reserved>()))).Message.ShouldContain("connect_error");
    }

    [Fact]
    public async Task Closing_tells_handlers_why_and_takes_nobody_new()
    {
        await using var server = await SocketServer.StartAsync();
        var reason = new TaskCompletionSource<string>();
        server.IO.On("connection", (Socket socket) => socket.OnDisconnect((string why) => reason.SetResult(why)));
        await using var client = await server.ConnectAsync();
        var closing = server.IO.CloseAsync();
        (await client.ReceiveAsync()).ShouldBe("closed");
        await closing;
        (await reason.Task).ShouldBe("server shutting down");
        using var http = new HttpClient();
        ((int)(await http.GetAsync(new Uri(server.Address, "/socket.io/?EIO=4&transport=polling"))).StatusCode).ShouldBe(503);
    }

    [Fact]
    public async Task A_client_that_does_not_answer_is_waited_for_no_longer_than_the_options_say()
    {
        await using var server = await SocketServer.StartAsync(options: o => o.AckTimeout = TimeSpan.FromMilliseconds(50));
        var result = new TaskCompletionSource<Exception>();
        server.IO.On("connection", (Socket socket) => socket.On("ask", async () =>
            result.SetResult(await Should.ThrowAsync<TimeoutException>(() => socket.EmitWithAckAsync<int>("question")))));
        await using var client = await server.ConnectAsync();
        await client.SendAsync("42[\"ask\"]");
        await result.Task.WaitAsync(TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_client_that_goes_away_ends_the_waiting()
    {
        await using var server = await SocketServer.StartAsync();
        var result = new TaskCompletionSource<Exception>();
        server.IO.On("connection", (Socket socket) => socket.On("ask", async () =>
            result.SetResult(await Should.ThrowAsync<SocketDisconnectedException>(() => socket.EmitWithAckAsync<int>("question")))));
        await using var client = await server.ConnectAsync();
        await client.SendAsync("42[\"ask\"]");
        (await client.ReceiveAsync()).ShouldBe("420[\"question\"]");
        client.Abort();
        await result.Task.WaitAsync(TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_broadcast_gathers_what_comes_in_time()
    {
        await using var server = await SocketServer.StartAsync();
        await using var first = await server.ConnectAsync();
        await using var second = await server.ConnectAsync();
        await using var silent = await server.ConnectAsync();
        var asking = server.IO.Timeout(TimeSpan.FromMilliseconds(500)).EmitWithAckAsync<string>("question");
        foreach (var client in (RawClient[])[first, second])
            await client.SendAsync("43" + (await client.ReceiveAsync())[2..].Replace("[\"question\"]", "[\"yes\"]", StringComparison.Ordinal));
        var answers = await asking;
        answers.Responses.ShouldBe(["yes", "yes"]);
        answers.Expected.ShouldBe(3);
        answers.IsComplete.ShouldBeFalse();
    }

    [Fact]
    public async Task A_broadcast_reaches_each_socket_once_and_nobody_excepted()
    {
        await using var server = await SocketServer.StartAsync();
        server.IO.On("connection", (Socket socket) => socket.On("join", async (string[] rooms) =>
        {
            await socket.JoinAsync(rooms);
            return true;
        }));
        await using var a = await JoinedAsync(server, "\"x\",\"y\"");
        await using var b = await JoinedAsync(server, "\"y\",\"z\"");
        await using var c = await JoinedAsync(server, "\"z\"");
        await server.IO.To("x").To("y").Except("z").EmitAsync("one");
        await server.IO.To(["y", "z"]).EmitAsync("two");
        await server.IO.Except(a.SocketId).EmitAsync("three");
        await server.IO.EmitAsync("end");

        (await DrainAsync(a)).ShouldBe(["one", "two", "end"]);
        (await DrainAsync(b)).ShouldBe(["two", "three", "end"]);
        (await DrainAsync(c)).ShouldBe(["two", "three", "end"]);
    }

    [Fact]
    public async Task Authorization_lets_in_whom_the_schemes_know_and_the_policy_allows()
    {
        await using var server = await SocketServer.StartAsync(
            io => io.AddNamespace("/admin", nsp => nsp.RequireAuthorization("admins")),
            services: services =>
            {
                services.AddAuthentication("token").AddScheme<AuthenticationSchemeOptions, TokenHandler>("token", null);
                services.AddAuthorization(o => o.AddPolicy("admins", policy => policy.RequireRole("admin")));
            });
        string? name = null;
        server.IO.Of("/admin").On("connection", (Socket socket) => name = socket.User.Identity?.Name);
        await using var client = await server.OpenAsync();
        await client.SendAsync("40/admin,");
        (await client.ReceiveAsync()).ShouldBe("44/admin,{\"message\":\"Unauthorized\"}");
        await client.SendAsync("40/admin,{\"token\":\"user\"}");
        (await client.ReceiveAsync()).ShouldBe("44/admin,{\"message\":\"Forbidden\"}");
        await client.SendAsync("40/admin,{\"token\":\"admin\"}");
        (await client.ReceiveAsync()).ShouldStartWith("40/admin,{\"sid\"");
        name.ShouldBe("admin");
    }

    [Fact]
    public async Task Scoped_handlers_get_a_scope_of_their_own_for_each_event()
    {
        var disposed = 0;
        await using var server = await SocketServer.StartAsync(
            io => io.AddHandlers<Scoped>(ServiceLifetime.Scoped),
            services: services => services.AddScoped(_ => new Resource(() => Interlocked.Increment(ref disposed))));
        await using var client = await server.ConnectAsync();
        await client.SendAsync("420[\"use\"]");
        await client.SendAsync("421[\"use\"]");
        (await client.ReceiveAsync()).ShouldBe("430[1]");
        (await client.ReceiveAsync()).ShouldBe("431[1]");
        disposed.ShouldBe(2);
    }

    private static async Task<RawClient> JoinedAsync(SocketServer server, string rooms)
    {
        var client = await server.ConnectAsync();
        await client.SendAsync($"420[\"join\",[{rooms}]]");
        (await client.ReceiveAsync()).ShouldBe("430[true]");
        return client;
    }

    private static async Task<List<string>> DrainAsync(RawClient client)
    {
        var names = new List<string>();
        do
            names.Add((await client.ReceiveAsync())[4..^2]);
        while (names[^1] != "end");
        return names;
    }

    public sealed class Unbindable
    {
        [On("x")]
        public void Handle(RawValue[] rest, string last) => Debug.Fail("never called");
    }

    public sealed class Empty;

    public sealed class AsyncVoid
    {
        [On("x")]
        public async void Handle() => await Task.Yield();
    }

    public sealed class Reserved
    {
        [On("connect_error")]
        public void Handle() => Debug.Fail("never called");
    }

    public sealed class Scoped(Resource resource)
    {
        [On("use")]
        public int Use() => resource.Use();
    }

    public sealed class Resource(Action onDispose) : IDisposable
    {
        private int _uses;

        public int Use() => ++_uses;

        public void Dispose() => onDispose();
    }

    private sealed class TokenHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var token = Request.Headers.Authorization.ToString();
            if (!token.StartsWith("Bearer ", StringComparison.Ordinal))
                return Task.FromResult(AuthenticateResult.NoResult());
            var user = new ClaimsIdentity([new Claim(ClaimTypes.Name, token[7..]), new Claim(ClaimTypes.Role, token[7..])], "token");
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(user), "token")));
        }
    }
}
