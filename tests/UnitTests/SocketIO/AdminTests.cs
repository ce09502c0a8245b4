using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SocketIoCompat.Admin;
using SocketIoCompat.UnitTests.Support;

namespace SocketIoCompat.UnitTests.SocketIO;

public sealed class AdminTests
{
    private const string Password = "correct horse battery";
    private const string Credential = """{"username":"admin","password":"correct horse battery"}""";

    [Theory]
    [InlineData("/admin")]
    [InlineData("/status")]
    public async Task Nobody_gets_in_with_what_is_no_credential(string nsp)
    {
        await using var server = await StartAsync();

        foreach (var auth in (string[])["", "{}", """{"username":"admin"}""", """{"username":{},"password":[]}""", """{"username":"admin","password":null}""",
            """{"username":"adminc","password":"orrect horse battery"}""", """{"sessionId":""}""", """{"sessionId":{"a":1}}""", """{"username":"\ud800","password":"x"}"""])
            (await ConnectAsync(server, nsp, auth)).ShouldBe($$"""44{{nsp}},{"message":"invalid credentials"}""");
    }

    [Theory]
    [InlineData("/admin")]
    [InlineData("/status")]
    public async Task Without_a_credential_there_is_nothing(string nsp)
    {
        await using var server = await SocketServer.StartAsync();

        (await ConnectAsync(server, nsp, Credential)).ShouldBe($$"""44{{nsp}},{"message":"Invalid namespace"}""");
        var internals = server.Services.GetRequiredKeyedService<SocketIOServer>(Options.DefaultName);
        internals.SocketConnected.ShouldBeNull();
        internals.Engine.Upgraded.ShouldBeNull();
    }

    [Fact]
    public async Task Guessing_is_slow_and_does_not_keep_out_who_has_a_session()
    {
        await using var server = await StartAsync(admin => admin.AttemptsPerMinute = 2);
        await using var operatorSocket = await server.ConnectAsync("/admin", Credential);
        var session = (await operatorSocket.ReceiveAsync())["42/admin,[\"session\",\"".Length..^2];

        (await ConnectAsync(server, "/admin", """{"username":"admin","password":"guess"}""")).ShouldContain("invalid credentials");
        (await ConnectAsync(server, "/admin", Credential)).ShouldContain("too many attempts");
        (await ConnectAsync(server, "/status", Credential)).ShouldContain("too many attempts");
        (await ConnectAsync(server, "/admin", $$"""{"sessionId":"{{session}}"}""")).ShouldStartWith("40/admin,");
    }

    [Fact]
    public void A_session_lasts_its_time_and_is_worth_nothing_changed_or_elsewhere()
    {
        var time = new ManualTimeProvider();
        using var credential = new AdminCredential(new AdminOptions { Username = "admin", Password = Password }, time);
        using var sibling = new AdminCredential(new AdminOptions { Username = "admin", Password = Password }, time);
        using var stranger = new AdminCredential(new AdminOptions { Username = "admin", Password = Password + "!" }, time);
        var session = credential.IssueSession();

        credential.IsSession(session).ShouldBeTrue();
        sibling.IsSession(session).ShouldBeTrue("servers with one credential are one cluster");
        stranger.IsSession(session).ShouldBeFalse("a new password ends all sessions");
        for (var i = 0; i < session.Length - 1; i++)
            credential.IsSession(session[..i] + (session[i] == 'A' ? 'B' : 'A') + session[(i + 1)..]).ShouldBeFalse();
        time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        credential.IsSession(session).ShouldBeTrue();
        time.Advance(TimeSpan.FromSeconds(1));
        credential.IsSession(session).ShouldBeFalse();
    }

    [Theory]
    [InlineData("admin", "short", false)]
    [InlineData("admin", "", false)]
    [InlineData("", Password, false)]
    [InlineData("admin", Password, true)]
    public void A_credential_that_could_be_guessed_is_refused_at_start(string username, string password, bool accepted)
    {
        using var services = new ServiceCollection().BuildServiceProvider();

        new AdminOptionsValidator(services).Validate(null, new AdminOptions { Username = username, Password = password }).Succeeded.ShouldBe(accepted);
    }

