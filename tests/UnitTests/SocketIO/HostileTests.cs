using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SocketIoCompat.UnitTests.Support;

namespace SocketIoCompat.UnitTests.SocketIO;

/// <summary>What clients must not achieve, and what user code must not break.</summary>
public sealed partial class HostileTests
{
    [Fact]
    public async Task A_scheme_that_the_policy_does_not_name_opens_nothing()
    {
        await using var server = await SocketServer.StartAsync(
            io => io.AddNamespace("/default", nsp => nsp.RequireAuthorization()).AddNamespace("/named", nsp => nsp.RequireAuthorization("named")),
            services: services =>
            {
                services.AddAuthentication("full")
                    .AddScheme<AuthenticationSchemeOptions, HeaderHandler>("full", null)
                    .AddScheme<AuthenticationSchemeOptions, HeaderHandler>("half", null);
                services.AddAuthorization(o => o.AddPolicy("named", policy => policy.AddAuthenticationSchemes("full").RequireAuthenticatedUser()));
            });
        await using var client = await server.OpenAsync();
        foreach (var nsp in (string[])["/default", "/named"])
        {
            await client.SendAsync($"40{nsp},{{\"token\":\"half\"}}");
            (await client.ReceiveAsync()).ShouldBe($"44{nsp},{{\"message\":\"Unauthorized\"}}");
            await client.SendAsync($"40{nsp},{{\"token\":\"full\"}}");
            (await client.ReceiveAsync()).ShouldStartWith($"40{nsp},{{");
        }
    }

