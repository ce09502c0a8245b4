using System.Net;
using System.Text.Json;
using Shouldly;
using SocketIoCompat.Engine;
using Xunit;

namespace SocketIoCompat.UnitTests.Engine;

public sealed class HandshakeTests
{
    [Fact]
    public async Task Polling_handshake_holds_the_open_packet_and_the_references_headers()
    {
        await using var host = await EngineHost.StartAsync();
        using var response = await host.Http.GetAsync(EngineHost.Query("polling"));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; charset=UTF-8");
        response.Headers.CacheControl!.ToString().ShouldBe("no-store");
        response.Headers.Contains("Set-Cookie").ShouldBeFalse();
        var body = await response.Content.ReadAsStringAsync();
        response.Content.Headers.ContentLength.ShouldBe(body.Length);
        var sid = JsonDocument.Parse(body.AsMemory(1)).RootElement.GetProperty("sid").GetString()!;
        sid.Length.ShouldBe(20);
        body.ShouldBe($$"""0{"sid":"{{sid}}","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}""");
        (await host.Handler.NextAsync()).ShouldBe("opened");
    }

    [Fact]
    public async Task Websocket_handshake_sends_the_open_packet_without_upgrades()
    {
        await using var host = await EngineHost.StartAsync();
        using var socket = await host.ConnectAsync();

        var open = await socket.ReadTextAsync();

        open.ShouldContain("\"upgrades\":[],\"pingInterval\":25000");
        socket.Head.ShouldContain("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
    }

    [Fact]
    public async Task What_the_handler_sends_at_once_follows_the_open_packet()
    {
        var handler = new RecordingHandler { Opened = session => session.Send("hello"u8) };
        await using var host = await EngineHost.StartAsync(handler, options => options.InitialPacket = "initial");
        using var socket = await host.ConnectAsync();

        await socket.ReadOpenAsync();
        (await socket.ReadTextAsync()).ShouldBe("4initial");
        (await socket.ReadTextAsync()).ShouldBe("4hello");

        var opening = await host.Http.GetStringAsync(EngineHost.Query("polling"));
        opening.ShouldEndWith("\u001e4initial");
        var sid = JsonDocument.Parse(opening.Split('\u001e')[0].AsMemory(1)).RootElement.GetProperty("sid").GetString()!;
        (await host.Http.GetStringAsync(EngineHost.Query("polling", sid))).ShouldBe("4hello");
    }

    [Fact]
    public async Task The_handshake_outlives_its_request()
    {
        await using var host = await EngineHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, EngineHost.Query("polling", extra: "&token=x&token=y"));
        request.Headers.Add("X-Custom", "value");
        request.Headers.Add("Origin", "http://elsewhere.example");
        using var response = await host.Http.SendAsync(request);

        var handshake = (await host.Handler.NextSessionAsync()).Handshake;

        handshake.Headers["X-Custom"].ToString().ShouldBe("value");
        handshake.Query["token"][^1].ShouldBe("y");
        handshake.Url.ShouldBe(EngineHost.Query("polling", extra: "&token=x&token=y"));
        handshake.Address.ShouldBe("127.0.0.1");
        handshake.IsSecure.ShouldBeFalse();
        handshake.IsCrossDomain.ShouldBeTrue();
        handshake.Host.ShouldBe($"127.0.0.1:{host.Port}");
    }

    [Fact]
    public async Task Cookie_is_set_by_the_polling_handshake_only()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.Cookie = EngineCookie.CreateDefault());
        using var opening = await host.Http.GetAsync(EngineHost.Query("polling"));
        var sid = (await host.Handler.NextSessionAsync()).Id;

        opening.Headers.GetValues("Set-Cookie").ShouldBe([$"io={sid}; Path=/; HttpOnly; SameSite=Lax"]);
        using var post = await host.PostAsync(sid, "4x");
        post.Headers.Contains("Set-Cookie").ShouldBeFalse();
        using var socket = await host.ConnectAsync();
        socket.Head.ShouldNotContain("Set-Cookie", Case.Insensitive);
    }

    [Fact]
    public async Task A_custom_id_is_used_and_must_be_free()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.GenerateId = _ => "mine");
        (await host.OpenPollingAsync()).ShouldBe("mine");

        using var second = await host.Http.GetAsync(EngineHost.Query("polling"));

        second.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await second.Content.ReadAsStringAsync()).ShouldBe("""{"code":3,"message":"Bad request"}""");
    }

    [Fact]
    public async Task Sessions_are_bounded_in_all_and_before_admission()
    {
        await using var host = await EngineHost.StartAsync(
            configure: options => (options.MaxSessions, options.MaxSessionsNotAdmitted) = (2, 1), admitOnOpen: false);
        var first = await host.OpenPollingAsync();

        await ShouldBeFullAsync(host);
        host.Session(first).Admit();
        await host.OpenPollingAsync();
        await ShouldBeFullAsync(host);
        using (var socket = await RawWebSocket.RequestAsync(host.Port, EngineHost.Query("websocket")))
            socket.Head.ShouldStartWith("HTTP/1.1 503");
        host.Session(first).Abort();
        host.Server.SessionCount.ShouldBe(1);
    }

    [Fact]
    public async Task The_last_of_duplicate_keys_counts_and_other_keys_do_not_matter()
    {
        await using var host = await EngineHost.StartAsync();
        var body = await host.Http.GetStringAsync("/engine.io/?EIO=3&transport=websocket&t=abc&EIO=4&transport=polling&x");
        body.ShouldStartWith("0{");
        (await host.Http.GetStringAsync("/engine.io/any/thing?EIO=4&transport=polling")).ShouldStartWith("0{");
    }

    private static async Task ShouldBeFullAsync(EngineHost host)
    {
        using var response = await host.Http.GetAsync(EngineHost.Query("polling"));
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }
}
