using System.Net;
using System.Text;
using Shouldly;
using SocketIoCompat.UnitTests.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Engine;

public sealed class UpgradeTests
{
    [Fact]
    public async Task A_session_moves_from_polling_to_websocket()
    {
        await using var host = await EngineHost.StartAsync();
        var sid = await host.OpenPollingAsync();
        var session = host.Session(sid);
        var poll = host.GetAsync(sid);
        await host.PollPendingAsync(sid);
        using var socket = await host.ConnectAsync(sid);

        await socket.SendAsync("2probe");
        (await socket.ReadTextAsync()).ShouldBe("3probe");
        (await (await poll).Content.ReadAsStringAsync()).ShouldBe("6");
        session.TransportName.ShouldBe("polling");
        await socket.SendAsync("5");
        await socket.SendAsync("4hello");

        (await socket.ReadTextAsync()).ShouldBe("4hello");
        session.TransportName.ShouldBe("websocket");
        await ShouldBeAsync(await host.GetAsync(sid), HttpStatusCode.BadRequest, """{"code":3,"message":"Bad request"}""");
        await ShouldBeAsync(await host.PostAsync(sid, "4x"), HttpStatusCode.BadRequest, """{"code":3,"message":"Bad request"}""");
        (await host.Handler.ReadUntilAsync("text hello")).ShouldBe(["opened"]);
    }

    [Fact]
    public async Task A_poll_that_comes_after_the_probe_is_released_at_once()
    {
        await using var host = await EngineHost.StartAsync();
        var sid = await host.OpenPollingAsync();
        using var socket = await host.ConnectAsync(sid);
        await socket.SendAsync("2probe");
        (await socket.ReadTextAsync()).ShouldBe("3probe");
        (await (await host.GetAsync(sid)).Content.ReadAsStringAsync()).ShouldBe("6");
        (await (await host.GetAsync(sid)).Content.ReadAsStringAsync()).ShouldBe("6");
        host.Session(sid).Send("data"u8);
        (await (await host.GetAsync(sid)).Content.ReadAsStringAsync()).ShouldBe("4data");
    }

    [Fact]
    public async Task All_frames_may_come_at_once()
    {
        await using var host = await EngineHost.StartAsync();
        var sid = await host.OpenPollingAsync();
        using var socket = await host.ConnectAsync(sid);
        await socket.SendBytesAsync(RawWebSocket.TextFrame("2probe"), RawWebSocket.TextFrame("5"), RawWebSocket.TextFrame("4hello"));
        (await socket.ReadTextAsync()).ShouldBe("3probe");
        (await socket.ReadTextAsync()).ShouldBe("4hello");
    }

    [Fact]
    public async Task Until_the_upgrade_packet_messages_go_by_polling_and_what_is_left_follows_on_the_websocket()
    {
        await using var host = await EngineHost.StartAsync(new RecordingHandler());
        var sid = await host.OpenPollingAsync();
        var session = host.Session(sid);
        using var socket = await host.ConnectAsync(sid);
        var poll = host.GetAsync(sid);
        await host.PollPendingAsync(sid);

        session.Send("by poll"u8);
        (await (await poll).Content.ReadAsStringAsync()).ShouldBe("4by poll");
        await socket.SendAsync("2probe");
        (await socket.ReadTextAsync()).ShouldBe("3probe");
        session.Send("left 1"u8);
        session.SendBinary([1, 2]);
        (await (await host.PostAsync(sid, "4posted")).Content.ReadAsStringAsync()).ShouldBe("ok");
        await socket.SendAsync("5");

        (await socket.ReadTextAsync()).ShouldBe("4left 1");
        (await socket.ReadFrameAsync())!.Payload.ShouldBe([1, 2]);
        (await host.Handler.ReadUntilAsync("text posted")).ShouldBe(["opened"]);
    }

