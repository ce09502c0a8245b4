using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using SocketIoCompat.Engine;
using SocketIoCompat.UnitTests.Protocol.Support;
using Xunit;
using static SocketIoCompat.Protocol.WebSockets.WebSocketOpcode;
using static SocketIoCompat.UnitTests.Engine.CompressionHost;

namespace SocketIoCompat.UnitTests.Engine;

/// <summary>Agreeing on permessage-deflate, and what we compress.</summary>
public sealed class CompressionTests
{
    private const string Extensions = "Sec-WebSocket-Extensions";

    private static readonly string Long = "4" + string.Concat(Enumerable.Repeat("all work and no play ", 100));

    [Fact]
    public async Task It_is_off_unless_wanted_and_not_answered_unless_offered()
    {
        await using var off = await EngineHost.StartAsync();
        using var withOffer = await RawWebSocket.ConnectAsync(off.Port, EngineHost.Query("websocket"), Offer);
        withOffer.Head.ShouldNotContain(Extensions);
        await withOffer.ReadOpenAsync();
        await withOffer.SendBytesAsync(HelloFrame);
        (await withOffer.ReadFrameAsync())!.CloseCode.ShouldBe(1002);

        await using var on = await StartAsync();
        using var withoutOffer = await on.ConnectAsync();
        withoutOffer.Head.ShouldNotContain(Extensions);
        await withoutOffer.ReadOpenAsync();
        await withoutOffer.SendBytesAsync(HelloFrame);
        (await withoutOffer.ReadFrameAsync())!.CloseCode.ShouldBe(1002);
    }

    [Fact]
    public async Task An_offer_that_cannot_be_kept_to_is_declined_and_the_next_line_taken()
    {
        await using var host = await StartAsync();
        using var declined = await RawWebSocket.ConnectAsync(
            host.Port, EngineHost.Query("websocket"), "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=9\r\n");
        declined.Head.ShouldNotContain(Extensions);
        using var second = await RawWebSocket.ConnectAsync(
            host.Port, EngineHost.Query("websocket"), "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=9\r\n" + Offer);
        second.Head.ShouldContain(Accepted);
    }

    [Fact]
    public async Task Long_messages_are_compressed_and_short_ones_are_not()
    {
        await using var host = await StartAsync(options => options.Threshold = 1024, echoFlags: SendFlags.Compress);
        using var socket = await ConnectAsync(host);
        await socket.SendBytesAsync(HelloFrame, RawWebSocket.TextFrame(Long), ClientFrames.Frame(Binary, Deflated.Message(new byte[5000]), reserved: 0x40));

        var hello = await socket.ReadFrameAsync();
        hello.ShouldNotBeNull().ShouldSatisfyAllConditions(frame => frame.IsCompressed.ShouldBeFalse(), frame => frame.Text.ShouldBe("4Hello"));
        Decode(await ReadCompressedAsync(socket, 1)).ShouldBe(Long);
        (await ReadCompressedAsync(socket, 2)).ShouldBe(new byte[5000]);
    }

    [Fact]
    public async Task What_is_not_marked_is_not_compressed()
    {
        await using var host = await StartAsync();
        using var socket = await ConnectAsync(host);
        var session = await host.Handler.NextSessionAsync();
        var bytes = Encoding.UTF8.GetBytes(Long);
        var packet = new EncodedPacket(bytes, [new byte[2000]]);
        session.Send(bytes);
        session.SendBinary(bytes);
        session.Send(bytes, [bytes]);
        session.Send(packet);
        for (var i = 0; i < 6; i++)
            (await socket.ReadFrameAsync()).ShouldNotBeNull().IsCompressed.ShouldBeFalse($"frame {i}");

        session.Send(bytes, SendFlags.Compress);
        session.SendBinary(bytes, SendFlags.Compress);
        session.Send(bytes, [bytes], SendFlags.Compress);
        session.Send(packet, SendFlags.Compress);
        for (var i = 0; i < 6; i++)
            (await socket.ReadFrameAsync()).ShouldNotBeNull().IsCompressed.ShouldBeTrue($"frame {i}");
    }

