using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shouldly;
using SocketIoCompat.Engine;
using Xunit;

namespace SocketIoCompat.UnitTests.Engine;

/// <summary>Other ways to the engine than HTTP/1.1 on Kestrel.</summary>
public sealed class HostTests
{
    [Fact]
    public async Task Websockets_and_polling_work_over_http2()
    {
        await using var host = await EngineHost.StartAsync(protocols: HttpProtocols.Http2);
        using var handler = new SocketsHttpHandler();
        using var invoker = new HttpMessageInvoker(handler);
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;

        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{host.Port}{EngineHost.Query("websocket")}"), invoker, default);

        await ShouldEchoAsync(socket);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.NormalClosure);
        await host.Handler.ReadUntilAsync("closed TransportClose");

        using var http = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        (await http.GetStringAsync($"http://127.0.0.1:{host.Port}{EngineHost.Query("polling")}")).ShouldStartWith("0{");
    }

    [Fact]
    public async Task A_session_upgrades_over_http2_and_the_server_closes_it()
    {
        await using var host = await EngineHost.StartAsync(protocols: HttpProtocols.Http2);
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        using var http = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        await http.GetStringAsync($"http://127.0.0.1:{host.Port}{EngineHost.Query("polling")}");
        var session = await host.Handler.NextSessionAsync();
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{host.Port}{EngineHost.Query("websocket", session.Id)}"), invoker, default);
        await SendAsync(socket, "2probe");
        (await ReceiveAsync(socket)).ShouldBe("3probe");
        await SendAsync(socket, "5");
        await SendAsync(socket, "4hello");
        (await ReceiveAsync(socket)).ShouldBe("4hello");

        session.Close();

        // How the framework's client reports a close frame without code.
        (await ReceiveAsync(socket)).ShouldBe("close NormalClosure");
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
        await host.Handler.ReadUntilAsync("closed ForcedClose");
    }

    [Theory]
    [InlineData(HttpProtocols.Http1, "1.1")]
    [InlineData(HttpProtocols.Http2, "2.0")]
    public async Task Websockets_work_over_tls(HttpProtocols protocols, string version)
    {
        using var key = ECDsa.Create();
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var host = await EngineHost.StartAsync(protocols: protocols, certificate: certificate);
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, presented, _, _) => presented?.GetCertHashString() == certificate.Thumbprint } });
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = Version.Parse(version);
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;

        await socket.ConnectAsync(new Uri($"wss://127.0.0.1:{host.Port}{EngineHost.Query("websocket")}"), invoker, default);

        await ShouldEchoAsync(socket);
        var session = await host.Handler.NextSessionAsync();
        session.Handshake.IsSecure.ShouldBeTrue();
        var large = "4" + new string('x', 900_000);
        await SendAsync(socket, large);
        (await ReceiveAsync(socket)).ShouldBe(large);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
        await host.Handler.ReadUntilAsync("closed TransportClose");
    }

    [Fact]
    public async Task Everything_works_on_the_test_server()
    {
        var handler = RecordingHandler.Echo();
        using var host = await StartTestServerAsync(handler);
        var server = host.GetTestServer();
        var client = server.CreateWebSocketClient();

        using var socket = await client.ConnectAsync(new Uri("http://localhost" + EngineHost.Query("websocket")), default);
        await ShouldEchoAsync(socket);
        await socket.SendAsync(new byte[] { 1, 2, 3 }, WebSocketMessageType.Binary, true, default);
        (await ReceiveAsync(socket)).ShouldBe("binary 010203");
        var large = "4" + new string('x', 100_000);
        await SendAsync(socket, large);
        (await ReceiveAsync(socket)).ShouldBe(large);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
        await handler.ReadUntilAsync("closed TransportClose");

        using var http = server.CreateClient();
        (await http.GetStringAsync(EngineHost.Query("polling"))).ShouldStartWith("0{");
        var session = (await handler.NextSessionAsync(), await handler.NextSessionAsync()).Item2;
        using var upgrade = await client.ConnectAsync(new Uri("http://localhost" + EngineHost.Query("websocket", session.Id)), default);
        await SendAsync(upgrade, "2probe");
        (await ReceiveAsync(upgrade)).ShouldBe("3probe");
        await SendAsync(upgrade, "5");
        session.Send("flushed"u8);
        (await ReceiveAsync(upgrade)).ShouldBe("4flushed");
        session.Close();
        (await ReceiveAsync(upgrade)).ShouldBe("close Empty");
    }

    [Fact]
    public async Task Stopping_the_host_closes_the_sessions()
    {
        var handler = new RecordingHandler();
        using var host = await StartTestServerAsync(handler);
        using var socket = await host.GetTestServer().CreateWebSocketClient().ConnectAsync(new Uri("http://localhost" + EngineHost.Query("websocket")), default);
        (await ReceiveAsync(socket)).ShouldStartWith("0{");
        var stopping = host.StopAsync();
        (await ReceiveAsync(socket)).ShouldBe("close Empty");
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
        await stopping;
        await handler.ReadUntilAsync("closed ServerShuttingDown");
    }

    [Fact]
    public async Task Invalid_options_fail_when_the_server_is_mapped()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        var options = new EngineOptions { PingInterval = TimeSpan.Zero, MaxPayload = 0 };
        var exception = Should.Throw<Microsoft.Extensions.Options.OptionsValidationException>(() => app.MapEngineIO("/engine.io", options, new RecordingHandler()));
        exception.Failures.Count().ShouldBe(2);
    }

    private static async Task<WebApplication> StartTestServerAsync(RecordingHandler handler)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapEngineIO("/engine.io", new EngineOptions(), handler);
        await app.StartAsync();
        return app;
    }

    private static async Task ShouldEchoAsync(WebSocket socket)
    {
        (await ReceiveAsync(socket)).ShouldStartWith("0{");
        await SendAsync(socket, "4hello");
        (await ReceiveAsync(socket)).ShouldBe("4hello");
    }

    private static Task SendAsync(WebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, default);

    private static async Task<string> ReceiveAsync(WebSocket socket)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        var bytes = new byte[1_000_001];
        var length = 0;
        while (true)
        {
            var result = await socket.ReceiveAsync(bytes.AsMemory(length), timeout.Token);
            if (result.MessageType == WebSocketMessageType.Close)
                return "close " + socket.CloseStatus;
            length += result.Count;
            if (!result.EndOfMessage)
                continue;
            return result.MessageType == WebSocketMessageType.Text
                ? Encoding.UTF8.GetString(bytes, 0, length)
                : "binary " + Convert.ToHexString(bytes, 0, length);
        }
    }
}