    [Fact]
    public async Task A_poll_still_waiting_at_the_upgrade_packet_gets_a_close_and_a_post_still_arriving_is_reset()
    {
        await using var host = await EngineHost.StartAsync();
        var sid = await host.OpenPollingAsync();
        var poll = host.GetAsync(sid);
        await host.PollPendingAsync(sid);
        using var post = await RawWebSocket.OpenAsync(host.Port);
        await post.SendBytesAsync(Encoding.ASCII.GetBytes(
            $"POST {EngineHost.Query("polling", sid)} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n4half"));
        await host.PostReadingAsync(sid);
        using var socket = await host.ConnectAsync(sid);

        await socket.SendBytesAsync(RawWebSocket.TextFrame("5"), RawWebSocket.TextFrame("4hello"));

        (await (await poll).Content.ReadAsStringAsync()).ShouldBe("1");
        (await socket.ReadTextAsync()).ShouldBe("4hello");
        await ShouldBeResetAsync(post);
        (await host.Handler.ReadUntilAsync("text hello")).ShouldBe(["opened"]);
        host.Session(sid).IsOpen.ShouldBeTrue("the reset of the POST is not the session's end");
    }

    [Fact]
    public async Task Messages_of_a_post_come_before_those_of_the_websocket_even_over_a_pause()
    {
        var handler = new RecordingHandler { Message = static (session, text) => { if (text == "stop") session.PauseReceiving(); } };
        await using var host = await EngineHost.StartAsync(handler);
        var sid = await host.OpenPollingAsync();
        var session = host.Session(sid);
        using var socket = await host.ConnectAsync(sid);
        await socket.SendAsync("2probe");
        (await socket.ReadTextAsync()).ShouldBe("3probe");
        var post = host.PostAsync(sid, "4stop\u001e4posted 1\u001e4posted 2");
        await host.Handler.ReadUntilAsync("text stop");

        await socket.SendBytesAsync(RawWebSocket.TextFrame("5"), RawWebSocket.TextFrame("4framed"));
        await EngineHost.UntilAsync(() => session.TransportName == "websocket");
        host.Handler.TryNext(out _).ShouldBeFalse();
        session.ResumeReceiving();

        (await host.Handler.ReadUntilAsync("text framed")).ShouldBe(["text posted 1", "text posted 2"]);
        (await (await post).Content.ReadAsStringAsync()).ShouldBe("ok");
    }

    [Theory]
    [InlineData("4hello")]
    [InlineData("2")]
    [InlineData("2other")]
    [InlineData("1")]
    [InlineData("nonsense")]
    public async Task A_wrong_packet_closes_the_websocket_and_the_session_stays_on_polling(string packet)
    {
        await using var host = await EngineHost.StartAsync();
        var sid = await host.OpenPollingAsync();
        using (var socket = await host.ConnectAsync(sid))
        {
            await socket.SendAsync(packet);
            await ShouldBeRefusedAsync(socket);
        }
        await ShouldWorkOnPollingAsync(host, sid);
        await ShouldUpgradeAsync(host, sid);
    }

    [Fact]
    public async Task A_binary_frame_fails_the_upgrade()
    {
        await using var host = await EngineHost.StartAsync();
        var sid = await host.OpenPollingAsync();
        using var socket = await host.ConnectAsync(sid);
        await socket.SendBinaryAsync("2probe"u8.ToArray());
        await ShouldBeRefusedAsync(socket);
        await ShouldWorkOnPollingAsync(host, sid);
    }

    [Fact]
    public async Task An_upgrade_that_takes_too_long_is_given_up()
    {
        var time = new ManualTimeProvider();
        await using var host = await EngineHost.StartAsync(time: time, configure: options => options.UpgradeTimeout = TimeSpan.FromSeconds(10));
        var sid = await host.OpenPollingAsync();
        using var socket = await host.ConnectAsync(sid);
        await socket.SendAsync("2probe");
        (await socket.ReadTextAsync()).ShouldBe("3probe");

        time.Advance(TimeSpan.FromSeconds(10));

        await ShouldBeRefusedAsync(socket);
        await ShouldWorkOnPollingAsync(host, sid);
    }

    [Fact]
    public async Task A_websocket_that_goes_away_while_probing_leaves_the_session_alone()
    {
        await using var host = await EngineHost.StartAsync();
        var sid = await host.OpenPollingAsync();
        using (var socket = await host.ConnectAsync(sid))
        {
            await socket.SendAsync("2probe");
            await socket.ReadTextAsync();
        }
        await ShouldWorkOnPollingAsync(host, sid);
        await EngineHost.UntilAsync(() => !host.Session(sid).IsUpgrading);
        await ShouldUpgradeAsync(host, sid);
    }

