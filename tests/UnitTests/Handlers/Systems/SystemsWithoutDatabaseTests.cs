using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using SocketIoCompat.ContractTests.Support;
using SocketIoCompat.Handlers.Authentication.Tokens;
using SocketIoCompat.Server;
using SocketIoCompat.UnitTests.Handlers.Authentication.Tokens;
using SocketIoCompat.UnitTests.Handlers.Support;
using SocketIoCompat.UnitTests.Support;

namespace SocketIoCompat.UnitTests.Handlers.Systems;

/// <summary>PostgreSQL is ended in the midst of it, and started again.</summary>
public sealed class SystemsWithoutPostgresTests : SystemsWithoutDatabaseTests
{
    private PostgresInstance? _postgres;

    protected override bool AreReadsGone => true;

    protected override async Task<string> OpenAsync()
    {
        _postgres = await PostgresInstance.StartAsync();
        return await _postgres.CreateDatabaseAsync();
    }

    protected override Task GoAsync() => _postgres!.StopAsync();

    protected override Task ComeBackAsync() => _postgres!.StartAgainAsync();

    protected override ValueTask CloseAsync() => _postgres!.DisposeAsync();
}

/// <summary>Another program holds the lock of the SQLite file: everything can be read and nothing written.</summary>
public sealed class SystemsOnLockedSqliteTests : SystemsWithoutDatabaseTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("locked-").FullName;
    private SqliteConnection? _lock;

    private string File => Path.Combine(_folder, "test.db");

    protected override bool AreReadsGone => false;

    protected override Task<string> OpenAsync() => Task.FromResult($"sqlite:{File}");

    protected override async Task GoAsync()
    {
        _lock = new SqliteConnection($"Data Source={File};Pooling=False");
        await _lock.OpenAsync();
        await using var command = _lock.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        await command.ExecuteNonQueryAsync();
    }

    protected override async Task ComeBackAsync() => await _lock!.DisposeAsync();

    protected override ValueTask CloseAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>
/// Each system while its database takes nothing: what is not stored is told to nobody and acknowledged to nobody, what needs no database
/// goes on, and when the database is back all is as before, with nobody's help.
/// </summary>
public abstract class SystemsWithoutDatabaseTests : IAsyncLifetime
{
    private const string Secret = "a secret that has thirty-two bytes";

    private WebApplication _app = null!;
    private HttpClient _http = null!;

    protected abstract bool AreReadsGone { get; }

    protected abstract Task<string> OpenAsync();

    protected abstract Task GoAsync();

    protected abstract Task ComeBackAsync();

    protected abstract ValueTask CloseAsync();

    public async ValueTask InitializeAsync()
    {
        _app = await ServerApplication.BuildAsync(
        [
            "--environment", "Development", "--PORTS", "0", "--DATABASE_URL", await OpenAsync(), "--JWT_SECRET", Secret, "--COOKIE_SECRET", Secret,
            "--Database:LockTimeout", "00:00:00.1", "--Serilog:MinimumLevel:Default", "Fatal",
        ]);
        await _app.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await CloseAsync();
    }

