using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using SocketIoCompat.Engine;
using Xunit;

namespace SocketIoCompat.UnitTests.Engine;

public sealed class ErrorTests
{
    public static TheoryData<string, string, int, string, string?> HttpErrors => new()
    {
        { "GET", "EIO=4", 0, "Transport unknown", null },
        { "GET", "EIO=4&transport=carrier-pigeon", 0, "Transport unknown", null },
        { "GET", "EIO=4&transport=webtransport", 0, "Transport unknown", null },
        { "GET", "EIO=4&transport=Polling", 0, "Transport unknown", null },
        { "GET", "EIO=4&transport=polling&sid=unknown", 1, "Session ID unknown", null },
        { "POST", "EIO=4&transport=polling&sid=unknown", 1, "Session ID unknown", null },
        { "POST", "EIO=4&transport=polling", 2, "Bad handshake method", null },
        { "OPTIONS", "EIO=4&transport=polling", 2, "Bad handshake method", null },
        { "PUT", "EIO=4&transport=polling", 2, "Bad handshake method", null },
        { "GET", "EIO=4&transport=websocket", 3, "Bad request", "TRANSPORT_HANDSHAKE_ERROR" },
        { "GET", "EIO=3&transport=polling", 5, "Unsupported protocol version", null },
        { "GET", "EIO=5&transport=polling", 5, "Unsupported protocol version", null },
        { "GET", "transport=polling", 5, "Unsupported protocol version", null },
        // The order decides.
        { "POST", "EIO=3&transport=polling", 2, "Bad handshake method", null },
        { "POST", "EIO=3&transport=x&sid=unknown", 0, "Transport unknown", null },
    };