    [Fact]
    public async Task A_second_websocket_is_closed_and_the_first_goes_on()
    {
        await using var host = await EngineHost.StartAsync();
        var sid = await host.OpenPollingAsync();
        using var first = await host.ConnectAsync(sid);
        await first.SendAsync("2probe");
        (await first.ReadTextAsync()).ShouldBe("3probe");

        using (var second = await host.ConnectAsync(sid))
            await ShouldBeRefusedAsync(second);
        await first.SendBytesAsync(RawWebSocket.TextFrame("5"), RawWebSocket.TextFrame("4hello"));
        (await first.ReadTextAsync()).ShouldBe("4hello");
        using (var third = await host.ConnectAsync(sid))
            await ShouldBeRefusedAsync(third);
        await first.SendAsync("4again");
        (await first.ReadTextAsync()).ShouldBe("4again");
    }

    [Fact]
    public async Task Upgrades_may_be_forbidden()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.AllowUpgrades = false);
        (await host.Http.GetStringAsync(EngineHost.Query("polling"))).ShouldContain("\"upgrades\":[]");
        var sid = await host.OpenPollingAsync();
        using var socket = await host.ConnectAsync(sid);
        await ShouldBeRefusedAsync(socket);
        await ShouldWorkOnPollingAsync(host, sid);
    }

    [Fact]
    public async Task Closing_the_session_closes_the_websocket_that_probes()
    {
        await using var host = await EngineHost.StartAsync();
        var sid = await host.OpenPollingAsync();
        using var socket = await host.ConnectAsync(sid);
        await socket.SendAsync("2probe");
        await socket.ReadTextAsync();
        host.Session(sid).Abort();
        await ShouldBeRefusedAsync(socket);
        await host.Handler.ReadUntilAsync("closed ForcedClose");
    }

    [Fact]
    public async Task A_session_closed_with_data_waiting_sends_it_on_the_websocket_and_closes()
    {
        await using var host = await EngineHost.StartAsync();
        var sid = await host.OpenPollingAsync();
        var session = host.Session(sid);
        using var socket = await host.ConnectAsync(sid);
        await socket.SendAsync("2probe");
        await socket.ReadTextAsync();
        session.Send("last"u8);
        session.Close();
        await socket.SendAsync("5");
        (await socket.ReadTextAsync()).ShouldBe("4last");
        await ShouldBeRefusedAsync(socket);
        await host.Handler.ReadUntilAsync("closed ForcedClose");
    }

    private static async Task ShouldBeRefusedAsync(RawWebSocket socket)
    {
        var frame = await socket.ReadFrameAsync();
        frame!.Opcode.ShouldBe(8);
        frame.Payload.ShouldBeEmpty();
        await socket.SendCloseAsync();
        (await socket.ReadFrameAsync()).ShouldBeNull();
    }

    private static async Task ShouldWorkOnPollingAsync(EngineHost host, string sid)
    {
        host.Session(sid).TransportName.ShouldBe("polling");
        (await (await host.PostAsync(sid, "4echo")).Content.ReadAsStringAsync()).ShouldBe("ok");
        (await (await host.GetAsync(sid)).Content.ReadAsStringAsync()).ShouldBe("4echo");
    }

    private static async Task ShouldUpgradeAsync(EngineHost host, string sid)
    {
        using var socket = await host.ConnectAsync(sid);
        await socket.SendBytesAsync(RawWebSocket.TextFrame("2probe"), RawWebSocket.TextFrame("5"), RawWebSocket.TextFrame("4hello"));
        (await socket.ReadTextAsync()).ShouldBe("3probe");
        (await socket.ReadTextAsync()).ShouldBe("4hello");
    }

    private static async Task ShouldBeAsync(HttpResponseMessage response, HttpStatusCode status, string body)
    {
        response.StatusCode.ShouldBe(status);
        (await response.Content.ReadAsStringAsync()).ShouldBe(body);
    }

    private static async Task ShouldBeResetAsync(RawWebSocket connection)
    {
        try
        {
            (await connection.ReadToEndAsync()).ShouldBeEmpty();
        }
        catch (IOException)
        {
            // Reset, rather than ended without an answer: both will do.
        }
    }
}
