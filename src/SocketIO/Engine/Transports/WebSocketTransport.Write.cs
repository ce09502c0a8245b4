using System.Buffers;
using System.IO.Pipelines;
using SocketIoCompat.Protocol.EngineIO;
using SocketIoCompat.Protocol.WebSockets;

namespace SocketIoCompat.Engine.Transports;

/// <summary>
/// The writing side: every member is called under the session's lock. Frames go straight into the connection's pipe; when a
/// flush does not complete at once the websocket is backpressured, and the session queues until the flush has ended.
/// </summary>
internal sealed partial class WebSocketTransport
{
    /// <summary>So much is written before it is flushed although the turn goes on: a handler that writes without end must meet the pipe's limit.</summary>
    private const int FlushThreshold = 32 * 1024;

    private static readonly TimeSpan LastFlushLimit = TimeSpan.FromSeconds(5);

    private readonly PipeWriter _output;
    private byte[]? _unansweredPing;
    private LingerNode? _linger;
    private Task _flushing = Task.CompletedTask;
    private long _unflushed;
    private bool _ended;
    private bool _loopEnded;

    /// <summary>A flush has not ended: the peer reads slower than we write.</summary>
    public bool IsBackpressured { get; private set; }

    /// <summary>Something was written and not flushed yet.</summary>
    public bool IsDirty => _unflushed > 0;

    /// <summary>So much was written that it should not wait for the end of the turn.</summary>
    public bool ShouldFlush => _unflushed >= FlushThreshold;

    private bool CanWrite => !_ended && !IsBackpressured && _phase != WebSocketPhase.Draining;

    public void Write(EnginePacketType type, ReadOnlySpan<byte> data, bool mayCompress = false)
    {
        if (!CanWrite)
            return;
        var output = BeginFrames(mayCompress, data.Length + 1);
        FrameWriter.WriteFrame(output, WebSocketOpcode.Text, [EnginePacketCodec.ToDigit(type)], data);
        EndFrames(output, data.Length + 1 + FrameWriter.MaxHeaderLength);
    }

    public void WriteBinary(ReadOnlySpan<byte> data, bool mayCompress = false)
    {
        if (!CanWrite)
            return;
        var output = BeginFrames(mayCompress, data.Length);
        EndFrames(output, _format.WriteBinary(output, data));
    }

    public void Write(EncodedPacket packet, bool mayCompress = false)
    {
        if (!CanWrite)
            return;
        if (mayCompress && TryGetShared(packet, out var frames))
        {
            WebSocketFormat.WriteShared(_output, frames);
            _unflushed += frames.Length;
            return;
        }

        var output = BeginFrames(mayCompress, packet.Length + 1);
        EndFrames(output, _format.Write(output, packet));
    }

    /// <summary>Compresses a packet that is about to be written, for all websockets that can share the result. Needs no lock.</summary>
    public void Prepare(EncodedPacket packet) => TryGetShared(packet, out _);

    private bool TryGetShared(EncodedPacket packet, out ReadOnlyMemory<byte> frames)
    {
        frames = default;
        return _compression is { SharesFrames: true } compression
            && compression.Suits(packet.Length + 1)
            && _format.TryGetCompressed(packet, compression, out frames);
    }

    public void Write(in OutboundItem item)
    {
        if (item.Shared is { } shared)
            Write(shared, item.MayCompress);
        else if (item.IsBinary)
            WriteBinary(item.Data, item.MayCompress);
        else
            Write(item.Type, item.Data, item.MayCompress);
    }

    /// <summary>Where frames with so many bytes of payload go: straight out, or to be compressed by <see cref="EndFrames"/>.</summary>
    private IBufferWriter<byte> BeginFrames(bool mayCompress, int length) =>
        mayCompress && _compression is { } compression && compression.Suits(length) ? compression.Frames : _output;

    /// <summary>Counts what was written, roughly so long, after compressing what is to be compressed.</summary>
    private void EndFrames(IBufferWriter<byte> output, int length) =>
        _unflushed += output == _output ? length : _compression!.WriteTo(_output);

