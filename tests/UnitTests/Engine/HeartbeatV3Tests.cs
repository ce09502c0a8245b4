using Shouldly;
using SocketIoCompat.UnitTests.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Engine;

/// <summary>In Engine.IO 3 the client pings: it has 45 s, the default interval and time-out, from its opening or its last ping.</summary>
public sealed class HeartbeatV3Tests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task A_client_that_pings_lives_on_and_is_answered_without_its_data()
    {
        await using var host = await StartAsync();
        using var socket = await new ClientV3(host).ConnectAsync();
        await socket.ReadOpenAsync();
        foreach (var ping in (string[])["2", "2probe", "2data"])
        {
            _time.Advance(Patience - Instant);
            await socket.SendAsync(ping);
            (await socket.ReadTextAsync()).ShouldBe("3");
        }
    }

    [Fact]
    public async Task A_silent_client_is_closed_and_other_traffic_does_not_count()
    {
        await using var host = await StartAsync();
        using var socket = await new ClientV3(host).ConnectAsync();
        await socket.ReadOpenAsync();
        _time.Advance(Patience - Instant);
        await socket.SendAsync("4alive");
        (await socket.ReadTextAsync()).ShouldBe("4alive");
        _time.Advance(Instant);
        (await socket.ReadFrameAsync())!.Opcode.ShouldBe(8);
        await host.Handler.ReadUntilAsync("closed PingTimeout");
    }

    [Fact]
    public async Task Polling_has_the_same_clock()
    {
        await using var host = await StartAsync();
        var client = await ClientV3.OpenAsync(host);
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(Patience - Instant);
            await client.PostAsync("1:2");
            (await client.PollAsync()).ShouldBe("1:3");
        }

        _time.Advance(Patience);
        await host.Handler.ReadUntilAsync("closed PingTimeout");
    }

    [Fact]
    public async Task A_request_after_the_time_finds_no_session_though_the_timer_is_late()
    {
        await using var host = await StartAsync();
        var client = await ClientV3.OpenAsync(host);
        _time.Stall(Patience);
        (await client.PostAsync("1:2")).StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
        (await host.Handler.ReadUntilAsync("closed PingTimeout")).ShouldBe(["opened"]);
        _time.Advance(TimeSpan.Zero);
    }

    // The reference forgets the clock at this point and keeps a silent client for ever (wire §10.1).
    [Fact]
    public async Task The_clock_outlives_an_upgrade()
    {
        await using var host = await StartAsync();
        var client = await ClientV3.OpenAsync(host);
        _time.Advance(Patience - Instant);
        using var socket = await client.ConnectAsync();
        await socket.SendBytesAsync(RawWebSocket.TextFrame("2probe"), RawWebSocket.TextFrame("5"), RawWebSocket.TextFrame("4x"));
        (await socket.ReadTextAsync()).ShouldBe("3probe");
        (await socket.ReadTextAsync()).ShouldBe("4x");
        _time.Advance(Instant);
        (await socket.ReadFrameAsync())!.Opcode.ShouldBe(8);
        await host.Handler.ReadUntilAsync("closed PingTimeout");
    }

    [Fact]
    public async Task A_pong_from_the_client_is_an_error()
    {
        await using var host = await StartAsync();
        using var socket = await new ClientV3(host).ConnectAsync();
        await socket.ReadOpenAsync();
        await socket.SendAsync("3");
        (await socket.ReadFrameAsync())!.Opcode.ShouldBe(8);
        await host.Handler.ReadUntilAsync("closed TransportError");
    }

    [Fact]
    public async Task The_clock_stands_still_while_receiving_is_paused()
    {
        await using var host = await StartAsync();
        using var socket = await new ClientV3(host).ConnectAsync();
        var session = host.Session(await socket.ReadOpenAsync());
        session.PauseReceiving();
        _time.Advance(Patience + Patience);
        await socket.SendAsync("2");
        _time.Advance(Patience - Instant);
        session.ResumeReceiving();
        (await socket.ReadTextAsync()).ShouldBe("3");
        _time.Advance(Patience - Instant);
        session.IsOpen.ShouldBeTrue();
        _time.Advance(Instant);
        await host.Handler.ReadUntilAsync("closed PingTimeout");
    }

    private Task<EngineHost> StartAsync() => EngineHost.StartAsync(configure: static options => options.AllowEIO3 = true, time: _time);
}
