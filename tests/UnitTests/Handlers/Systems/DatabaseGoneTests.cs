using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using NSubstitute.ExceptionExtensions;
using SocketIoCompat.Handlers.Authentication.Tokens;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.SupportSessions;
using SocketIoCompat.Handlers.Systems;
using SocketIoCompat.Handlers.UserCalls;
using SocketIoCompat.Handlers.Users;
using SocketIoCompat.UnitTests.Handlers.Authentication.Tokens;
using SocketIoCompat.UnitTests.Handlers.Support;
using SocketIoCompat.UnitTests.Support;

namespace SocketIoCompat.UnitTests.Handlers.Systems;

/// <summary>What is not stored is told to nobody, and the connections live.</summary>
public sealed class DatabaseGoneTests
{
    private const string Secret = "a secret that has thirty-two bytes";

    private readonly ISupportStore _sessions = Substitute.For<ISupportStore>();
    private readonly ICallStore _calls = Substitute.For<ICallStore>();
    private readonly IUserStore _users = Substitute.For<IUserStore>();

    private Task<SocketServer> StartAsync() => SocketServer.StartAsync(
        io => io
            .AddSupportSessionHandlers(SystemPlacement.Everywhere(SystemNames.SupportSessions))
            .AddUserCallHandlers(SystemPlacement.Everywhere(SystemNames.UserCalls)),
        services: services =>
        {
            services.AddSingleton(_sessions).AddSingleton(_calls).AddSingleton(_users).AddSingleton(Substitute.For<IDatabase>());
            services.PostConfigureAll<TokenOptions>(tokens => (tokens.JwtSecret, tokens.CookieSecret) = (Secret, Secret));
            var configuration = new ConfigurationBuilder().Build();
            services.AddSupportSessions(configuration).AddUserCalls(configuration);
        });

    private static string Token(string id) => TokenVectors.Sign($$"""{"_id":"{{id}}","name":"{{id}}"}""", secret: Secret);

    private static async Task<RawClient> ParticipantAsync(SocketServer server, string id)
    {
        var cookie = new SignedCookie(new TokenOptions { CookieSecret = Secret }).Sign(Token(id));
        var client = await RawClient.OpenAsync(
            new Uri($"ws://{server.Address.Authority}/socket.io/?EIO=4&transport=websocket&sessionId=s"), $"supportly_auth_token={cookie}");
        await client.ReceiveAsync();
        await client.SendAsync("40");
        (await client.ReceiveAsync()).ShouldStartWith("40{");
        return client;
    }

    [Fact]
    public async Task A_chat_message_that_is_not_stored_reaches_nobody_and_an_end_reaches_everybody()
    {
        _users.FindByIdAsync(Arg.Any<string>()).Returns(call => new User { Id = call.Arg<string>(), Name = call.Arg<string>(), Role = SupportRole.Agent });
        _sessions.FindAsync("s").Returns(new SupportSession { SessionId = "s", ObjectId = "o", CustomerId = "customer", AgentIds = ["agent"] });
        _sessions.AppendAsync("s", Arg.Any<SupportEntry>()).ThrowsAsync(new DatabaseBusyException());
        _sessions.EndAsync("s", Arg.Any<string>()).ThrowsAsync(new DatabaseBusyException());
        await using var server = await StartAsync();
        await using var customer = await ParticipantAsync(server, "customer");
        await using var agent = await ParticipantAsync(server, "agent");
        (await customer.ReceiveAsync()).ShouldStartWith("42[\"user-joined\"");

        await agent.SendAsync("42[\"chat-message\",{\"text\":\"lost\"}]");
        await agent.SendAsync("42[\"rtc-signal\",{\"type\":\"offer\"}]");
        (await customer.ReceiveAsync()).ShouldStartWith("42[\"rtc-signal\"");
        await agent.SendAsync("42[\"end-call\"]");
        (await customer.ReceiveAsync()).ShouldStartWith("42[\"user-left\"");
        await _sessions.Received(1).EndAsync("s", "agent");
    }

    [Fact]
    public async Task An_end_that_takes_the_database_long_keeps_nobody_in_the_call()
    {
        var stored = new TaskCompletionSource();
        _users.FindByIdAsync(Arg.Any<string>()).Returns(call => new User { Id = call.Arg<string>(), Name = call.Arg<string>(), Role = SupportRole.Agent });
        _sessions.FindAsync("s").Returns(new SupportSession { SessionId = "s", ObjectId = "o", CustomerId = "customer", AgentIds = ["agent"] });
        _sessions.EndAsync("s", Arg.Any<string>()).Returns(stored.Task);
        await using var server = await StartAsync();
        await using var customer = await ParticipantAsync(server, "customer");
        await using var agent = await ParticipantAsync(server, "agent");
        await customer.ReceiveAsync("user-joined");

        await agent.SendAsync("42[\"end-call\"]");

        await customer.ReceiveAsync("user-left");
        (await agent.ReceiveAsync()).ShouldBe("41");
        stored.SetResult();
    }

    [Fact]
    public async Task A_connection_that_nobody_can_check_is_refused()
    {
        _users.FindByIdAsync(Arg.Any<string>()).ThrowsAsync(new DatabaseBusyException());
        await using var server = await StartAsync();
        var cookie = new SignedCookie(new TokenOptions { CookieSecret = Secret }).Sign(Token("customer"));
        await using var client = await RawClient.OpenAsync(
            new Uri($"ws://{server.Address.Authority}/socket.io/?EIO=4&transport=websocket&sessionId=s"), $"supportly_auth_token={cookie}");
        await client.ReceiveAsync();
        await client.SendAsync("40");
        (await client.ReceiveAsync()).ShouldBe("44{\"message\":\"Service unavailable\"}");
    }

    [Fact]
    public async Task A_call_without_its_record_does_not_ring()
    {
        _calls.CreateAsync(Arg.Any<VideoCall>()).ThrowsAsync(new DatabaseBusyException());
        await using var server = await StartAsync();
        await using var caller = await server.ConnectAsync(auth: $$"""{"token":"{{Token("alice")}}"}""");
        await using var callee = await server.ConnectAsync(auth: $$"""{"token":"{{Token("bob")}}"}""");

        await caller.SendAsync("42[\"webrtc:call\",{\"to\":\"bob\"}]");
        await caller.SendAsync("42[\"webrtc:offer\",{\"to\":\"bob\",\"sdp\":\"v=0\"}]");
        (await callee.ReceiveAsync()).ShouldBe("42[\"webrtc:offer\",{\"from\":\"alice\",\"sdp\":\"v=0\"}]");
    }
}
