using System.Text;
using Shouldly;
using SocketIoCompat.Engine;
using Xunit;

namespace SocketIoCompat.UnitTests.Engine;

public sealed class WebSocketTests
{
    [Fact]
    public async Task Messages_go_both_ways_in_frames()
    {
        await using var host = await EngineHost.StartAsync();
        using var socket = await host.ConnectAsync();
        await socket.ReadOpenAsync();

        await socket.SendAsync("4h€llo");
        await socket.SendBinaryAsync([1, 2, 3]);
        await socket.SendAsync("bBAU=");

        (await socket.ReadTextAsync()).ShouldBe("4h€llo");
        (await socket.ReadFrameAsync())!.ShouldSatisfyAllConditions(frame => frame.Opcode.ShouldBe(2), frame => frame.Payload.ShouldBe([1, 2, 3]));
        (await socket.ReadFrameAsync())!.Payload.ShouldBe([4, 5]);
    }

    [Fact]
    public async Task Frames_split_anywhere_are_read()
    {
        await using var host = await EngineHost.StartAsync();
        using var socket = await host.ConnectAsync();
        await socket.ReadOpenAsync();
        foreach (var b in RawWebSocket.TextFrame("4" + new string('x', 300)))
            await socket.SendBytesAsync([b]);
        (await socket.ReadTextAsync()).ShouldBe("4" + new string('x', 300));
    }

    [Fact]
    public async Task Large_messages_pass_in_both_directions()
    {
        await using var host = await EngineHost.StartAsync();
        using var socket = await host.ConnectAsync();
        await socket.ReadOpenAsync();
        var text = "4" + new string('x', 999_999);
        var sending = socket.SendAsync(text);
        (await socket.ReadTextAsync()).ShouldBe(text);
        await sending;
    }