    [Fact]
    public async Task Support_sessions()
    {
        await using var customer = await SupportAsync("alice", "customer");
        await using var agent = await SupportAsync("bob", "support_agent");
        await customer.ReceiveAsync("user-joined");
        await agent.SendAsync("""42["chat-message",{"text":"before"}]""");
        await customer.ReceiveAsync("chat-message", "before");

        await GoAsync();
        await agent.SendAsync("""42["chat-message",{"text":"lost"}]""");
        await agent.SendAsync("""42["rtc-signal",{"type":"offer"},"s"]""");
        (await customer.ReceiveAsync()).ShouldStartWith("42[\"rtc-signal\"");
        var cookie = SupportCookie("alice", "customer");
        var booking = new { category = "general", subject = "s", description = "d", date = "2099-01-02T00:00:00.000Z", time = "10:30" };
        (await SendAsync(HttpMethod.Post, "/api/sessions", booking, cookie: cookie)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        if (AreReadsGone)
        {
            (await RefusedAsync(cookie)).ShouldBe("44{\"message\":\"Service unavailable\"}");
            (await SendAsync(HttpMethod.Get, "/api/sessions/s", cookie: cookie)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        await RecoverAsync();
        await agent.SendAsync("""42["chat-message",{"text":"after"}]""");
        (await customer.ReceiveAsync()).ShouldContain("\"after\"");
        var (status, body) = await SendAsync(HttpMethod.Get, "/api/sessions/s", cookie: cookie);
        status.ShouldBe(HttpStatusCode.OK);
        body.GetProperty("session").GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("message").GetString())
            .ShouldBe(["before", "after"]);
        (await SendAsync(HttpMethod.Get, "/api/sessions/all", cookie: cookie)).Body.GetProperty("total").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task User_calls()
    {
        await using var alice = await ConnectAsync("", $$"""{"token":"{{Token("alice")}}"}""");
        await using var bob = await ConnectAsync("", $$"""{"token":"{{Token("bob")}}"}""");

        await GoAsync();
        await alice.SendAsync("""42["webrtc:call",{"to":"bob"}]""");
        await alice.SendAsync("""42["webrtc:offer",{"to":"bob","sdp":"v=0"}]""");
        (await bob.ReceiveAsync()).ShouldBe("42[\"webrtc:offer\",{\"from\":\"alice\",\"sdp\":\"v=0\"}]");
        var (status, body) = await SendAsync(HttpMethod.Post, "/api/video/calls", new { }, Token("alice"));
        (status, body.GetProperty("success").GetBoolean()).ShouldBe((HttpStatusCode.ServiceUnavailable, false));

        await RecoverAsync();
        await alice.SendAsync("""42["webrtc:call",{"to":"bob"}]""");
        var rings = await bob.ReceiveAsync();
        rings.ShouldStartWith("42[\"webrtc:incoming-call\"");
        var callId = JsonElement.Parse(rings[2..])[1].GetProperty("callId").GetString();
        (status, body) = await SendAsync(HttpMethod.Get, $"/api/video/calls/{callId}", token: Token("bob"));
        (status, body.GetProperty("data").GetProperty("status").GetString()).ShouldBe((HttpStatusCode.OK, "pending"));
        await bob.SendAsync($$"""42["webrtc:end-call",{"to":"alice","callId":"{{callId}}"}]""");
        (await alice.ReceiveAsync()).ShouldStartWith("42[\"webrtc:end-call\"");
    }

    [Fact]
    public async Task Project_chat()
    {
        await using var alice = await PageAsync("alice");
        await using var bob = await PageAsync("bob");
        (await SayAsync("before")).Status.ShouldBe(HttpStatusCode.Created);
        (await UntilAsync(bob, "message:new")).Last().ShouldContain("\"before\"");

        await GoAsync();
        var (status, body) = await SayAsync("lost");
        (status, body.GetProperty("error").GetProperty("code").GetString()).ShouldBe((HttpStatusCode.ServiceUnavailable, "UNAVAILABLE"));
        await bob.SendAsync("""{"event":"ping","data":{"timestamp":1}}""");
        (await UntilAsync(bob, "\"pong\"")).ShouldNotContain(frame => frame.Contains("message:new", StringComparison.Ordinal));
        if (AreReadsGone)
        {
            using var page = new ClientWebSocket();
            await page.ConnectAsync(PageAddress("carol"), TestContext.Current.CancellationToken);
            (await page.ReceiveAsync(new byte[128], TestContext.Current.CancellationToken)).MessageType.ShouldBe(WebSocketMessageType.Close);
            ((int?)page.CloseStatus, page.CloseStatusDescription).ShouldBe((1011, "Internal server error"));
        }

        await RecoverAsync();
        (await SayAsync("after")).Status.ShouldBe(HttpStatusCode.Created);
        var told = await UntilAsync(bob, "message:new");
        told.Last().ShouldContain("\"after\"");
        (_, body) = await SendAsync(HttpMethod.Get, "/api/messages?project_id=p", token: Token("bob"));
        body.GetProperty("data").EnumerateArray().Select(m => m.GetProperty("content").GetString()).ShouldBe(["before", "after"]);

        Task<(HttpStatusCode Status, JsonElement Body)> SayAsync(string content) =>
            SendAsync(HttpMethod.Post, "/api/messages", new { project_id = "p", content }, Token("alice"));
    }

    [Fact]
    public async Task Classroom()
    {
        await using var tutor = await ConnectAsync("", """{"token":"{\"userId\":\"t\",\"email\":\"t@x.y\",\"tier\":2}"}""");
        await using var student = await ConnectAsync("", """{"token":"{\"userId\":\"s\",\"email\":\"s@x.y\",\"tier\":1}"}""");
        foreach (var client in new[] { tutor, student })
            await client.SendAsync("""42["session:join",{"sessionId":"l"}]""");
        foreach (var client in new[] { tutor, student })
            await client.ReceiveAsync("session:state", "\"active\"");

        await GoAsync();
        await tutor.SendAsync("""42["chat:send",{"sessionId":"l","text":"lost"}]""");
        (await tutor.ReceiveAsync("chat:message")).ShouldContain("\"id\":\"error\"");
        await tutor.SendAsync("""42["webrtc:offer",{"offer":{"sdp":"o"},"to":"s"}]""");
        (await student.ReceiveUntilAsync("webrtc:offer")).ShouldNotContain(packet => packet.Contains("chat:message", StringComparison.Ordinal));

        await RecoverAsync();
        await tutor.SendAsync("""42["chat:send",{"sessionId":"l","text":"after"}]""");
        (await student.ReceiveAsync("chat:message")).ShouldContain("after");
        await student.SendAsync("""42["chat:request-history",{"sessionId":"l"}]""");
        (await student.ReceiveAsync("chat:history")).ShouldNotContain("lost");
    }

    private static string Token(string userId) =>
        TokenVectors.Sign($$"""{"id":"{{userId}}","email":"{{userId}}@x.io","exp":4102444800}""", secret: Secret);

    private static string SupportCookie(string id, string role)
    {
        var token = TokenVectors.Sign($$"""{"_id":"{{id}}","name":"{{id}}","role":"{{role}}","exp":4102444800}""", secret: Secret);
        return $"supportly_auth_token={new SignedCookie(new TokenOptions { CookieSecret = Secret }).Sign(token)}";
    }

    private Task<RawClient> SupportAsync(string id, string role) => ConnectAsync("&sessionId=s", "", SupportCookie(id, role));

    private async Task<RawClient> OpenAsync(string query, string auth, string? cookie)
    {
        var client = await RawClient.OpenAsync(
            new Uri($"ws://{_http.BaseAddress!.Authority}/socket.io/?EIO=4&transport=websocket{query}"), cookie);
        await client.ReceiveAsync();
        await client.SendAsync($"40{auth}");
        return client;
    }

    private async Task<RawClient> ConnectAsync(string query, string auth, string? cookie = null)
    {
        var client = await OpenAsync(query, auth, cookie);
        (await client.ReceiveAsync()).ShouldStartWith("40{");
        return client;
    }

    private async Task<string> RefusedAsync(string cookie)
    {
        await using var client = await OpenAsync("&sessionId=s", "", cookie);
        return await client.ReceiveAsync();
    }

    private Uri PageAddress(string userId) => new($"ws://{_http.BaseAddress!.Authority}/ws?token={Token(userId)}&project_id=p");

    private async Task<RawClient> PageAsync(string userId)
    {
        var page = await RawClient.OpenAsync(PageAddress(userId));
        await UntilAsync(page, "presence:change");
        return page;
    }

    private static async Task<List<string>> UntilAsync(RawClient page, string text)
    {
        var frames = new List<string>();
        while (frames.Count == 0 || !frames[^1].Contains(text, StringComparison.Ordinal))
        {
            frames.Add(await page.ReceiveAsync());
            frames[^1].ShouldNotBe("closed");
        }

        return frames;
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(
        HttpMethod method, string path, object? content = null, string? token = null, string? cookie = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content is null ? null : JsonContent.Create(content) };
        if (token is not null)
            request.Headers.Add("Authorization", $"Bearer {token}");
        if (cookie is not null)
            request.Headers.Add("Cookie", cookie);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));
    }

    private async Task RecoverAsync()
    {
        await ComeBackAsync();
        while ((await _http.GetAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode != HttpStatusCode.OK)
            await Task.Delay(50, TestContext.Current.CancellationToken); // an answer is good for a second
    }
}