    [Fact]
    public async Task The_status_feed_tells_once_a_second_and_rests_while_nobody_watches()
    {
        var time = new ManualTimeProvider();
        await using var server = await StartAsync(services: services => services.AddSingleton<TimeProvider>(time), builder: builder =>
            builder.AddNamespace("/", nsp => nsp.OnConnection(socket =>
            {
                socket.On("echo", (string text) => text);
                return socket.JoinAsync("lobby").AsTask();
            })));
        await using var client = await server.ConnectAsync();
        var idle = time.ArmedTimers;
        var operatorSocket = await server.ConnectAsync("/status", Credential);
        (await operatorSocket.ReceiveAsync()).ShouldStartWith("42/status,[\"session\",");
        Read(await operatorSocket.ReceiveAsync(), "hello").GetProperty("adapter").GetString().ShouldBe("memory");

        var first = Read(await operatorSocket.ReceiveAsync(), "status");
        first.GetProperty("connections").ToString().ShouldBe("""{"total":2,"websocket":2,"polling":0,"legacy":0}""");
        first.GetProperty("sockets").GetInt32().ShouldBe(2);
        first.GetProperty("rooms").GetInt32().ShouldBe(1);
        first.GetProperty("servers").GetInt32().ShouldBe(1);
        await client.SendAsync("""420["echo","hello"]""");
        (await client.ReceiveAsync()).ShouldBe("""430["hello"]""");
        await WaitForAsync(() => time.ArmedTimers > idle);
        time.Advance(TimeSpan.FromSeconds(1));

        var rates = Read(await operatorSocket.ReceiveAsync(), "status").GetProperty("perSecond");
        rates.GetProperty("eventsIn").GetDouble().ShouldBe(1);
        rates.GetProperty("bytesIn").GetDouble().ShouldBe("""20["echo","hello"]""".Length);

        await operatorSocket.DisposeAsync();
        await WaitForAsync(() => server.IO.Of("/status").SocketCount == 0);
        time.Advance(TimeSpan.FromSeconds(1));
        await WaitForAsync(() => time.ArmedTimers <= idle);
    }

    [Fact]
    public async Task A_second_operator_is_told_as_the_first_is()
    {
        await using var server = await StartAsync();
        await using var first = await server.ConnectAsync("/status", Credential);
        await first.ReceiveAsync();
        Read(await first.ReceiveAsync(), "hello");
        Read(await first.ReceiveAsync(), "status");
        await using var second = await server.ConnectAsync("/status", Credential);
        await second.ReceiveAsync();
        Read(await second.ReceiveAsync(), "hello");

        Read(await second.ReceiveAsync(), "status").GetProperty("sockets").GetInt32().ShouldBe(2);
        Read(await first.ReceiveAsync(), "status");
    }

    private static Task<SocketServer> StartAsync(
        Action<AdminOptions>? admin = null, Action<IServiceCollection>? services = null, Action<SocketIOBuilder>? builder = null) =>
        SocketServer.StartAsync(
            socketIO =>
            {
                socketIO.AddAdmin(options =>
                {
                    options.Username = "admin";
                    options.Password = Password;
                    admin?.Invoke(options);
                });
                builder?.Invoke(socketIO);
            },
            services: services);

    private static async Task<string> ConnectAsync(SocketServer server, string nsp, string auth)
    {
        await using var client = await server.OpenAsync();
        await client.SendAsync($"40{nsp},{auth}");
        return await client.ReceiveAsync();
    }

    private static JsonElement Read(string packet, string name)
    {
        packet.ShouldStartWith($"42/status,[\"{name}\",");
        return JsonDocument.Parse(packet["42/status,".Length..]).RootElement[1];
    }

    private static async Task WaitForAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        while (!condition())
            await Task.Delay(10, patience.Token);
    }
}
