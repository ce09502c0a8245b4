using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Shouldly;
using SocketIoCompat.Engine;
using Xunit;

namespace SocketIoCompat.UnitTests.Engine;

/// <summary>Sending on the socket itself, over real sockets: what partial sends, slow clients and every kind of end do to it.</summary>
public sealed class DirectSendTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_slow_client_with_tiny_buffers_gets_what_many_threads_send_whole_and_in_order()
    {
        const int Senders = 4;
        const int Each = 150;
        await using var host = await EngineHost.StartAsync(
            configure: options => options.MaxOutboundBytes = 100_000_000,
            listenOptions: listen => listen.Use(WithTinySendBuffer));
        using var socket = await ConnectSlowAsync(host);
        var session = host.Session(await socket.ReadOpenAsync());
        var shared = new EncodedPacket(Encoding.ASCII.GetBytes("shared" + new string('s', 40_000)));
        var senders = Enumerable.Range(0, Senders).Select(sender => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                using var turn = i % 3 == 0 ? FlushTurn.Begin() : default;
                session.Send(Encoding.ASCII.GetBytes($"{sender}:{i}:{new string((char)('a' + sender), i * 37 % 9000)}"));
                if (i % 10 == 0)
                    session.Send(shared);
            }
        })).ToArray();

        var next = new int[Senders];
        var sharedCount = 0;
        while (next.Sum() < Senders * Each || sharedCount < Senders * Each / 10)
        {
            var text = (await socket.ReadTextAsync())[1..];
            if (text.StartsWith("shared", StringComparison.Ordinal))
            {
                text.ShouldBe(Encoding.ASCII.GetString(shared.Text.Span));
                sharedCount++;
                continue;
            }
            var parts = text.Split(':');
            var (sender, i) = (int.Parse(parts[0]), int.Parse(parts[1]));
            i.ShouldBe(next[sender]++);
            parts[2].ShouldBe(new string((char)('a' + sender), i * 37 % 9000));
        }
        await Task.WhenAll(senders);
    }

    [Fact]
    public async Task A_client_that_reads_nothing_is_closed_at_its_budget_and_the_others_are_served()
    {
        await using var host = await EngineHost.StartAsync(
            configure: options => options.MaxOutboundBytes = 100_000,
            listenOptions: listen => listen.Use(WithTinySendBuffer));
        using var slow = await ConnectSlowAsync(host);
        var slowSession = host.Session(await slow.ReadOpenAsync());
        using var other = await host.ConnectAsync();
        var otherSession = host.Session(await other.ReadOpenAsync());
        var packet = new EncodedPacket(new byte[1000]);
        for (var i = 0; slowSession.IsOpen; i++)
        {
            i.ShouldBeLessThan(100_000);
            slowSession.Send(packet);
        }
        otherSession.Send("still here"u8);
        (await other.ReadTextAsync()).ShouldBe("4still here");
        await host.Handler.ReadUntilAsync("closed TransportError");
    }

    [Fact]
    public async Task A_graceful_close_waits_for_what_a_slow_client_has_not_read()
    {
        await using var host = await EngineHost.StartAsync(listenOptions: listen => listen.Use(WithTinySendBuffer));
        using var socket = await ConnectSlowAsync(host);
        var session = host.Session(await socket.ReadOpenAsync());
        var texts = Enumerable.Range(0, 100).Select(i => $"{i}" + new string('x', 5000)).ToList();
        foreach (var text in texts)
            session.Send(Encoding.ASCII.GetBytes(text));
        session.QueuedBytes.ShouldBeGreaterThan(0, "the client must be slow for this test to mean something");

        session.Close();

        foreach (var text in texts)
            (await socket.ReadTextAsync()).ShouldBe("4" + text);
        (await socket.ReadFrameAsync())!.Opcode.ShouldBe(8);
        await socket.SendCloseAsync();
        (await socket.ReadFrameAsync()).ShouldBeNull();
        await host.Handler.ReadUntilAsync("closed ForcedClose");
    }

    [Fact]
    public async Task A_reset_while_sends_wait_ends_the_session()
    {
        await using var host = await EngineHost.StartAsync(listenOptions: listen => listen.Use(WithTinySendBuffer));
        using var socket = await ConnectSlowAsync(host);
        var session = host.Session(await socket.ReadOpenAsync());
        while (session.QueuedBytes == 0)
            session.Send(new byte[1000]);
        socket.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Dispose();
        await host.Handler.ReadUntilAsync("closed TransportClose");
        host.Server.SessionCount.ShouldBe(0);
    }

    [Fact]
    public async Task A_stop_that_is_cut_short_leaves_no_connection_whose_client_does_not_read()
    {
        var host = await EngineHost.StartAsync(listenOptions: listen => listen.Use(WithTinySendBuffer));
        using var socket = await ConnectSlowAsync(host);
        var session = host.Session(await socket.ReadOpenAsync());
        while (session.QueuedBytes == 0)
            session.Send(new byte[1000]);
        await host.DisposeAsync().AsTask().WaitAsync(Patience);
        await host.Handler.ReadUntilAsync("closed ServerShuttingDown");
    }

    [Fact]
    public async Task A_long_answer_to_a_slow_client_arrives_whole_although_the_connection_ends_with_it()
    {
        var body = new byte[2_000_000];
        Random.Shared.NextBytes(body);
        await using var host = await EngineHost.StartAsync(
            listenOptions: listen => listen.Use(WithTinySendBuffer),
            pipeline: (app, _) => app.Map("/long", async context =>
            {
                context.Response.Headers.Connection = "close";
                await context.Response.Body.WriteAsync(body);
            }));
        using var socket = await OpenSlowAsync(host);
        await socket.SendBytesAsync("GET /long HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        await socket.ReadHeadAsync();
        using var received = new MemoryStream();
        var buffer = new byte[8192];
        using var timeout = new CancellationTokenSource(Patience);
        for (int count; (count = await socket.Socket.ReceiveAsync(buffer, timeout.Token)) > 0;)
            received.Write(buffer, 0, count);
        // Chunked, so it holds the body and some more.
        received.Length.ShouldBeGreaterThan(body.Length);
        received.GetBuffer().AsSpan(0, (int)received.Length).EndsWith("\r\n0\r\n\r\n"u8).ShouldBeTrue();
    }

    private static ConnectionDelegate WithTinySendBuffer(ConnectionDelegate next) => connection =>
    {
        connection.Features.Get<IConnectionSocketFeature>()!.Socket.SendBufferSize = 1;
        return next(connection);
    };

    private static async Task<RawWebSocket> ConnectSlowAsync(EngineHost host)
    {
        var socket = await OpenSlowAsync(host);
        await socket.UpgradeAsync(EngineHost.Query("websocket"));
        return socket;
    }

    private static async Task<RawWebSocket> OpenSlowAsync(EngineHost host)
    {
        var client = new System.Net.Sockets.Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 1, NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, host.Port);
        return RawWebSocket.On(client);
    }
}