    [Fact]
    public async Task A_broadcast_is_compressed_once_for_all()
    {
        await using var host = await StartAsync();
        using var measured = new Measurements(host.Services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
        var packet = new EncodedPacket(Encoding.UTF8.GetBytes(Long), [new byte[3000], new byte[10]]);
        for (var i = 0; i < 3; i++)
        {
            using var socket = await ConnectAsync(host);
            var session = await host.Handler.NextSessionAsync();
            session.Send(packet, i == 2 ? SendFlags.Compress | SendFlags.Volatile : SendFlags.Compress);
            Decode(await ReadCompressedAsync(socket, 1)).ShouldBe("4" + Long);
            (await ReadCompressedAsync(socket, 2)).ShouldBe(new byte[3000]);
            (await socket.ReadFrameAsync()).ShouldNotBeNull().ShouldSatisfyAllConditions(f => f.IsCompressed.ShouldBeFalse(), f => f.Payload.ShouldBe(new byte[10]));
        }
        using var plain = await host.ConnectAsync();
        host.Session(await plain.ReadOpenAsync()).Send(packet, SendFlags.Compress);
        (await plain.ReadTextAsync()).ShouldBe("4" + Long);

        measured.Sum("engineio.compression.input").ShouldBe(packet.WebSocketFrames.Length);
        measured.Sum("engineio.compression.output").ShouldBeInRange(20, 200);
    }

    [Theory]
    [InlineData("EIO=3", "2:04070707")]
    [InlineData("EIO=3&b64=1", "1:b4BwcH")]
    [InlineData("EIO=4&b64=1", "1:bBwcH")]
    public async Task Every_form_of_packets_is_compressed(string query, string attachmentBegin)
    {
        await using var host = await StartAsync();
        using var socket = await RawWebSocket.ConnectAsync(host.Port, $"/engine.io/?transport=websocket&{query}", Offer);
        await socket.ReadOpenAsync();
        var session = await host.Handler.NextSessionAsync();
        var attachment = Enumerable.Repeat((byte)7, 3000).ToArray();
        session.SendBinary(attachment, SendFlags.Compress);
        session.Send("text"u8, [attachment], SendFlags.Compress);
        session.Send(new EncodedPacket("text"u8.ToArray(), [attachment]), SendFlags.Compress);
        foreach (var isText in (bool[])[false, true, false, true, false])
        {
            var frame = (await socket.ReadFrameAsync()).ShouldNotBeNull();
            frame.IsCompressed.ShouldBe(!isText);
            if (isText)
                frame.Text.ShouldBe("4text");
            else
                Describe(frame.Opcode, Deflated.Inflate(frame.Payload)).ShouldStartWith(attachmentBegin);
        }

        static string Describe(int opcode, byte[] payload) => $"{opcode}:{(opcode == 1 ? Encoding.UTF8.GetString(payload) : Convert.ToHexString(payload))}";
    }

    [Fact]
    public async Task What_waited_is_compressed_after_an_upgrade()
    {
        await using var host = await StartAsync();
        var sid = await host.OpenPollingAsync();
        using var socket = await RawWebSocket.ConnectAsync(host.Port, EngineHost.Query("websocket", sid), Offer);
        socket.Head.ShouldContain(Accepted);
        await socket.SendBytesAsync(ClientFrames.Frame(Text, Deflated.Message("2probe"), reserved: 0x40));
        (await socket.ReadTextAsync()).ShouldBe("3probe");
        host.Session(sid).Send(Encoding.UTF8.GetBytes(Long), SendFlags.Compress);
        host.Session(sid).Send(new EncodedPacket(Encoding.UTF8.GetBytes(Long)), SendFlags.Compress);
        await socket.SendAsync("5");
        Decode(await ReadCompressedAsync(socket, 1)).ShouldBe("4" + Long);
        Decode(await ReadCompressedAsync(socket, 1)).ShouldBe("4" + Long);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_frameworks_client_talks_compressed_over_either_version_of_http(bool http2)
    {
        foreach (var keepsContext in (bool[])[false, true])
        {
            await using var host = await StartAsync(
                options => (options.ServerContextTakeover, options.ClientContextTakeover, options.Threshold) = (keepsContext, keepsContext, 0),
                SendFlags.Compress,
                protocols: http2 ? HttpProtocols.Http2 : HttpProtocols.Http1);
            using var handler = new SocketsHttpHandler();
            using var invoker = new HttpMessageInvoker(handler);
            using var socket = new ClientWebSocket();
            socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
            socket.Options.CollectHttpResponseDetails = true;
            socket.Options.HttpVersion = http2 ? HttpVersion.Version20 : HttpVersion.Version11;
            socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
            await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{host.Port}{EngineHost.Query("websocket")}"), invoker, default);
            string.Join("", socket.HttpResponseHeaders!["sec-websocket-extensions"]).Contains("takeover", StringComparison.Ordinal).ShouldBe(!keepsContext);

            var buffer = new byte[200_000];
            (await ReceiveAsync(socket, buffer)).ShouldStartWith("0{");
            foreach (var text in (string[])[Long, "4x", Long, "4" + new string('é', 40_000), Long])
            {
                await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, default);
                (await ReceiveAsync(socket, buffer)).ShouldBe(text);
            }
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
            await host.Handler.ReadUntilAsync("closed TransportClose");
        }
    }

    [Fact]
    public async Task A_kept_context_makes_what_is_repeated_short()
    {
        await using var host = await StartAsync(options => options.ServerContextTakeover = true);
        using var socket = await RawWebSocket.ConnectAsync(host.Port, EngineHost.Query("websocket"), Offer);
        socket.Head.ShouldContain("Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover\r\n");
        var session = host.Session(await socket.ReadOpenAsync());
        var text = new byte[2000];
        new Random(1).NextBytes(text);
        session.SendBinary(text, SendFlags.Compress);
        session.Send(new EncodedPacket("text"u8.ToArray(), [text]), SendFlags.Compress);
        var first = (await socket.ReadFrameAsync())!;
        (await socket.ReadTextAsync()).ShouldBe("4text");
        var second = (await socket.ReadFrameAsync())!;
        second.Payload.Length.ShouldBeLessThan(100);
        Deflated.Inflate(first.Payload, second.Payload).ShouldBe([.. text, .. text]);
    }

    [Fact]
    public void Options_that_cannot_be_are_refused()
    {
        Check(new PerMessageDeflateOptions()).ShouldBeEmpty();
        Check(new PerMessageDeflateOptions { Threshold = -1 }).ShouldBe(["PerMessageDeflate.Threshold must not be negative."]);
        Check(new PerMessageDeflateOptions { Level = System.IO.Compression.CompressionLevel.NoCompression }).Length.ShouldBe(1);
        Check(new PerMessageDeflateOptions { Level = (System.IO.Compression.CompressionLevel)9 }).Length.ShouldBe(1);

        static string[] Check(PerMessageDeflateOptions options) => [.. EngineOptionsRules.Check(new EngineOptions { PerMessageDeflate = options })];
    }

    private static async Task<byte[]> ReadCompressedAsync(RawWebSocket socket, int opcode)
    {
        var frame = (await socket.ReadFrameAsync()).ShouldNotBeNull();
        frame.Opcode.ShouldBe(opcode);
        frame.IsCompressed.ShouldBeTrue();
        return Deflated.Inflate(frame.Payload);
    }

    private static string Decode(byte[] utf8) => Encoding.UTF8.GetString(utf8);

    private static async Task<string> ReceiveAsync(ClientWebSocket socket, byte[] buffer)
    {
        var length = 0;
        while (true)
        {
            var result = await socket.ReceiveAsync(buffer.AsMemory(length), default).AsTask().WaitAsync(TimeSpan.FromSeconds(15));
            length += result.Count;
            if (result.EndOfMessage)
                return Encoding.UTF8.GetString(buffer, 0, length);
        }
    }
}
