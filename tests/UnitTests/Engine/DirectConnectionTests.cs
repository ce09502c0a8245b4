using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using SocketIoCompat.Engine.DirectSends;
using Xunit;

namespace SocketIoCompat.UnitTests.Engine;

/// <summary>Where connections with direct sends stand: below the middlewares, beside Kestrel's limits. TLS and HTTP/2 are in <see cref="HostTests"/>.</summary>
public sealed class DirectConnectionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_websocket_writes_to_the_socket_only_where_it_was_asked_for(bool directSends)
    {
        var outputs = new List<PipeWriter>();
        await using var host = await EngineHost.StartAsync(directSends: directSends, pipeline: (app, _) => app.Use(async (context, next) =>
        {
            outputs.Add(context.Features.Get<IConnectionTransportFeature>()!.Transport.Output);
            await next(context);
        }));
        using var socket = await host.ConnectAsync();
        await socket.ReadOpenAsync();
        outputs.ShouldHaveSingleItem();
        (outputs[0] is SocketWriter).ShouldBe(directSends);
    }

    [Fact]
    public async Task Frames_sent_before_the_answer_to_the_upgrade_cannot_disturb_it()
    {
        await using var host = await EngineHost.StartAsync();
        using var socket = await RawWebSocket.OpenAsync(host.Port);
        var request = Encoding.ASCII.GetBytes(
            $"GET {EngineHost.Query("websocket")} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        await socket.SendBytesAsync(request, RawWebSocket.TextFrame("4early"), RawWebSocket.TextFrame("4bird"));
        await socket.ReadHeadAsync();
        socket.Head.ShouldStartWith("HTTP/1.1 101");
        await socket.ReadOpenAsync();
        (await socket.ReadTextAsync()).ShouldBe("4early");
        (await socket.ReadTextAsync()).ShouldBe("4bird");
    }

    [Fact]
    public async Task A_middleware_around_the_connection_sees_every_byte()
    {
        var counted = 0L;
        await using var host = await EngineHost.StartAsync(listenOptions: listen =>
        {
            listen.UseConnectionLogging();
            listen.Use(next => async connection =>
            {
                var transport = connection.Transport;
                var counting = new CountingWriter(transport.Output, count => Interlocked.Add(ref counted, count));
                connection.Transport = new Duplex(transport.Input, counting);
                await next(connection);
            });
        });
        using var socket = await host.ConnectAsync();
        await socket.ReadOpenAsync();
        var before = Interlocked.Read(ref counted);
        await socket.SendAsync("4" + new string('x', 100_000));
        (await socket.ReadTextAsync()).Length.ShouldBe(100_001);
        (Interlocked.Read(ref counted) - before).ShouldBeGreaterThan(100_000);
    }

    [Fact]
    public async Task Unix_sockets_are_served_too()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var writers = 0;
        await using var host = await EngineHost.StartAsync(
            listenPath: path,
            pipeline: (app, _) => app.Use(async (context, next) =>
            {
                writers += context.Features.Get<IConnectionTransportFeature>()!.Transport.Output is SocketWriter ? 1 : 0;
                await next(context);
            }));
        using var client = new System.Net.Sockets.Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(path));
        using var socket = RawWebSocket.On(client);
        await socket.UpgradeAsync(EngineHost.Query("websocket"));
        await socket.ReadOpenAsync();
        var large = "4" + new string('x', 900_000);
        var sending = socket.SendAsync(large);
        (await socket.ReadTextAsync()).ShouldBe(large);
        await sending;
        writers.ShouldBe(1);
    }

    [Fact]
    public async Task Connections_are_counted_until_they_end()
    {
        await using var host = await EngineHost.StartAsync(services: builder =>
            builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxConcurrentConnections = 1));
        // Without an upgrade: those are counted apart.
        var first = await RawWebSocket.OpenAsync(host.Port);
        await first.SendBytesAsync(Encoding.ASCII.GetBytes($"GET {EngineHost.Query("polling")} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        await first.ReadHeadAsync();
        using (var second = await RawWebSocket.OpenAsync(host.Port))
            (await second.ReadToEndAsync()).ShouldBeEmpty();
        first.Dispose();
        // Kestrel counts it off a moment later; until then it refuses.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        for (var isServed = false; !isServed;)
        {
            try
            {
                using var third = await host.ConnectAsync();
                await third.ReadOpenAsync();
                isServed = true;
            }
            catch (IOException) when (!patience.IsCancellationRequested)
            {
                await Task.Yield();
            }
        }
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class CountingWriter(PipeWriter inner, Action<int> count) : PipeWriter
    {
        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override void Advance(int bytes)
        {
            count(bytes);
            inner.Advance(bytes);
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);
    }
}
