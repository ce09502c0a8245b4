using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Shouldly;
using SocketIoCompat.Engine.DirectSends;
using Xunit;

namespace SocketIoCompat.UnitTests.Engine;

/// <summary>The writer of direct sends by itself, between two sockets whose buffers hold next to nothing.</summary>
public sealed class SocketWriterTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly AbortableConnection _connection = new();
    private System.Net.Sockets.Socket _peer = null!;
    private System.Net.Sockets.Socket _socket = null!;
    private SocketWriter _writer = null!;

    public async ValueTask InitializeAsync()
    {
        using var listener = new System.Net.Sockets.Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _peer = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 1 };
        await _peer.ConnectAsync(listener.LocalEndPoint!);
        _socket = await listener.AcceptAsync();
        _socket.SendBufferSize = 1;
        _socket.Blocking = false;
        _writer = new SocketWriter(_socket, _connection);
    }

    public ValueTask DisposeAsync()
    {
        _peer.Dispose();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_is_written_in_whatever_way_arrives_in_order(int seed)
    {
        var random = new Random(seed);
        var expected = new MemoryStream();
        var waiting = new List<Task<FlushResult>>();
        var received = ReceiveToEndAsync();
        for (var i = 0; i < 600; i++)
        {
            var bytes = new byte[random.Next(10) == 0 ? random.Next(100_000) : random.Next(2000)];
            random.NextBytes(bytes);
            expected.Write(bytes);
            switch (random.Next(4))
            {
                case 0:
                    _writer.WriteShared(bytes);
                    break;
                case 1:
                    bytes.CopyTo(_writer.GetSpan(bytes.Length));
                    _writer.Advance(bytes.Length);
                    break;
                case 2:
                    _writer.Write(bytes);
                    break;
                default:
                    // The next write may come while this one waits.
                    waiting.Add(_writer.WriteAsync(bytes).AsTask());
                    break;
            }
            if (random.Next(3) == 0)
            {
                var flush = _writer.FlushAsync();
                if (random.Next(2) == 0)
                    (await flush.AsTask().WaitAsync(Patience)).IsCompleted.ShouldBeFalse();
            }
        }
        await _writer.FinishAsync().WaitAsync(Patience);
        (await Task.WhenAll(waiting).WaitAsync(Patience)).ShouldAllBe(result => !result.IsCompleted && !result.IsCanceled);
        _socket.Shutdown(SocketShutdown.Send);
        (await received.WaitAsync(Patience)).ShouldBe(expected.ToArray());
    }

    [Fact]
    public async Task What_the_socket_takes_is_out_when_the_flush_returns()
    {
        _writer.Write("hello"u8);
        _writer.UnflushedBytes.ShouldBe(5);
        _peer.Available.ShouldBe(0);
        var flush = _writer.FlushAsync();
        flush.IsCompletedSuccessfully.ShouldBeTrue();
        (await flush).IsCompleted.ShouldBeFalse();
        _writer.UnflushedBytes.ShouldBe(0);
        var buffer = new byte[10];
        (await _peer.ReceiveAsync(buffer)).ShouldBe(5);
    }

    [Fact]
    public async Task A_flush_that_waits_can_be_cancelled_and_the_bytes_still_leave()
    {
        var bytes = new byte[1_000_000];
        _writer.WriteShared(bytes);
        var first = _writer.FlushAsync();
        first.IsCompleted.ShouldBeFalse();
        _writer.CancelPendingFlush();
        (await first.AsTask().WaitAsync(Patience)).IsCanceled.ShouldBeTrue();

        using var cancellation = new CancellationTokenSource();
        var second = _writer.FlushAsync(cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(second.WaitAsync(Patience));

        var third = _writer.FlushAsync();
        third.IsCompleted.ShouldBeFalse();
        var received = ReceiveToEndAsync();
        (await third.AsTask().WaitAsync(Patience)).IsCanceled.ShouldBeFalse();
        _socket.Shutdown(SocketShutdown.Send);
        (await received.WaitAsync(Patience)).Length.ShouldBe(bytes.Length);
    }

    [Fact]
    public async Task A_flush_cancelled_beforehand_says_so_once()
    {
        _writer.CancelPendingFlush();
        _writer.Write("x"u8);
        (await _writer.FlushAsync()).IsCanceled.ShouldBeTrue();
        (await _writer.FlushAsync()).IsCanceled.ShouldBeFalse();
        var buffer = new byte[10];
        (await _peer.ReceiveAsync(buffer)).ShouldBe(1);
    }

    [Fact]
    public async Task A_reset_completes_the_flush_that_waits_and_aborts_the_connection()
    {
        _writer.WriteShared(new byte[1_000_000]);
        var flush = _writer.FlushAsync();
        flush.IsCompleted.ShouldBeFalse();
        _peer.LingerState = new LingerOption(enable: true, seconds: 0);
        _peer.Dispose();
        (await flush.AsTask().WaitAsync(Patience)).IsCompleted.ShouldBeTrue();
        (await _connection.Aborted.WaitAsync(Patience)).InnerException.ShouldBeOfType<SocketException>();
        _writer.Write("nobody hears this"u8);
        (await _writer.FlushAsync()).IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task A_socket_disposed_under_the_writer_is_an_end_not_an_exception()
    {
        _socket.Dispose();
        _writer.Write("x"u8);
        (await _writer.FlushAsync().AsTask().WaitAsync(Patience)).IsCompleted.ShouldBeTrue();
        await _connection.Aborted.WaitAsync(Patience);
    }

    [Fact]
    public async Task After_completion_nothing_is_written_and_the_rest_leaves()
    {
        var bytes = new byte[1_000_000];
        _writer.Write(bytes);
        var finish = _writer.FinishAsync();
        finish.IsCompleted.ShouldBeFalse();
        Should.Throw<InvalidOperationException>(() => _writer.GetSpan(1));
        Should.Throw<InvalidOperationException>(() => _writer.WriteShared(bytes));
        var received = ReceiveToEndAsync();
        await finish.WaitAsync(Patience);
        _socket.Shutdown(SocketShutdown.Send);
        (await received.WaitAsync(Patience)).Length.ShouldBe(bytes.Length);
    }

    [Fact]
    public void Nobody_can_advance_beyond_what_was_given()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => _writer.Advance(1));
        var length = _writer.GetMemory(10).Length;
        Should.Throw<ArgumentOutOfRangeException>(() => _writer.Advance(length + 1));
        _writer.Advance(length);
        _writer.UnflushedBytes.ShouldBe(length);
    }

    private async Task<byte[]> ReceiveToEndAsync()
    {
        await Task.Yield();
        var received = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int count; (count = await _peer.ReceiveAsync(buffer)) > 0;)
            received.Write(buffer, 0, count);
        return received.ToArray();
    }

    private sealed class AbortableConnection : DefaultConnectionContext
    {
        private readonly TaskCompletionSource<ConnectionAbortedException> _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<ConnectionAbortedException> Aborted => _aborted.Task;

        public override void Abort(ConnectionAbortedException abortReason) => _aborted.TrySetResult(abortReason);
    }
}
