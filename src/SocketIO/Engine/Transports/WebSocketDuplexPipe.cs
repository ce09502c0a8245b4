using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;
using SocketIoCompat.Protocol.WebSockets;

namespace SocketIoCompat.Engine.Transports;

/// <summary>
/// Lets a websocket of the framework pass for a connection with bare frames, so that the engine needs one kind of websocket
/// only: its messages come in as masked frames (with a mask of zero), and our frames go out as its messages. For hosts that
/// offer nothing else, such as the test server; Kestrel never comes here.
/// </summary>
internal sealed class WebSocketDuplexPipe : IDuplexPipe, IAsyncDisposable
{
    private const int MaskedHeaderLength = FrameWriter.MaxHeaderLength + 4;
    private const int ReceiveSize = 4096;

    private readonly WebSocket _webSocket;
    private readonly Pipe _incoming = new();
    private readonly Pipe _outgoing = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _receiving;
    private readonly Task _sending;

    public WebSocketDuplexPipe(WebSocket webSocket)
    {
        _webSocket = webSocket;
        _receiving = ReceiveAsync();
        _sending = SendAsync();
    }

    public PipeReader Input => _incoming.Reader;

    public PipeWriter Output => _outgoing.Writer;

    public async ValueTask DisposeAsync()
    {
        // What was written last, a close frame mostly, still goes out.
        await _outgoing.Writer.CompleteAsync();
        await _sending;
        await _stop.CancelAsync();
        await _incoming.Reader.CompleteAsync();
        await _receiving;
        _webSocket.Dispose();
        _stop.Dispose();
    }

    private async Task ReceiveAsync()
    {
        var isContinuation = false;
        try
        {
            while (true)
            {
                var memory = _incoming.Writer.GetMemory(MaskedHeaderLength + ReceiveSize);
                var result = await _webSocket.ReceiveAsync(memory.Slice(MaskedHeaderLength, ReceiveSize), _stop.Token);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    WriteClose();
                    break;
                }
                WriteFrame(memory.Span, result, isContinuation);
                isContinuation = !result.EndOfMessage;
                if ((await _incoming.Writer.FlushAsync()).IsCompleted)
                    break;
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            // The end of the incoming pipe says it all.
        }
        await _incoming.Writer.CompleteAsync();
    }

    private void WriteFrame(Span<byte> memory, ValueWebSocketReceiveResult result, bool isContinuation)
    {
        var opcode = isContinuation ? WebSocketOpcode.Continuation
            : result.MessageType == WebSocketMessageType.Text ? WebSocketOpcode.Text : WebSocketOpcode.Binary;
        Span<byte> header = stackalloc byte[MaskedHeaderLength];
        var length = FrameWriter.WriteHeader(header, opcode, result.Count);
        if (!result.EndOfMessage)
            header[0] &= 0x7f;
        header[1] |= 0x80;
        header.Slice(length, 4).Clear();
        length += 4;
        memory.Slice(MaskedHeaderLength, result.Count).CopyTo(memory[length..]);
        header[..length].CopyTo(memory);
        _incoming.Writer.Advance(length + result.Count);
    }

    private void WriteClose()
    {
        var code = (int)(_webSocket.CloseStatus ?? WebSocketCloseStatus.Empty);
        var hasCode = code != (int)WebSocketCloseStatus.Empty;
        ReadOnlySpan<byte> frame = hasCode
            ? [0x88, 0x82, 0, 0, 0, 0, (byte)(code >> 8), (byte)code]
            : [0x88, 0x80, 0, 0, 0, 0];
        _incoming.Writer.Write(frame);
    }

    private async Task SendAsync()
    {
        try
        {
            while (true)
            {
                var result = await _outgoing.Reader.ReadAsync();
                var rest = result.Buffer;
                while (TryReadFrame(ref rest, out var opcode, out var payload))
                    await SendAsync(opcode, payload);
                _outgoing.Reader.AdvanceTo(rest.Start, rest.End);
                if (result.IsCompleted)
                    break;
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The peer is gone; writers see a completed pipe.
        }
        await _outgoing.Reader.CompleteAsync();
    }

    private async ValueTask SendAsync(WebSocketOpcode opcode, byte[] payload)
    {
        switch (opcode)
        {
            case WebSocketOpcode.Text:
                await _webSocket.SendAsync(payload.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, _stop.Token);
                break;
            case WebSocketOpcode.Binary:
                await _webSocket.SendAsync(payload.AsMemory(), WebSocketMessageType.Binary, endOfMessage: true, _stop.Token);
                break;
            case WebSocketOpcode.Close:
                var status = payload.Length >= 2 ? (WebSocketCloseStatus)((payload[0] << 8) | payload[1]) : WebSocketCloseStatus.Empty;
                await _webSocket.CloseOutputAsync(status, statusDescription: null, _stop.Token);
                break;
        }
    }

    /// <summary>Reads one of our own frames: whole, unmasked, final.</summary>
    private static bool TryReadFrame(ref ReadOnlySequence<byte> rest, out WebSocketOpcode opcode, out byte[] payload)
    {
        opcode = default;
        payload = [];
        var reader = new SequenceReader<byte>(rest);
        if (!reader.TryRead(out var first) || !reader.TryRead(out var second))
            return false;
        long length = second;
        if (second == 126)
        {
            if (!reader.TryReadBigEndian(out short value))
                return false;
            length = (ushort)value;
        }
        else if (second == 127 && !reader.TryReadBigEndian(out length))
        {
            return false;
        }
        if (reader.Remaining < length)
            return false;
        opcode = (WebSocketOpcode)(first & 0x0f);
        payload = rest.Slice(reader.Position, length).ToArray();
        rest = rest.Slice(rest.GetPosition(length, reader.Position));
        return true;
    }
}
