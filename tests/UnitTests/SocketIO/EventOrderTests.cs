using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using SocketIoCompat.UnitTests.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.SocketIO;

/// <summary>ADR 2, sentence by sentence.</summary>
public sealed class EventOrderTests
{
    [Fact]
    public async Task Methods_of_one_socket_run_one_after_another()
    {
        await using var server = await SocketServer.StartAsync(io => io.AddHandlers<Gated>());
        var gated = server.Services.GetRequiredService<Gated>();
        await using var client = await server.ConnectAsync();
        await client.SendAsync("42[\"slow\",1]");
        await client.SendAsync("42[\"slow\",2]");
        await client.SendAsync("420[\"quick\"]");

        (await gated.Started.Reader.ReadAsync()).ShouldBe(1);
        gated.Started.Reader.TryRead(out _).ShouldBeFalse();
        gated.Gate.Release(2);
        (await gated.Started.Reader.ReadAsync()).ShouldBe(2);
        (await client.ReceiveAsync()).ShouldBe("430[2]"); // both had ended when the third began
    }

    [Fact]
    public async Task A_concurrent_method_lets_the_next_event_start()
    {
        await using var server = await SocketServer.StartAsync(io => io.AddHandlers<Gated>());
        var gated = server.Services.GetRequiredService<Gated>();
        await using var client = await server.ConnectAsync();
        await client.SendAsync("42[\"concurrent\",1]");
        await client.SendAsync("420[\"quick\"]");

        (await client.ReceiveAsync()).ShouldBe("430[0]");
        gated.Gate.Release();
    }

    [Fact]
    public async Task Listeners_do_not_wait_for_each_other()
    {
        await using var server = await SocketServer.StartAsync();
        var gate = new TaskCompletionSource();
        server.IO.On("connection", (Socket socket) =>
        {
            socket.On("slow", async () => { await gate.Task; return "slow"; });
            socket.On("quick", () => "quick");
        });
        await using var client = await server.ConnectAsync();
        await client.SendAsync("420[\"slow\"]");
        await client.SendAsync("421[\"quick\"]");

        (await client.ReceiveAsync()).ShouldBe("431[\"quick\"]");
        gate.SetResult();
        (await client.ReceiveAsync()).ShouldBe("430[\"slow\"]");
    }

    [Fact]
    public async Task No_event_is_handled_before_the_connection_handler_has_ended()
    {
        var seen = new ConcurrentQueue<string>();
        var gate = new TaskCompletionSource();
        await using var server = await SocketServer.StartAsync(io => io.AddNamespace("/", nsp => nsp.OnConnection(async socket =>
        {
            socket.On("early", () =>
            {
                seen.Enqueue("event");
                return seen.Count;
            });
            await gate.Task;
            seen.Enqueue("connection");
        })));
        await using var client = await server.ConnectAsync();
        await client.SendAsync("420[\"early\"]");
        await client.SendAsync("42[\"early\"]");
        gate.SetResult();

        (await client.ReceiveAsync()).ShouldBe("430[2]");
        await client.SendAsync("421[\"early\"]");
        (await client.ReceiveAsync()).ShouldBe("431[4]");
        seen.ShouldBe(["connection", "event", "event", "event"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_received_before_the_end_is_handled_before_disconnecting(bool politely)
    {
        await using var server = await SocketServer.StartAsync(io => io.AddHandlers<Gated>());
        var gated = server.Services.GetRequiredService<Gated>();
        var client = await server.ConnectAsync();
        await client.SendAsync("42[\"slow\",1]");
        await client.SendAsync("42[\"slow\",2]");
        (await gated.Started.Reader.ReadAsync()).ShouldBe(1);
        if (politely)
        {
            await client.SendAsync("41");
            await client.SendAsync("40");
            (await client.ReceiveAsync()).ShouldStartWith("40{"); // the 41 has been read
        }
        else
        {
            client.Abort();
            await gated.Aborted.Task;
        }

        gated.Gate.Release(2);
        (await gated.Ended.Task).ShouldBeOneOf(politely ? ["2 client namespace disconnect"] : ["2 transport error", "2 transport close"]);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task An_acknowledgement_overtakes_events_even_from_ones_own_client()
    {
        await using var asking = await SocketServer.StartAsync(io => io.AddHandlers<Asking>(), o => o.MaxWaitingEvents = 4);
        await using var client = await asking.ConnectAsync();
        await client.SendAsync("42[\"ask\"]");
        var question = await client.ReceiveAsync();
        for (var i = 0; i < 16; i++)
            await client.SendAsync("42[\"wait\"]"); // four times what may wait: reading goes on all the same
        await client.SendAsync("43" + question[2..question.IndexOf('[', StringComparison.Ordinal)] + "[\"yes\"]");

        (await client.ReceiveAsync()).ShouldBe("42[\"answered\",\"yes\"]");
        for (var i = 0; i < 16; i++)
            (await client.ReceiveAsync()).ShouldBe("42[\"waited\"]");
    }

    [Fact]
    public async Task Beyond_the_bound_the_client_is_not_read_and_nothing_is_lost()
    {
        await using var server = await SocketServer.StartAsync(io => io.AddHandlers<Gated>(), o => o.MaxWaitingEvents = 4);
        var gated = server.Services.GetRequiredService<Gated>();
        await using var client = await server.ConnectAsync();
        const int Count = 200;
        for (var i = 0; i < Count; i++)
            await client.SendAsync($"42[\"slow\",{i}]");
        await client.SendAsync("420[\"quick\"]");
        gated.Gate.Release(Count);

        (await client.ReceiveAsync()).ShouldBe($"430[{Count}]");
    }

    public sealed class Gated
    {
        public SemaphoreSlim Gate { get; } = new(0);

        public Channel<int> Started { get; } = Channel.CreateUnbounded<int>();

        public TaskCompletionSource<string> Ended { get; } = new();

        public TaskCompletionSource Aborted { get; } = new();

        public int Handled { get; private set; }

        [On("slow")]
        public async Task Slow(Socket socket, int number, CancellationToken aborted)
        {
            aborted.Register(() => Aborted.TrySetResult());
            Started.Writer.TryWrite(number);
            await Gate.WaitAsync(CancellationToken.None);
            Handled++;
        }

        [On("concurrent", Concurrent = true)]
        public Task Concurrently(int number) => Gate.WaitAsync(CancellationToken.None);

        [On("quick")]
        public int Quick() => Handled;

        [On("disconnecting")]
        public void Disconnecting(string reason) => Ended.TrySetResult($"{Handled} {reason}");
    }

    public sealed class Asking
    {
        [On("ask")]
        public async Task Ask(Socket socket) => await socket.EmitAsync("answered", await socket.EmitWithAckAsync<string>("question"));

        [On("wait")]
        public ValueTask Wait(Socket socket) => socket.EmitAsync("waited");
    }
}
