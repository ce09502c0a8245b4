using System.Net.WebSockets;
using System.Threading.Channels;

namespace SocketIoCompat.Handlers.ProjectChat.Sockets;

/// <summary>A page's websocket: one loop reads, one writes what waits in the queue. A page that does not read its messages is cut off.</summary>
internal sealed class WebSocketPage(WebSocket socket, int maxPayload, int maxOutboundBytes) : IPageTransport, IDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly Channel<ReadOnlyMemory<byte>> _queue =
        Channel.CreateUnbounded<ReadOnlyMemory<byte>>(new UnboundedChannelOptions { SingleReader = true });

    private readonly CancellationTokenSource _end = new();
    private int _closeCode;
    private string _closeReason = "";
    private long _waiting;

    public void Send(ReadOnlyMemory<byte> message)
    {
        // One message may be longer than the budget when nothing else waits.
        var waiting = Interlocked.Add(ref _waiting, message.Length);
        if (waiting > maxOutboundBytes && waiting != message.Length)
        {
            if (_queue.Writer.TryComplete())
            {
                _ = _end.CancelAsync(); // not here: what ends with it must not run inside of somebody's broadcast
            }

            return;
        }

        _queue.Writer.TryWrite(message);
    }

    public void Close(int code, string reason)
    {
        if (Interlocked.CompareExchange(ref _closeCode, code, 0) == 0)
        {
            _closeReason = reason;
            _queue.Writer.TryComplete();
        }
    }

    /// <summary>Runs until the websocket is at its end. Messages are handed over one after another.</summary>
    public async Task RunAsync(Func<ReadOnlyMemory<byte>, ValueTask> receive)
    {
        var writing = WriteAsync();
        try
        {
            await ReadAsync(receive);
            Close((int)WebSocketCloseStatus.NormalClosure, ""); // the answer to the peer's close, after what still waits
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            await _end.CancelAsync(); // gone, or cut off
        }
        finally
        {
            _queue.Writer.TryComplete();
            await writing;
            socket.Abort();
        }
    }

    public void Dispose() => _end.Dispose();

    private async Task ReadAsync(Func<ReadOnlyMemory<byte>, ValueTask> receive)
    {
        var buffer = new byte[4096];
        var length = 0;
        while (true)
        {
            var result = await socket.ReceiveAsync(buffer.AsMemory(length), _end.Token);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            length += result.Count;
            if (length > maxPayload)
            {
                // What follows is read and thrown away: a connection that is cut with unread data takes the close frame with it.
                Close((int)WebSocketCloseStatus.MessageTooBig, "Message too big");
                length = 0;
            }

            if (result.EndOfMessage)
            {
                if (Volatile.Read(ref _closeCode) == 0 && result.MessageType == WebSocketMessageType.Text)
                {
                    await receive(buffer.AsMemory(0, length));
                }

                length = 0;
            }
            else if (length == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, maxPayload + 1));
            }
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var message in _queue.Reader.ReadAllAsync(_end.Token))
            {
                await socket.SendAsync(message, WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, _end.Token);
                Interlocked.Add(ref _waiting, -message.Length);
            }

            _end.CancelAfter(CloseTimeout); // for the peer's answer too
            if (_closeCode != 0)
            {
                await socket.CloseOutputAsync((WebSocketCloseStatus)_closeCode, _closeReason, _end.Token);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            socket.Abort(); // the reading loop ends with it
        }
    }
}