    [Theory]
    [MemberData(nameof(HttpErrors))]
    public async Task Requests_are_refused_with_code_and_message(string method, string query, int code, string message, string? context)
    {
        await using var host = await EngineHost.StartAsync();
        EngineConnectionError? seen = null;
        host.Server.Options.OnConnectionError = error => seen = error with { Request = null! };

        using var response = await host.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/engine.io/?" + query));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.ToString().ShouldBe("application/json");
        (await response.Content.ReadAsStringAsync()).ShouldBe($$"""{"code":{{code}},"message":"{{message}}"}""");
        seen.ShouldBe(new EngineConnectionError(null!, code, message, context));
        host.Handler.TryNext(out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("EIO=4", "Transport unknown")]
    [InlineData("EIO=4&transport=websocket&sid=unknown", "Session ID unknown")]
    [InlineData("EIO=3&transport=websocket", "Unsupported protocol version")]
    public async Task Websockets_are_refused_with_400_and_the_bare_message(string query, string message)
    {
        await using var host = await EngineHost.StartAsync();
        using var socket = await RawWebSocket.RequestAsync(host.Port, "/engine.io/?" + query);
        socket.Head.ShouldStartWith("HTTP/1.1 400 Bad Request\r\n");
        socket.Head.ShouldContain("Connection: close\r\n");
        socket.Head.ShouldContain("Content-Type: text/html\r\n");
        socket.Head.ShouldContain($"Content-Length: {message.Length}\r\n");
        (await socket.ReadToEndAsync()).ShouldBe(message);
    }

    [Fact]
    public async Task A_websocket_that_names_polling_is_closed_after_101()
    {
        await using var host = await EngineHost.StartAsync();
        using var socket = await RawWebSocket.ConnectAsync(host.Port, EngineHost.Query("polling"));
        (await socket.ReadFrameAsync())!.Opcode.ShouldBe(8);
        await socket.SendCloseAsync();
        (await socket.ReadFrameAsync()).ShouldBeNull();
        var sid = await host.OpenPollingAsync();
        using var second = await RawWebSocket.ConnectAsync(host.Port, EngineHost.Query("polling", sid));
        (await second.ReadFrameAsync())!.Opcode.ShouldBe(8);
    }

    [Fact]
    public async Task The_protocol_must_stay_the_sessions()
    {
        await using var host = await EngineHost.StartAsync();
        var sid = await host.OpenPollingAsync();
        using var response = await host.Http.GetAsync($"/engine.io/?EIO=3&transport=polling&sid={sid}");
        (await response.Content.ReadAsStringAsync()).ShouldBe("""{"code":3,"message":"Bad request"}""");
        using var socket = await RawWebSocket.RequestAsync(host.Port, $"/engine.io/?EIO=3&transport=websocket&sid={sid}");
        (await socket.ReadToEndAsync()).ShouldBe("Bad request");
    }

    [Fact]
    public async Task The_transport_must_be_the_sessions()
    {
        await using var host = await EngineHost.StartAsync();
        var contexts = new List<string?>();
        host.Server.Options.OnConnectionError = error => contexts.Add(error.Context);
        var sid = await host.OpenPollingAsync();
        (await host.Http.GetAsync(EngineHost.Query("websocket", sid))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var socket = await host.ConnectAsync();
        sid = await socket.ReadOpenAsync();
        (await host.GetAsync(sid)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await host.Http.GetAsync(EngineHost.Query("websocket", sid))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        contexts.ShouldBe(["TRANSPORT_MISMATCH", "TRANSPORT_MISMATCH", "TRANSPORT_HANDSHAKE_ERROR"]);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("OPTIONS")]
    [InlineData("HEAD")]
    [InlineData("DELETE")]
    public async Task Other_methods_on_a_session_are_500(string method)
    {
        await using var host = await EngineHost.StartAsync();
        var sid = await host.OpenPollingAsync();
        using var response = await host.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), EngineHost.Query("polling", sid)));
        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await response.Content.ReadAsStringAsync()).ShouldBeEmpty();
        host.Session(sid).IsOpen.ShouldBeTrue();
    }

    [Theory]
    [InlineData("/engine.io?EIO=4&transport=polling")]
    [InlineData("/ENGINE.IO/?EIO=4&transport=polling")]
    [InlineData("/engine.iox/?EIO=4&transport=polling")]
    [InlineData("/other/?EIO=4&transport=polling")]
    public async Task Other_paths_are_not_ours(string url)
    {
        await using var host = await EngineHost.StartAsync();
        (await host.Http.GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_path_may_do_without_the_slash()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.AddTrailingSlash = false);
        (await host.Http.GetStringAsync("/engine.io?EIO=4&transport=polling")).ShouldStartWith("0{");
        (await host.Http.GetStringAsync("/engine.io/?EIO=4&transport=polling")).ShouldStartWith("0{");
    }

    [Fact]
    public async Task Transports_may_be_switched_off()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.Transports = EngineTransports.Polling);
        (await host.Http.GetStringAsync(EngineHost.Query("polling"))).ShouldContain("\"upgrades\":[]");
        using var socket = await RawWebSocket.RequestAsync(host.Port, EngineHost.Query("websocket"));
        (await socket.ReadToEndAsync()).ShouldBe("Transport unknown");
    }

    [Theory]
    [InlineData("", "Forbidden")]
    [InlineData("not \"you\"", "not \"you\"")]
    public async Task The_application_may_refuse(string refusal, string message)
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.AllowRequest = _ => ValueTask.FromResult<string?>(refusal));
        using var response = await host.Http.GetAsync(EngineHost.Query("polling"));
        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await response.Content.ReadAsStringAsync()).ShouldBe($$"""{"code":4,"message":"{{message.Replace("\"", "\\\"")}}"}""");
        using var socket = await RawWebSocket.RequestAsync(host.Port, EngineHost.Query("websocket"));
        socket.Head.ShouldStartWith("HTTP/1.1 400");
        (await socket.ReadToEndAsync()).ShouldBe(message);
    }

    [Fact]
    public async Task A_failing_id_generator_refuses_the_handshake()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.GenerateId = _ => throw new InvalidOperationException());
        (await (await host.Http.GetAsync(EngineHost.Query("polling"))).Content.ReadAsStringAsync()).ShouldBe("""{"code":3,"message":"Bad request"}""");
    }

    [Theory]
    [InlineData("Sec-WebSocket-Version: 12\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")]
    [InlineData("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n")]
    [InlineData("Sec-WebSocket-Version: 13\r\n")]
    public async Task A_malformed_websocket_handshake_is_refused(string headers)
    {
        await using var host = await EngineHost.StartAsync();
        using var socket = await RawWebSocket.OpenAsync(host.Port);
        await socket.SendBytesAsync(Encoding.ASCII.GetBytes(
            $"GET {EngineHost.Query("websocket")} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n{headers}\r\n"));
        (await socket.ReadToEndAsync()).ShouldStartWith("HTTP/1.1 400");
    }

    [Fact]
    public async Task The_first_subprotocol_offered_is_taken()
    {
        await using var host = await EngineHost.StartAsync();
        using var socket = await RawWebSocket.ConnectAsync(host.Port, EngineHost.Query("websocket"), "Sec-WebSocket-Protocol: one, two\r\n");
        socket.Head.ShouldContain("Sec-WebSocket-Protocol: one\r\n");
    }

    [Theory]
    [InlineData(null, "HTTP/1.1 101")]
    [InlineData("http://127.0.0.1:{port}", "HTTP/1.1 101")]
    [InlineData("http://allowed.example", "HTTP/1.1 101")]
    [InlineData("https://allowed.example", "HTTP/1.1 400")]
    [InlineData("http://127.0.0.1:1", "HTTP/1.1 400")]
    [InlineData("http://evil.example", "HTTP/1.1 400")]
    [InlineData("null", "HTTP/1.1 400")]
    public async Task A_websocket_needs_the_same_host_or_an_allowed_origin(string? origin, string expected)
    {
        await using var host = await EngineHost.StartAsync(
            services: builder => builder.Services.AddCors(cors => cors.AddPolicy("frontend", policy => policy.WithOrigins("http://allowed.example"))),
            pipeline: (app, endpoint) =>
            {
                app.UseCors();
                endpoint.RequireCors("frontend");
            });
        var header = origin == null ? "" : $"Origin: {origin.Replace("{port}", host.Port.ToString())}\r\n";
        using var socket = await RawWebSocket.RequestAsync(host.Port, EngineHost.Query("websocket"), header);
        socket.Head.ShouldStartWith(expected);
        var sid = await host.OpenPollingAsync();
        using var upgrade = await RawWebSocket.RequestAsync(host.Port, EngineHost.Query("websocket", sid), header);
        upgrade.Head.ShouldStartWith(expected);
    }

    [Fact]
    public async Task Without_a_policy_another_origin_is_refused_as_forbidden()
    {
        await using var host = await EngineHost.StartAsync();
        using var socket = await RawWebSocket.RequestAsync(host.Port, EngineHost.Query("websocket"), "Origin: http://evil.example\r\n");
        (await socket.ReadToEndAsync()).ShouldBe("Forbidden");
    }

    [Fact]
    public async Task Cors_headers_are_the_frameworks_on_answers_errors_and_preflights()
    {
        await using var host = await EngineHost.StartAsync(
            services: builder => builder.Services.AddCors(cors => cors.AddPolicy("frontend", policy => policy.WithOrigins("http://a.example").AllowCredentials())),
            pipeline: (app, endpoint) =>
            {
                app.UseCors();
                endpoint.RequireCors("frontend");
            });
        foreach (var (method, url, status) in new[]
        {
            ("GET", EngineHost.Query("polling"), 200),
            ("GET", EngineHost.Query("polling", "unknown"), 400),
            ("OPTIONS", EngineHost.Query("polling"), 204),
        })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), url);
            request.Headers.Add("Origin", "http://a.example");
            if (method == "OPTIONS")
                request.Headers.Add("Access-Control-Request-Method", "POST");
            using var response = await host.Http.SendAsync(request);
            ((int)response.StatusCode).ShouldBe(status);
            response.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["http://a.example"]);
            response.Headers.GetValues("Access-Control-Allow-Credentials").ShouldBe(["true"]);
        }
    }
}
