using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using SocketIoCompat.Engine.Transports;
using SocketIoCompat.Protocol.WebSockets;

namespace SocketIoCompat.Handlers.RawSockets;

/// <summary>
/// A bare websocket with the frames that Socket.IO's transport uses: one loop reads, one writes what waits in the queue and flushes once.
/// One that does not read its messages, or answers no ping, is cut off.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "RunAsync owns them and disposes them when it ends.")]
internal sealed partial class RawSocket : IMessageSink
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly WebSocketConnection _connection;
    private readonly RawSocketMetrics _metrics;
    private readonly RawSocketOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end = new();
    private readonly Channel<Outbound> _queue = Channel.CreateUnbounded<Outbound>(new UnboundedChannelOptions { SingleReader = true });
    private FrameReader _reader;
    private long _skip;
    private long _waiting;
    private int _closeCode;
    private string _closeReason = "";
    private volatile bool _heard = true;
    private volatile bool _isHandling;

    public RawSocket(HttpContext context, WebSocketConnection connection, RawSocketOptions options, RawSocketMetrics metrics, TimeProvider time)
    {
        (Context, _connection, _options, _metrics, _time) = (context, connection, options, metrics, time);
        _reader = new FrameReader(options.MaxPayload);
    }

    private readonly record struct Inbound(WebSocketOpcode Opcode, byte[] Payload);

    public string Id { get; } = Guid.CreateVersion7().ToString();

    /// <summary>The request that became this socket.</summary>
    public HttpContext Context { get; }

    /// <summary>What the handler keeps with the socket.</summary>
    public object? Data { get; set; }

    /// <summary>Cancelled when the connection is at its end or cut off.</summary>
    public CancellationToken Aborted => _end.Token;

    /// <summary>The code of the close frame that this side sends; 0 as long as there is none.</summary>
    public int CloseCode => Volatile.Read(ref _closeCode);

    private bool IsClosing => CloseCode != 0;

    public void Send(ReadOnlyMemory<byte> message) => Enqueue(new Outbound(WebSocketOpcode.Text, message));

    public void Close(int code, string reason)
    {
        if (Interlocked.CompareExchange(ref _closeCode, code, 0) == 0)
        {
            Volatile.Write(ref _closeReason, reason);
            _queue.Writer.TryComplete();
        }
    }

    /// <summary>Runs until the websocket is at its end.</summary>
    /// <param name="open">Called before the first message is read.</param>
    /// <param name="receive">Called with one text message after another.</param>
    public async Task RunAsync(Func<ValueTask> open, Func<ReadOnlyMemory<byte>, ValueTask> receive)
    {
        var writing = WriteAsync();
        var pings = _time.CreateTimer(static state => ((RawSocket)state!).OnPingDue(), this, _options.PingInterval, _options.PingInterval);
        await using (pings.ConfigureAwait(false))
        {
            try
            {
                await open();
                await ReadAsync(receive);
                Close((int)WebSocketCloseCode.Normal, ""); // the answer to the peer's close, after what still waits
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or ConnectionAbortedException)
            {
                await _end.CancelAsync(); // gone, or cut off
            }
            finally
            {
                _queue.Writer.TryComplete();
                await writing;
            }
        }

        await EndAsync();
    }

    private async Task EndAsync()
    {
        await _end.CancelAsync();
        _end.Dispose();
        _reader.Dispose();
        if (_connection.Owner is { } owner)
        {
            await owner.DisposeAsync();
        }
    }

    private void OnPingDue()
    {
        if (!_heard && !_isHandling)
        {
            CutOff();
            return;
        }

        _heard = false;
        Enqueue(new Outbound(WebSocketOpcode.Ping, default));
    }

    // Not on this stack: what ends with it must not run inside of somebody's broadcast.
    private void CutOff() => ThreadPool.UnsafeQueueUserWorkItem(static socket => socket.CutOffNow(), this, preferLocal: false);

    private void CutOffNow()
    {
        try
        {
            _end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // At its end already.
        }
    }

    private async Task ReadAsync(Func<ReadOnlyMemory<byte>, ValueTask> receive)
    {
        var input = _connection.Input;
        while (true)
        {
            var result = await input.ReadAsync(_end.Token);
            _heard = true;
            var next = result.Buffer.Start;
            while (result.Buffer.TryGet(ref next, out var rest))
            {
                while (TryTake(ref rest, out var message))
                {
                    if (!await HandleAsync(message, receive))
                    {
                        input.AdvanceTo(result.Buffer.End);
                        return;
                    }
                }
            }

            input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted || _reader.FailureCode != WebSocketCloseCode.None)
            {
                return;
            }
        }
    }

    private async ValueTask<bool> HandleAsync(Inbound message, Func<ReadOnlyMemory<byte>, ValueTask> receive)
    {
        switch (message.Opcode)
        {
            case WebSocketOpcode.Close:
                return false;
            case WebSocketOpcode.Ping:
                Enqueue(new Outbound(WebSocketOpcode.Pong, message.Payload));
                return true;
            case WebSocketOpcode.Text when !IsClosing:
                _isHandling = true;
                await receive(message.Payload);
                _heard = true;
                _isHandling = false;
                return true;
            default:
                return true;
        }
    }

    private bool TryTake(ref ReadOnlyMemory<byte> rest, out Inbound taken)
    {
        taken = default;
        while (true)
        {
            var skipped = (int)Math.Min(_skip, rest.Length);
            _skip -= skipped;
            var span = rest.Span[skipped..];
            var status = _reader.Read(ref span, out var message);
            rest = rest[(rest.Length - span.Length)..];
            switch (status)
            {
                case FrameReadStatus.Message:
                    taken = new Inbound(message.Opcode, message.Payload.ToArray());
                    return true;
                case FrameReadStatus.Failed when _reader.FailureCode == WebSocketCloseCode.MessageTooBig:
                    // Read past it for the peer's close frame: ending the connection under data that still comes would reset it.
                    Close((int)WebSocketCloseCode.MessageTooBig, "Message too big");
                    _skip = _reader.RefusedPayloadLength;
                    _reader.Dispose();
                    _reader = new FrameReader(_options.MaxPayload);
                    continue;
                case FrameReadStatus.Failed:
                    Close((int)_reader.FailureCode, "");
                    return false;
                default:
                    return false;
            }
        }
    }
}