    [Fact]
    public async Task A_group_and_a_shared_packet_stay_together()
    {
        await using var host = await EngineHost.StartAsync();
        using var socket = await host.ConnectAsync();
        var session = host.Session(await socket.ReadOpenAsync());
        session.Send("b"u8, [new byte[] { 2 }, new byte[] { 3 }]);
        session.Send(new EncodedPacket("c"u8.ToArray(), [new byte[200]]));
        var frames = new List<string>();
        for (var i = 0; i < 5; i++)
            frames.Add((await socket.ReadFrameAsync())! is var f && f.Opcode == 1 ? f.Text : "b" + f.Payload.Length);
        frames.ShouldBe(["4b", "b1", "b1", "4c", "b200"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1000)]
    [InlineData(4000)]
    public async Task The_clients_close_is_answered_with_its_code(int? code)
    {
        await using var host = await EngineHost.StartAsync();
        using var socket = await host.ConnectAsync();
        await socket.ReadOpenAsync();
        await socket.SendCloseAsync(code);
        var frame = await socket.ReadFrameAsync();
        frame!.Opcode.ShouldBe(8);
        frame.CloseCode.ShouldBe(code);
        (await socket.ReadFrameAsync()).ShouldBeNull();
        await host.Handler.ReadUntilAsync("closed TransportClose");
        host.Server.SessionCount.ShouldBe(0);
    }

    [Fact]
    public async Task A_client_that_just_goes_away_is_noticed()
    {
        await using var host = await EngineHost.StartAsync();
        using (var socket = await host.ConnectAsync())
            await socket.ReadOpenAsync();
        await host.Handler.ReadUntilAsync("closed TransportClose");
    }

    [Fact]
    public async Task Closing_sends_what_was_written_then_a_close_frame_without_code()
    {
        await using var host = await EngineHost.StartAsync();
        using var socket = await host.ConnectAsync();
        var session = host.Session(await socket.ReadOpenAsync());
        session.Send("last"u8);
        session.Close();
        session.Send("too late"u8);

        (await socket.ReadTextAsync()).ShouldBe("4last");
        var close = await socket.ReadFrameAsync();
        close!.Opcode.ShouldBe(8);
        close.Payload.ShouldBeEmpty();
        await host.Handler.ReadUntilAsync("closed ForcedClose");
        session.ConnectionAborted.IsCancellationRequested.ShouldBeTrue();
        await socket.SendCloseAsync();
        (await socket.ReadFrameAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task A_peer_that_does_not_answer_the_close_frame_is_cut_off()
    {
        var time = new Support.ManualTimeProvider();
        await using var host = await EngineHost.StartAsync(time: time);
        using var socket = await host.ConnectAsync();
        var session = host.Session(await socket.ReadOpenAsync());
        session.Close();
        (await socket.ReadFrameAsync())!.Opcode.ShouldBe(8);
        time.Advance(TimeSpan.FromSeconds(5));
        (await socket.ReadFrameAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task The_clients_close_packet_closes_at_once()
    {
        await using var host = await EngineHost.StartAsync();
        using var socket = await host.ConnectAsync();
        await socket.ReadOpenAsync();
        await socket.SendBytesAsync(RawWebSocket.TextFrame("1"), RawWebSocket.TextFrame("4late"));
        (await socket.ReadFrameAsync())!.Opcode.ShouldBe(8);
        (await host.Handler.ReadUntilAsync("closed TransportClose")).ShouldBe(["opened"]);
    }

    [Theory]
    [InlineData("abc", "closed ParseError")]
    [InlineData("", "closed ParseError")]
    [InlineData("9", "closed ParseError")]
    [InlineData("b!", "closed ParseError")]
    [InlineData("2", "closed TransportError")]
    public async Task Bad_packets_close_without_code(string text, string closed)
    {
        await using var host = await EngineHost.StartAsync();
        using var socket = await host.ConnectAsync();
        await socket.ReadOpenAsync();
        await socket.SendAsync(text);
        var close = await socket.ReadFrameAsync();
        close!.Opcode.ShouldBe(8);
        close.Payload.ShouldBeEmpty();
        (await host.Handler.ReadUntilAsync(closed)).ShouldBe(["opened"]);
    }

    [Fact]
    public async Task A_message_over_the_limit_closes_with_1009_though_the_client_goes_on_sending()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.MaxPayload = 1000);
        using var socket = await host.ConnectAsync();
        await socket.ReadOpenAsync();
        var sending = socket.SendAsync("4" + new string('x', 3_000_000));
        var close = await socket.ReadFrameAsync();
        close!.CloseCode.ShouldBe(1009);
        await sending;
        await socket.SendCloseAsync(1009);
        (await socket.ReadFrameAsync()).ShouldBeNull();
        (await host.Handler.ReadUntilAsync("closed TransportError")).ShouldBe(["opened"]);
    }

    [Fact]
    public async Task Strangers_may_send_less()
    {
        var handler = new RecordingHandler { Message = static (session, _) => session.Admit() };
        await using var host = await EngineHost.StartAsync(handler, options => options.MaxPayloadBeforeAdmission = 10, admitOnOpen: false);
        using var socket = await host.ConnectAsync();
        await socket.ReadOpenAsync();
        await socket.SendBytesAsync(RawWebSocket.TextFrame("4hi"), RawWebSocket.TextFrame("4" + new string('x', 100)));
        await host.Handler.ReadUntilAsync("text " + new string('x', 100));

        using var stranger = await host.ConnectAsync();
        await stranger.ReadOpenAsync();
        await stranger.SendAsync("4" + new string('x', 100));
        (await stranger.ReadFrameAsync())!.CloseCode.ShouldBe(1009);
    }

    [Fact]
    public async Task An_unmasked_frame_closes_with_1002()
    {
        await using var host = await EngineHost.StartAsync();
        using var socket = await host.ConnectAsync();
        await socket.ReadOpenAsync();
        await socket.SendBytesAsync([0x81, 0x02, (byte)'4', (byte)'x']);
        (await socket.ReadFrameAsync())!.CloseCode.ShouldBe(1002);
        await host.Handler.ReadUntilAsync("closed TransportError");
    }

    [Fact]
    public async Task Ping_frames_are_answered()
    {
        await using var host = await EngineHost.StartAsync();
        using var socket = await host.ConnectAsync();
        await socket.ReadOpenAsync();
        await socket.SendBytesAsync(RawWebSocket.Frame(9, "are you there"u8.ToArray()));
        var pong = await socket.ReadFrameAsync();
        pong!.Opcode.ShouldBe(10);
        pong.Text.ShouldBe("are you there");
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_closed_when_its_queue_is_full()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.MaxOutboundBytes = 100_000);
        using var socket = await host.ConnectAsync();
        var session = host.Session(await socket.ReadOpenAsync());
        var message = new byte[50_000];
        for (var i = 0; i < 2000 && session.IsOpen; i++)
            session.Send(message);
        session.IsOpen.ShouldBeFalse();
        await host.Handler.ReadUntilAsync("closed TransportError");
    }

    [Fact]
    public async Task A_slow_client_gets_everything_in_order()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.MaxOutboundBytes = 500_000_000);
        using var socket = await host.ConnectAsync();
        var session = host.Session(await socket.ReadOpenAsync());
        for (var i = 0; i < 1000; i++)
        {
            var message = new byte[20_000];
            Encoding.ASCII.GetBytes(i.ToString(), message);
            session.Send(message);
        }
        session.Close();
        for (var i = 0; i < 1000; i++)
            (await socket.ReadTextAsync()).TrimEnd('\0').ShouldBe("4" + i);
        (await socket.ReadFrameAsync())!.Opcode.ShouldBe(8);
        await host.Handler.ReadUntilAsync("closed ForcedClose");
    }

