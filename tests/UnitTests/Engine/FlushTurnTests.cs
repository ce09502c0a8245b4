using Shouldly;
using SocketIoCompat.Engine;
using Xunit;

namespace SocketIoCompat.UnitTests.Engine;

public sealed class FlushTurnTests
{
    [Fact]
    public async Task Only_the_outermost_turn_flushes()
    {
        await using var host = await EngineHost.StartAsync();
        using var socket = await host.ConnectAsync();
        var session = host.Session(await socket.ReadOpenAsync());

        using (FlushTurn.Begin())
        {
            using (FlushTurn.Begin())
                session.Send("inner"u8);
            session.Send("volatile, dropped because the other is not flushed"u8, SendFlags.Volatile);
            session.Send("outer"u8);
        }

        (await socket.ReadTextAsync()).ShouldBe("4inner");
        (await socket.ReadTextAsync()).ShouldBe("4outer");
        session.Send("no turn"u8);
        (await socket.ReadTextAsync()).ShouldBe("4no turn");
    }

    [Fact]
    public async Task A_turn_that_ends_with_an_exception_flushes_too()
    {
        await using var host = await EngineHost.StartAsync();
        using var socket = await host.ConnectAsync();
        var session = host.Session(await socket.ReadOpenAsync());
        try
        {
            using (FlushTurn.Begin())
            {
                session.Send("written"u8);
                throw new InvalidOperationException();
            }
        }
        catch (InvalidOperationException)
        {
        }
        (await socket.ReadTextAsync()).ShouldBe("4written");
        FlushTurn.TryDefer(session).ShouldBeFalse("no turn is open on this thread");
    }

    [Fact]
    public async Task A_session_marked_by_one_threads_turn_is_flushed_by_anothers()
    {
        await using var host = await EngineHost.StartAsync();
        using var socket = await host.ConnectAsync();
        var session = host.Session(await socket.ReadOpenAsync());
        using var marked = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var slow = new Thread(() =>
        {
            using (FlushTurn.Begin())
            {
                session.Send("slow"u8);
                marked.Set();
                release.Wait();
                session.Send("slow again"u8);
            }
        });
        slow.Start();
        marked.Wait();

        var fast = new Thread(() =>
        {
            using (FlushTurn.Begin())
                session.Send("fast"u8);
        });
        fast.Start();
        fast.Join();
        (await socket.ReadTextAsync()).ShouldBe("4slow");
        (await socket.ReadTextAsync()).ShouldBe("4fast");
        release.Set();
        slow.Join();
        (await socket.ReadTextAsync()).ShouldBe("4slow again");
    }

    [Fact]
    public async Task A_turn_that_writes_without_end_flushes_on_the_way()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.MaxOutboundBytes = 1_000_000);
        using var socket = await host.ConnectAsync();
        var session = host.Session(await socket.ReadOpenAsync());
        using (FlushTurn.Begin())
        {
            for (var i = 0; i < 20_000 && session.IsOpen; i++)
                session.Send(new byte[10_000]);
        }
        session.IsOpen.ShouldBeFalse("the client reads nothing, and the queue is bounded inside a turn too");
        await host.Handler.ReadUntilAsync("closed TransportError");
    }
}
