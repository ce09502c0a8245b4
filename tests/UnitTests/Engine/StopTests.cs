using Microsoft.Extensions.Logging;
using Shouldly;
using SocketIoCompat.Engine;
using SocketIoCompat.UnitTests.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Engine;

public sealed class StopTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task A_handler_that_blocks_its_thread_does_not_hold_up_the_stop()
    {
        using var release = new ManualResetEventSlim();
        using var log = new RecordingLog();
        var handler = new RecordingHandler { Message = (_, _) => release.Wait(TimeSpan.FromSeconds(60)) };
        await using var host = await EngineHost.StartAsync(handler, time: _time, services: builder => builder.Logging.AddProvider(log));
        using var socket = await host.ConnectAsync();
        await socket.ReadOpenAsync();
        await socket.SendAsync("4block");
        await handler.ReadUntilAsync("text block");
        using var stop = new CancellationTokenSource();

        var stopping = host.Server.CloseAllAsync(EngineCloseReason.ServerShuttingDown, stop.Token);
        await stop.CancelAsync();
        stopping.IsCompleted.ShouldBeFalse("the handler may still return");
        await EngineHost.UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            return stopping.IsCompleted;
        });

        await stopping;
        log.Entries.ShouldContain(entry => entry.Level == LogLevel.Warning && entry.Id.Id == 1012 && entry.Text.StartsWith("1 sessions"));
        release.Set();
        await handler.ReadUntilAsync("closed ServerShuttingDown");
    }

    [Fact]
    public async Task A_stop_whose_sessions_end_says_nothing()
    {
        using var log = new RecordingLog();
        await using var host = await EngineHost.StartAsync(time: _time, services: builder => builder.Logging.AddProvider(log));
        await host.OpenPollingAsync();

        await host.Server.CloseAllAsync(EngineCloseReason.ServerShuttingDown, new CancellationToken(canceled: true)).WaitAsync(TimeSpan.FromSeconds(15));

        host.Server.SessionCount.ShouldBe(0);
        log.Entries.ShouldNotContain(entry => entry.Id.Id == 1012);
    }
}
