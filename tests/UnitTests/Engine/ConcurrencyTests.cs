using System.Net.Http;
using System.Text;
using Shouldly;
using SocketIoCompat.Engine;
using Xunit;

namespace SocketIoCompat.UnitTests.Engine;

public sealed class ConcurrencyTests
{
    [Fact]
    public async Task Each_senders_messages_keep_their_order_and_groups_stay_whole()
    {
        const int Senders = 6;
        const int Each = 400;
        await using var host = await EngineHost.StartAsync(configure: options => options.MaxOutboundBytes = 100_000_000);
        using var socket = await host.ConnectAsync();
        var session = host.Session(await socket.ReadOpenAsync());
        var senders = Enumerable.Range(0, Senders).Select(sender => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                using var turn = i % 3 == 0 ? FlushTurn.Begin() : default;
                var text = Encoding.ASCII.GetBytes($"{sender}:{i}:{new string('x', i * 7 % 3000)}");
                if (i % 2 == 0)
                    session.Send(text, [new byte[] { (byte)sender }, new byte[] { (byte)i }]);
                else
                    session.Send(new EncodedPacket(text, [new byte[] { (byte)sender }, new byte[] { (byte)i }]));
            }
        })).ToArray();

        var next = new int[Senders];
        for (var count = 0; count < Senders * Each; count++)
        {
            var parts = (await socket.ReadTextAsync())[1..].Split(':');
            var (sender, i) = (int.Parse(parts[0]), int.Parse(parts[1]));
            i.ShouldBe(next[sender]++);
            (await socket.ReadFrameAsync())!.Payload.ShouldBe([(byte)sender]);
            (await socket.ReadFrameAsync())!.Payload.ShouldBe([(byte)i]);
        }
        await Task.WhenAll(senders);
    }

    [Fact]
    public async Task Whatever_ends_a_session_ends_it_once_and_nothing_is_left()
    {
        const int Sessions = 150;
        var random = new Random(2026);
        await using var host = await EngineHost.StartAsync(RecordingHandler.Echo());
        var choices = Enumerable.Range(0, Sessions).Select(_ => random.Next(7)).ToArray();

        await Parallel.ForEachAsync(choices, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (choice, _) => await LiveAsync(host, choice));

        var (opened, closed) = (0, 0);
        while (closed < Sessions)
        {
            var next = await host.Handler.NextAsync();
            opened += next == "opened" ? 1 : 0;
            closed += next.StartsWith("closed", StringComparison.Ordinal) ? 1 : 0;
        }
        opened.ShouldBe(Sessions);
        host.Server.SessionCount.ShouldBe(0);
        host.Server.Sessions.Sessions.ShouldBeEmpty();
        await host.Server.CloseAllAsync(EngineCloseReason.ServerShuttingDown, default).WaitAsync(TimeSpan.FromSeconds(15));
        while (host.Handler.TryNext(out var late))
            late.ShouldNotBe("closed");
    }

    private static async Task LiveAsync(EngineHost host, int choice)
    {
        if (choice >= 5)
        {
            await LiveOnPollingAsync(host, choice);
            return;
        }
        using var socket = await host.ConnectAsync();
        var session = host.Session(await socket.ReadOpenAsync());
        await socket.SendAsync("4hello");
        switch (choice)
        {
            case 0: // the client goes away in mid-frame
                await socket.SendBytesAsync([0x81, 0xff]);
                socket.Socket.Close(0);
                break;
            case 1:
                await Task.WhenAll(Task.Run(session.Close), Task.Run(session.Abort), socket.SendCloseAsync(1000));
                break;
            case 2:
                await Task.WhenAll(Task.Run(session.Abort), socket.SendAsync("4more"));
                break;
            case 3:
                session.PauseReceiving();
                await Task.WhenAll(Task.Run(session.ResumeReceiving), Task.Run(session.Close));
                break;
            default:
                await socket.SendBytesAsync(RawWebSocket.TextFrame("4a"), RawWebSocket.TextFrame("x"), RawWebSocket.TextFrame("4b"));
                break;
        }
    }

    private static async Task LiveOnPollingAsync(EngineHost host, int choice)
    {
        var sid = await host.OpenPollingAsync();
        var session = host.Session(sid);
        var poll = host.GetAsync(sid);
        using var socket = await host.ConnectAsync(sid);
        await socket.SendBytesAsync(RawWebSocket.TextFrame("2probe"), RawWebSocket.TextFrame("5"));
        if (choice == 5)
            await Task.WhenAll(Task.Run(session.Abort), host.PostAsync(sid, "4x"));
        else
            await Task.WhenAll(host.PostAsync(sid, "4x\u001e1"), Task.Run(session.Close));
        session.Abort();
        try
        {
            (await poll).Dispose();
        }
        catch (HttpRequestException)
        {
            // The session ended under it.
        }
    }
}