    /// <summary>Answers a ping frame. While the peer does not read, only its last ping is answered, later (RFC 6455, 5.5.3).</summary>
    public void WritePong(ReadOnlySpan<byte> data)
    {
        if (IsBackpressured && !_ended)
        {
            _unansweredPing = data.ToArray();
            return;
        }
        if (!CanWrite)
            return;
        FrameWriter.WriteFrame(_output, WebSocketOpcode.Pong, data);
        _unflushed += data.Length + FrameWriter.MaxHeaderLength;
    }

    public void Flush()
    {
        if (_ended || IsBackpressured || _unflushed == 0)
            return;
        _unflushed = 0;
        try
        {
            var flush = _output.FlushAsync();
            if (flush.IsCompletedSuccessfully)
            {
                _ended = flush.Result.IsCompleted;
            }
            else
            {
                IsBackpressured = true;
                _flushing = WaitForFlushAsync(flush);
            }
        }
        catch (Exception)
        {
            // The connection is gone; its read loop says so to the session.
            _ended = true;
        }
    }

    /// <summary>The flush that was under way has ended.</summary>
    public void EndFlush(bool isOver)
    {
        IsBackpressured = false;
        _ended |= isOver;
        if (_unansweredPing is not { } ping)
            return;
        _unansweredPing = null;
        WritePong(ping);
    }

    /// <summary>
    /// Sends the close frame and waits for the peer's, for a bounded time. A peer that does not even read what came before
    /// is cut off.
    /// </summary>
    public void Close(WebSocketCloseCode? code)
    {
        if (_ended || _phase == WebSocketPhase.Draining)
            return;
        if (IsBackpressured)
        {
            Cut();
            return;
        }
        FrameWriter.WriteClose(_output, code);
        _unflushed++;
        _phase = WebSocketPhase.Draining;
        Flush();
        _session.Server.Heartbeat.LingerDue.Arm(_linger ??= new LingerNode(this));
    }

    /// <summary>Sends the answer to the peer's close frame; the read loop then ends the connection.</summary>
    public void AnswerClose(ReadOnlySpan<byte> payload)
    {
        if (!CanWrite)
            return;
        // The code is returned, the reason is not.
        FrameWriter.WriteFrame(_output, WebSocketOpcode.Close, payload.Length >= 2 ? payload[..2] : default);
        _unflushed++;
        _phase = WebSocketPhase.Draining;
        Flush();
    }

    /// <summary>The read loop is over: nothing may be written any more.</summary>
    public void End()
    {
        _ended = true;
        _loopEnded = true;
        _compression?.Dispose();
        _phase = WebSocketPhase.Draining;
        _linger?.Disarm();
    }

    /// <summary>Cuts the connection, unless its request is over: over HTTP/2 the host may have given its objects to another.</summary>
    public void AbortConnection()
    {
        if (!_loopEnded)
            _connection.Lifetime.Abort();
    }

    /// <summary>Takes the session over at the end of an upgrade.</summary>
    public void Open() => _phase = WebSocketPhase.Open;

    /// <summary>Runs only for a client that does not keep up. Never throws.</summary>
    private async Task WaitForFlushAsync(ValueTask<FlushResult> flush)
    {
        bool isOver;
        try
        {
            isOver = (await flush).IsCompleted;
        }
        catch (Exception)
        {
            isOver = true;
        }
        _session.OnFlushed(this, isOver);
    }

    /// <summary>
    /// Waits until what was written last, our close frame for one, has left: over TLS and HTTP/2 the request's end would
    /// overtake it. Bounded, for a peer that does not read.
    /// </summary>
    private async Task FinishWritingAsync()
    {
        try
        {
            await _flushing.WaitAsync(LastFlushLimit, _session.Server.Time);
        }
        catch (TimeoutException)
        {
            _connection.Lifetime.Abort();
        }
    }

    private void Cut()
    {
        _ended = true;
        _phase = WebSocketPhase.Draining;
        // Not on this stack, which may be a broadcast's.
        ThreadPool.UnsafeQueueUserWorkItem(static cut => cut._session.OnCut(cut), this, preferLocal: false);
    }

    private sealed class LingerNode(WebSocketTransport transport) : DeadlineNode
    {
        public override void OnDeadline() => transport._session.OnCut(transport);
    }
}
