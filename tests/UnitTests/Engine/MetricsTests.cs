using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using SocketIoCompat.Engine;
using Xunit;

namespace SocketIoCompat.UnitTests.Engine;

public sealed class MetricsTests
{
    [Fact]
    public async Task The_life_of_a_session_is_counted()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.MaxSessions = 1);
        using var measured = new Measurements(host.Services.GetRequiredService<IMeterFactory>());
        var sid = await host.OpenPollingAsync();
        await host.Http.GetAsync(EngineHost.Query("polling"));
        await host.Http.GetAsync(EngineHost.Query("polling", "unknown"));
        await host.PostAsync(sid, "4a\u001ebAQ==");
        host.Session(sid).Send("dropped"u8, SendFlags.Volatile);
        using var socket = await host.ConnectAsync(sid);
        await socket.SendBytesAsync(RawWebSocket.TextFrame("2probe"), RawWebSocket.TextFrame("5"));
        (await socket.ReadTextAsync()).ShouldBe("3probe");
        (await socket.ReadTextAsync()).ShouldBe("4a");
        await socket.SendAsync("9");
        await host.Handler.ReadUntilAsync("closed ParseError");
        await EngineHost.UntilAsync(() => measured.Sum("engineio.sessions.closed") == 1);

        measured.Sum("engineio.sessions.active").ShouldBe(0);
        measured.Sum("engineio.sessions.opened", "transport=polling").ShouldBe(1);
        measured.Sum("engineio.sessions.closed", "reason=parse error").ShouldBe(1);
        measured.Sum("engineio.connection_errors", "code=1").ShouldBe(1);
        measured.Sum("engineio.handshakes.not_accepted").ShouldBe(1);
        measured.Sum("engineio.upgrades", "outcome=completed").ShouldBe(1);
        measured.Sum("engineio.messages.received").ShouldBe(2);
        measured.Sum("engineio.messages.sent").ShouldBe(2);
        measured.Sum("engineio.messages.volatile_dropped").ShouldBe(1);
    }

    [Fact]
    public async Task A_slow_consumer_is_counted()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.MaxOutboundBytes = 10);
        using var measured = new Measurements(host.Services.GetRequiredService<IMeterFactory>());
        var session = host.Session(await host.OpenPollingAsync());
        session.Send("one"u8);
        session.Send("two"u8);
        measured.Sum("engineio.slow_consumers", "transport=polling").ShouldBe(1);
        await host.Handler.ReadUntilAsync("closed TransportError");
    }

    [Fact]
    public async Task A_session_of_another_server_is_told_from_one_that_never_was()
    {
        await using var host = await EngineHost.StartAsync();
        using var measured = new Measurements(host.Services.GetRequiredService<IMeterFactory>());
        var own = host.Server.SessionIds;
        string[] ids = [own.Next(), new SessionIds((ushort)~own.Mark).Next(), "AAAAAAAAAAAAAAAAAAAA", "9WL1iFp5QYFcxAdbAAAC", "short", new string('*', 20)];

        var answers = new List<string>();
        foreach (var id in ids)
        {
            using var response = await host.Http.GetAsync(EngineHost.Query("polling", Uri.EscapeDataString(id)));
            answers.Add($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        }

        answers.ShouldAllBe(static answer => answer == """400 {"code":1,"message":"Session ID unknown"}""");
        measured.Sum("engineio.sessions.foreign").ShouldBe(1);
    }
}