    [Fact]
    public async Task Volatile_messages_are_dropped_behind_unflushed_ones()
    {
        await using var host = await EngineHost.StartAsync();
        using var socket = await host.ConnectAsync();
        var session = host.Session(await socket.ReadOpenAsync());
        using (FlushTurn.Begin())
        {
            session.Send("first"u8, SendFlags.Volatile);
            session.Send("second"u8, SendFlags.Volatile);
            session.Send("third"u8);
        }
        session.Send("fourth"u8, SendFlags.Volatile);
        (await socket.ReadTextAsync()).ShouldBe("4first");
        (await socket.ReadTextAsync()).ShouldBe("4third");
        (await socket.ReadTextAsync()).ShouldBe("4fourth");
    }

    [Fact]
    public async Task Nothing_is_handed_up_while_receiving_is_paused()
    {
        var handler = new RecordingHandler { Message = static (session, text) => { if (text == "stop") session.PauseReceiving(); } };
        await using var host = await EngineHost.StartAsync(handler);
        using var socket = await host.ConnectAsync();
        var session = host.Session(await socket.ReadOpenAsync());
        await socket.SendBytesAsync(RawWebSocket.TextFrame("4a"), RawWebSocket.TextFrame("4stop"), RawWebSocket.TextFrame("4b"));
        await socket.SendAsync("4c");
        (await host.Handler.ReadUntilAsync("text stop")).ShouldBe(["opened", "text a"]);
        host.Handler.TryNext(out _).ShouldBeFalse();
        session.ResumeReceiving();
        (await host.Handler.ReadUntilAsync("text c")).ShouldBe(["text b"]);
    }

    [Fact]
    public async Task The_peers_end_is_noticed_while_receiving_is_paused()
    {
        var handler = new RecordingHandler { Opened = static session => session.PauseReceiving() };
        await using var host = await EngineHost.StartAsync(handler);
        using (var socket = await host.ConnectAsync())
        {
            await socket.ReadOpenAsync();
            await socket.SendAsync("4never");
        }
        (await host.Handler.ReadUntilAsync("closed TransportClose")).ShouldBe(["opened"]);
    }

    [Fact]
    public async Task A_handler_that_throws_loses_its_session_only()
    {
        var handler = new RecordingHandler { Message = static (_, text) => throw new InvalidOperationException(text) };
        await using var host = await EngineHost.StartAsync(handler);
        using var socket = await host.ConnectAsync();
        await socket.ReadOpenAsync();
        await socket.SendAsync("4x");
        (await socket.ReadFrameAsync())!.Opcode.ShouldBe(8);
        (await host.Handler.ReadUntilAsync("closed TransportError")).ShouldBe(["opened", "text x"]);
    }
}
