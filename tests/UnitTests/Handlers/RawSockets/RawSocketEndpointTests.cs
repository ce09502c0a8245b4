using System.Diagnostics.Metrics;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Handlers.RawSockets;
using SocketIoCompat.UnitTests.Engine;

namespace SocketIoCompat.UnitTests.Handlers.RawSockets;

/// <summary>Which requests become bare websockets, and what is counted of them.</summary>
public sealed class RawSocketEndpointTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Echo _handler = new();
    private WebApplication _app = null!;
    private Measurements _measured = null!;
    private Uri _address = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddMetrics().AddSingleton(TimeProvider.System).AddSingleton<RawSocketMetrics>();
        _app = builder.Build();
        var options = new RawSocketOptions { Name = "echo", MaxConnections = 1, EventsPerSecond = 1, EventBurst = 2, MaxPayload = 1000 };
        _app.MapRawSocket("/echo/{id}", _handler, options, static _ => false);
        _measured = new Measurements(_app.Services.GetRequiredService<IMeterFactory>());
        await _app.StartAsync();
        _address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _measured.Dispose();
    }

    [Fact]
    public async Task The_life_of_a_websocket_is_counted()
    {
        using var client = await ConnectAsync("/echo/good");
        foreach (var text in new[] { "hello", "fail", "too many" })
        {
            await client.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Late());
        }

        var buffer = new byte[100];
        var received = await client.ReceiveAsync(buffer, Late());
        Encoding.UTF8.GetString(buffer, 0, received.Count).ShouldBe("hello");
        _measured.Sum("rawsocket.sockets.active").ShouldBe(1);
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Late());
        await UntilAsync("rawsocket.sockets.closed", 1);

        Sums("sockets.opened", "sockets.active", "messages.received", "bytes.received").ShouldBe([1, 0, 3, 17]);
        Sums("messages.sent", "bytes.sent", "messages.dropped", "handler_failures").ShouldBe([1, 5, 1, 1]);
        _measured.Sum("rawsocket.sockets.closed", "endpoint=echo,code=1000").ShouldBe(1);
    }

    [Fact]
    public async Task One_that_breaks_off_has_no_code_and_one_that_says_too_much_has()
    {
        using (var client = await ConnectAsync("/echo/good"))
        {
            client.Abort();
        }

        await UntilAsync("rawsocket.sockets.closed", 1);
        using (var client = await ConnectAsync("/echo/good"))
        {
            await client.SendAsync(new byte[2000], WebSocketMessageType.Text, endOfMessage: true, Late());
            (await client.ReceiveAsync(new byte[100], Late())).CloseStatus.ShouldBe(WebSocketCloseStatus.MessageTooBig);
            await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Late());
            await UntilAsync("rawsocket.sockets.closed", 2);
        }

        _measured.Sum("rawsocket.sockets.closed", "endpoint=echo,code=1009").ShouldBe(1);
    }

    [Fact]
    public async Task What_is_refused_is_answered_in_HTTP_and_counted_with_its_reason()
    {
        using var http = new HttpClient { BaseAddress = _address, Timeout = Patience };
        (await http.GetAsync("/echo/good", Late())).StatusCode.ShouldBe(HttpStatusCode.UpgradeRequired);
        (await RefusedAsync("/echo/bad")).ShouldBe(HttpStatusCode.NotFound);
        (await RefusedAsync("/echo/good", "https://evil.example")).ShouldBe(HttpStatusCode.Forbidden);
        using var one = await ConnectAsync("/echo/good");
        (await RefusedAsync("/echo/good")).ShouldBe(HttpStatusCode.ServiceUnavailable);

        foreach (var reason in new[] { "no websocket", "address", "origin", "full" })
        {
            _measured.Sum("rawsocket.refused", $"endpoint=echo,reason={reason}").ShouldBe(1, reason);
        }

        await UntilAsync("rawsocket.sockets.opened", 1); // the client hears of it before it is counted
    }

    private static CancellationToken Late() => new CancellationTokenSource(Patience).Token;

    private long[] Sums(params string[] names) => [.. names.Select(name => _measured.Sum("rawsocket." + name))];

    private async Task UntilAsync(string name, long sum)
    {
        using var late = new CancellationTokenSource(Patience);
        while (_measured.Sum(name) != sum)
        {
            await Task.Delay(5, late.Token);
        }
    }

    private async Task<ClientWebSocket> ConnectAsync(string path)
    {
        var client = new ClientWebSocket();
        await client.ConnectAsync(new Uri($"ws://{_address.Authority}{path}"), Late());
        return client;
    }

    private async Task<HttpStatusCode> RefusedAsync(string path, string? origin = null)
    {
        using var client = new ClientWebSocket();
        client.Options.CollectHttpResponseDetails = true;
        if (origin is not null)
        {
            client.Options.SetRequestHeader("Origin", origin);
        }

        await Should.ThrowAsync<WebSocketException>(client.ConnectAsync(new Uri($"ws://{_address.Authority}{path}"), Late()));
        return client.HttpStatusCode;
    }

    /// <summary>Says back what it hears, but fails where it hears so, and knows one address.</summary>
    private sealed class Echo : IRawSocketHandler
    {
        public int? Refuse(HttpRequest request) => request.RouteValues["id"] is "good" ? null : StatusCodes.Status404NotFound;

        public ValueTask OpenAsync(RawSocket socket) => ValueTask.CompletedTask;

        public ValueTask ReceiveAsync(RawSocket socket, ReadOnlyMemory<byte> message)
        {
            if (message.Span.SequenceEqual("fail"u8))
            {
                throw new InvalidOperationException("As somebody's mistake would.");
            }

            socket.Send(message);
            return ValueTask.CompletedTask;
        }

        public ValueTask ClosedAsync(RawSocket socket) => ValueTask.CompletedTask;
    }
}
