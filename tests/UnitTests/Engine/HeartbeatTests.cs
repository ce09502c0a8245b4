using Shouldly;
using SocketIoCompat.UnitTests.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Engine;

/// <summary>With the defaults: a ping 25 s after the last pong, 20 s for the pong.</summary>
public sealed class HeartbeatTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task A_client_that_answers_lives_on()
    {
        await using var host = await EngineHost.StartAsync(time: _time);
        using var socket = await host.ConnectAsync();
        await socket.ReadOpenAsync();
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(Interval);
            (await socket.ReadTextAsync()).ShouldBe("2");
            _time.Advance(Timeout - Instant);
            await socket.SendBytesAsync(RawWebSocket.TextFrame("3"), RawWebSocket.TextFrame("4alive"));
            (await socket.ReadTextAsync()).ShouldBe("4alive");
        }
    }

    [Fact]
    public async Task A_client_that_does_not_answer_is_closed()
    {
        await using var host = await EngineHost.StartAsync(time: _time);
        using var socket = await host.ConnectAsync();
        await socket.ReadOpenAsync();
        _time.Advance(Interval);
        (await socket.ReadTextAsync()).ShouldBe("2");
        _time.Advance(Timeout);
        (await socket.ReadFrameAsync())!.Opcode.ShouldBe(8);
        (await host.Handler.ReadUntilAsync("closed PingTimeout")).ShouldBe(["opened"]);
    }

    [Fact]
    public async Task Other_traffic_extends_the_wait_once()
    {
        await using var host = await EngineHost.StartAsync(time: _time);
        using var socket = await host.ConnectAsync();
        await socket.ReadOpenAsync();
        _time.Advance(Interval);
        (await socket.ReadTextAsync()).ShouldBe("2");
        _time.Advance(Timeout - Instant);
        await EchoAsync(socket, "1");
        _time.Advance(Timeout - Instant);
        await EchoAsync(socket, "2");
        _time.Advance(Instant);
        (await socket.ReadFrameAsync())!.Opcode.ShouldBe(8);
        await host.Handler.ReadUntilAsync("closed PingTimeout");
    }

    [Fact]
    public async Task The_clock_runs_on_polling_though_no_poll_fetches_the_ping()
    {
        await using var host = await EngineHost.StartAsync(time: _time);
        var sid = await host.OpenPollingAsync();
        _time.Advance(Interval);
        (await (await host.GetAsync(sid)).Content.ReadAsStringAsync()).ShouldBe("2");
        await host.PostAsync(sid, "3");
        _time.Advance(Interval);
        _time.Advance(Timeout);
        await host.Handler.ReadUntilAsync("closed PingTimeout");
    }

    [Fact]
    public async Task A_poll_after_the_time_finds_no_session_though_the_timer_is_late()
    {
        await using var host = await EngineHost.StartAsync(time: _time);
        var sid = await host.OpenPollingAsync();
        _time.Advance(Interval);
        (await (await host.GetAsync(sid)).Content.ReadAsStringAsync()).ShouldBe("2");
        _time.Stall(Timeout - Instant);
        await host.PostAsync(sid, "4alive");
        await host.Handler.ReadUntilAsync("text alive");
        _time.Stall(Timeout);
        (await host.GetAsync(sid)).StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
        await host.Handler.ReadUntilAsync("closed PingTimeout");
    }

    [Fact]
    public async Task An_unanswered_ping_outlives_an_upgrade()
    {
        await using var host = await EngineHost.StartAsync(time: _time);
        var sid = await host.OpenPollingAsync();
        _time.Advance(Interval);
        (await (await host.GetAsync(sid)).Content.ReadAsStringAsync()).ShouldBe("2");
        using var socket = await host.ConnectAsync(sid);
        await socket.SendBytesAsync(RawWebSocket.TextFrame("2probe"), RawWebSocket.TextFrame("5"));
        (await socket.ReadTextAsync()).ShouldBe("3probe");
        await EngineHost.UntilAsync(() => host.Session(sid).TransportName == "websocket");
        _time.Advance(Timeout);
        (await socket.ReadFrameAsync())!.Opcode.ShouldBe(8);
        await host.Handler.ReadUntilAsync("closed PingTimeout");
    }

    [Fact]
    public async Task Pings_go_on_after_an_upgrade_and_one_that_waited_is_sent_there()
    {
        await using var host = await EngineHost.StartAsync(time: _time);
        var sid = await host.OpenPollingAsync();
        using var socket = await host.ConnectAsync(sid);
        _time.Advance(TimeSpan.FromSeconds(9));
        await socket.SendAsync("2probe");
        (await socket.ReadTextAsync()).ShouldBe("3probe");
        await socket.SendBytesAsync(RawWebSocket.TextFrame("5"), RawWebSocket.TextFrame("4hello"));
        (await socket.ReadTextAsync()).ShouldBe("4hello");
        _time.Advance(Interval - TimeSpan.FromSeconds(9));
        (await socket.ReadTextAsync()).ShouldBe("2");
        await socket.SendAsync("3");
        await EchoAsync(socket, "x");
        _time.Advance(Interval);
        (await socket.ReadTextAsync()).ShouldBe("2");
    }

    [Fact]
    public async Task While_receiving_is_paused_no_pong_is_missed()
    {
        await using var host = await EngineHost.StartAsync(time: _time);
        using var socket = await host.ConnectAsync();
        var session = host.Session(await socket.ReadOpenAsync());
        session.PauseReceiving();
        _time.Advance(Interval);
        (await socket.ReadTextAsync()).ShouldBe("2");
        await socket.SendAsync("3");
        for (var i = 0; i < 3; i++)
        {
            // The client's clock does not stand still: it would give up a server that it does not hear.
            _time.Advance(Timeout);
            (await socket.ReadTextAsync()).ShouldBe("2");
        }
        session.IsOpen.ShouldBeTrue();
        session.ResumeReceiving();
        await EchoAsync(socket, "x");
        _time.Advance(Timeout);
        session.IsOpen.ShouldBeTrue("the pong was read");
        session.PauseReceiving();
        _time.Advance(Interval);
        session.ResumeReceiving();
        _time.Advance(Timeout);
        await host.Handler.ReadUntilAsync("closed PingTimeout");
    }

    [Fact]
    public async Task A_graceful_close_on_polling_waits_for_the_next_poll()
    {
        await using var host = await EngineHost.StartAsync(time: _time);
        var sid = await host.OpenPollingAsync();
        host.Session(sid).Close();
        host.Handler.TryNext(out _);
        (await (await host.PostAsync(sid, "4ignored")).Content.ReadAsStringAsync()).ShouldBe("ok");
        (await (await host.GetAsync(sid)).Content.ReadAsStringAsync()).ShouldBe("6\u001e1");
        (await host.Handler.ReadUntilAsync("closed ForcedClose")).ShouldBeEmpty();

        sid = await host.OpenPollingAsync();
        host.Session(sid).Send("last"u8);
        host.Session(sid).Close();
        (await (await host.GetAsync(sid)).Content.ReadAsStringAsync()).ShouldBe("4last");
        (await (await host.GetAsync(sid)).Content.ReadAsStringAsync()).ShouldBe("6\u001e1");
        await host.Handler.ReadUntilAsync("closed ForcedClose");
    }

    [Fact]
    public async Task A_graceful_close_answers_the_poll_that_waits()
    {
        await using var host = await EngineHost.StartAsync(time: _time);
        var sid = await host.OpenPollingAsync();
        var poll = host.GetAsync(sid);
        await host.PollPendingAsync(sid);
        host.Session(sid).Close();
        (await (await poll).Content.ReadAsStringAsync()).ShouldBe("1");
        await host.Handler.ReadUntilAsync("closed ForcedClose");
    }

    [Fact]
    public async Task A_graceful_close_is_forced_in_the_end()
    {
        await using var host = await EngineHost.StartAsync(time: _time);
        var sid = await host.OpenPollingAsync();
        var session = host.Session(sid);
        session.Close();
        _time.Advance(TimeSpan.FromSeconds(30) - Instant);
        host.Server.SessionCount.ShouldBe(1);
        _time.Advance(Instant);
        host.Server.SessionCount.ShouldBe(0);
        await host.Handler.ReadUntilAsync("closed ForcedClose");
    }

    [Fact]
    public async Task Stopping_closes_every_session_and_refuses_new_ones()
    {
        await using var host = await EngineHost.StartAsync(time: _time);
        using var socket = await host.ConnectAsync();
        await socket.ReadOpenAsync();
        await host.OpenPollingAsync();
        using var stop = new CancellationTokenSource();

        var stopping = host.Server.CloseAllAsync(SocketIoCompat.Engine.EngineCloseReason.ServerShuttingDown, stop.Token);

        (await socket.ReadFrameAsync())!.Opcode.ShouldBe(8);
        ((int)(await host.Http.GetAsync(EngineHost.Query("polling"))).StatusCode).ShouldBe(503);
        stopping.IsCompleted.ShouldBeFalse("the polling client has not come yet");
        await stop.CancelAsync();
        await stopping.WaitAsync(TimeSpan.FromSeconds(15));
        host.Server.SessionCount.ShouldBe(0);
    }

    [Fact]
    public async Task Nothing_is_left_armed_when_all_have_gone()
    {
        await using var host = await EngineHost.StartAsync(time: _time);
        using (var socket = await host.ConnectAsync())
        {
            await socket.ReadOpenAsync();
            await socket.SendCloseAsync();
            await socket.ReadFrameAsync();
        }
        await host.Handler.ReadUntilAsync("closed TransportClose");
        _time.Advance(TimeSpan.FromMinutes(1));
        _time.ArmedTimers.ShouldBe(0);
    }

    private static async Task EchoAsync(RawWebSocket socket, string text)
    {
        await socket.SendAsync("4" + text);
        (await socket.ReadTextAsync()).ShouldBe("4" + text);
    }
}