    [Fact]
    public async Task A_recovered_client_is_authorized_again_and_stays_who_it_was()
    {
        await using var server = await SocketServer.StartAsync(
            io => io.AddNamespace("/members", nsp => nsp.RequireAuthorization()).AddNamespace("/named"),
            o => o.ConnectionStateRecovery = new ConnectionStateRecoveryOptions(),
            services => services.AddAuthorization().AddAuthentication("full").AddScheme<AuthenticationSchemeOptions, HeaderHandler>("full", null));
        var left = new SemaphoreSlim(0);
        server.IO.Of("/members").On("connection", (Socket socket) => socket.OnDisconnect(() => left.Release()));
        server.IO.Of("/named").Use((context, next) =>
        {
            context.Socket.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "anna")], "test"));
            return next(context);
        });
        server.IO.Of("/named").On("connection", (Socket socket) =>
        {
            socket.On("who", () => socket.User.Identity?.Name);
            socket.OnDisconnect(() => left.Release());
        });

        var member = await server.ConnectAsync("/members", "{\"token\":\"full\"}");
        member.Abort();
        await left.WaitAsync();
        await using var stranger = await server.OpenAsync();
        await stranger.SendAsync($"40/members,{{\"pid\":\"{member.Pid}\"}}");
        (await stranger.ReceiveAsync()).ShouldBe("44/members,{\"message\":\"Unauthorized\"}");

        var anna = await server.ConnectAsync("/named");
        anna.Abort();
        await left.WaitAsync();
        await using var back = await server.ConnectAsync("/named", $"{{\"pid\":\"{anna.Pid}\"}}");
        back.SocketId.ShouldBe(anna.SocketId);
        await back.SendAsync("42/named,0[\"who\"]");
        (await back.ReceiveAsync()).ShouldBe("43/named,0[\"anna\"]");
    }

    [Fact]
    public async Task A_scope_that_fails_to_dispose_does_not_stop_the_socket()
    {
        await using var server = await SocketServer.StartAsync(
            io => io.AddHandlers<ServesBadly>(ServiceLifetime.Scoped), services: services => services.AddScoped<Undisposable>());
        await using var client = await server.ConnectAsync();
        await client.SendAsync("420[\"use\"]");
        await client.SendAsync("421[\"use\"]");
        (await client.ReceiveAsync()).ShouldBe("430[1]");
        (await client.ReceiveAsync()).ShouldBe("431[1]");
    }

    [Fact]
    public async Task One_event_may_exceed_the_bound_of_what_waits()
    {
        var gate = new TaskCompletionSource();
        await using var server = await SocketServer.StartAsync(io => io.AddHandlers<Slow>(), o =>
        {
            o.MaxPayload = 4_000_000;
            o.MaxWaitingEventBytes = 1000;
        }, services => services.AddSingleton(gate));
        await using var client = await server.ConnectAsync();
        await client.SendAsync("42[\"wait\"]");
        await client.SendAsync($"420[\"length\",\"{new string('x', 3_000_000)}\"]");
        await client.SendAsync($"421[\"length\",\"{new string('x', 2_000_000)}\"]");
        gate.SetResult();
        (await client.ReceiveAsync()).ShouldBe("430[3000000]");
        (await client.ReceiveAsync()).ShouldBe("431[2000000]");
    }

    [Fact]
    public async Task A_broadcasts_acknowledgement_is_read_even_from_a_client_that_is_not()
    {
        await using var server = await SocketServer.StartAsync(io => io.AddHandlers<AsksAll>(), o => o.MaxWaitingEvents = 2);
        await using var client = await server.ConnectAsync();
        await client.SendAsync("420[\"ask\"]");
        var question = await client.ReceiveAsync();
        for (var i = 0; i < 8; i++)
            await client.SendAsync("42[\"noise\"]");
        await client.SendAsync("43" + question[2..].Replace("[\"question\"]", "[\"yes\"]", StringComparison.Ordinal));
        (await client.ReceiveAsync()).ShouldBe("430[1]");
    }

    [Fact]
    public async Task What_waited_when_the_server_sent_the_client_away_is_not_handled()
    {
        await using var server = await SocketServer.StartAsync(io => io.AddHandlers<SentAway>());
        var handlers = server.Services.GetRequiredService<SentAway>();
        await using var client = await server.ConnectAsync();
        await client.SendAsync("42[\"ask\"]");
        (await client.ReceiveAsync()).ShouldBe("420[\"question\"]");
        await client.SendAsync("42[\"late\"]");
        await client.SendAsync("40/none,");
        (await client.ReceiveAsync()).ShouldStartWith("44/none"); // the event before it has been read
        handlers.Socket!.Disconnect();
        (await client.ReceiveAsync()).ShouldBe("41");
        await handlers.Gone.Task;
        handlers.Late.ShouldBe(0);
    }

    [Theory]
    [InlineData("40{\"pid\":\"\\ud800\"}")]
    [InlineData("40{\"pid\":5,\"offset\":{}}")]
    [InlineData("40{\"p\\u0069d\":[]}")]
    public async Task A_token_that_nobody_issued_is_none(string connect)
    {
        await using var server = await SocketServer.StartAsync(options: o => o.ConnectionStateRecovery = new ConnectionStateRecoveryOptions());
        await using var client = await server.OpenAsync();
        await client.SendAsync(connect);
        (await client.ReceiveAsync()).ShouldStartWith("40{\"sid\":\"");
    }

    [Fact]
    public async Task Names_on_demand_are_bounded_in_length_and_number()
    {
        await using var server = await SocketServer.StartAsync(options: o => o.MaxChildNamespaces = 2);
        server.IO.Of(Anything());
        await using var client = await server.ConnectAsync("/x-1");
        await client.SendAsync("40/x-2,");
        (await client.ReceiveAsync()).ShouldStartWith("40/x-2,");
        await client.SendAsync("40/x-3,");
        (await client.ReceiveAsync()).ShouldBe("44/x-3,{\"message\":\"Invalid namespace\"}");
        await client.SendAsync($"40/x-?{new string('y', 300)},");
        (await client.ReceiveAsync()).ShouldBe("closed");
    }

    [Fact]
    public async Task A_name_that_nobody_was_let_into_is_forgotten()
    {
        await using var server = await SocketServer.StartAsync();
        var parent = server.IO.Of(Anything());
        parent.Use((_, _) => throw new ConnectRefusedException("no"));
        await using var client = await server.OpenAsync();
        await client.SendAsync("40/x-1,");
        (await client.ReceiveAsync()).ShouldStartWith("44/x-1,");
        await client.SendAsync("40/none,");
        (await client.ReceiveAsync()).ShouldStartWith("44/none,");
        parent.Children.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stranger_parks_no_attachments()
    {
        await using var server = await SocketServer.StartAsync();
        await using var client = await server.OpenAsync();
        await client.SendAsync("4510-[\"x\"]");
        (await client.ReceiveAsync()).ShouldBe("closed");
    }

    [Fact]
    public async Task Going_on_twice_accepts_once()
    {
        await using var server = await SocketServer.StartAsync();
        server.IO.Use(async (context, next) =>
        {
            await next(context);
            await next(context);
        });
        await using var client = await server.ConnectAsync();
        await client.SendAsync("40/none,");
        (await client.ReceiveAsync()).ShouldStartWith("44/none,");
        server.IO.Of("/").SocketCount.ShouldBe(1);
    }

    [Fact]
    public async Task The_users_state_on_a_connection_is_his_own()
    {
        await using var server = await SocketServer.StartAsync();
        server.IO.On("connection", (Socket socket) =>
        {
            socket.Connection.State = "mine";
            socket.On("state", () => (string)socket.Connection.State!);
        });
        await using var client = await server.ConnectAsync();
        await client.SendAsync("420[\"state\"]");
        (await client.ReceiveAsync()).ShouldBe("430[\"mine\"]");
    }

    [Fact]
    public async Task A_stopping_server_waits_for_what_its_clients_had_sent()
    {
        var gate = new TaskCompletionSource();
        await using var server = await SocketServer.StartAsync(io => io.AddHandlers<Slow>(), services: services => services.AddSingleton(gate));
        var slow = server.Services.GetRequiredService<Slow>();
        await using var client = await server.ConnectAsync();
        await client.SendAsync("42[\"wait\"]");
        await slow.Waiting.Task;
        var closing = server.IO.CloseAsync();
        closing.IsCompleted.ShouldBeFalse();
        gate.SetResult();
        await closing;
        slow.Disconnected.ShouldBeTrue();
    }

    [GeneratedRegex("^/x-")]
    private static partial Regex Anything();

    public sealed class Undisposable : IDisposable
    {
        public int Value => 1;

        public void Dispose() => throw new InvalidOperationException("on purpose");
    }

    public sealed class ServesBadly(Undisposable resource)
    {
        [On("use")]
        public int Use() => resource.Value;
    }

    public sealed class Slow(TaskCompletionSource gate)
    {
        public TaskCompletionSource Waiting { get; } = new();

        public bool Disconnected { get; private set; }

        [On("wait")]
        public Task Wait()
        {
            Waiting.TrySetResult();
            return gate.Task;
        }

        [On("length")]
        public int Length(string text) => text.Length;

        [On("disconnect")]
        public void Disconnect() => Disconnected = true;
    }

    public sealed class AsksAll
    {
        [On("ask")]
        public async Task<int> Ask(Socket socket) => (await socket.Namespace.Operator.EmitWithAckAsync<string>("question")).Responses.Count;

        [On("noise")]
        public void Noise()
        {
        }
    }

    public sealed class SentAway
    {
        public Socket? Socket { get; private set; }

        public TaskCompletionSource Gone { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Late { get; private set; }

        [On("ask")]
        public async Task Ask(Socket socket)
        {
            Socket = socket;
            await Should.ThrowAsync<SocketDisconnectedException>(() => socket.EmitWithAckAsync<string>("question"));
        }

        [On("late")]
        public void TooLate() => Late++;

        [On("disconnect")]
        public void Disconnected() => Gone.SetResult();
    }

    private sealed class HeaderHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
            Task.FromResult(Request.Headers.Authorization.ToString() == "Bearer " + Scheme.Name
                ? AuthenticateResult.Success(new AuthenticationTicket(
                    new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, Scheme.Name)], Scheme.Name)), Scheme.Name))
                : AuthenticateResult.NoResult());
    }
}
