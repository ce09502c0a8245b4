using System.IO.Compression;

namespace SocketIoCompat.Protocol.WebSockets;

/// <summary>
/// Inflates messages of <c>permessage-deflate</c> (RFC 7692, 7.2.2) up to a limit that is kept while inflating. Total. It has
/// zlib's state, about 40 KB, during a call only, unless it keeps its context from message to message. Not thread-safe.
/// </summary>
internal sealed class MessageInflater(bool keepsContext = false) : IDisposable
{
    private const int ChunkLength = 4096;

    private readonly DeflatePipe _input = new();
    private PooledBytes _message;
    private DeflateStream? _inflate;

    /// <summary>What the message inflated to; valid until the next call of any method.</summary>
    public ReadOnlySpan<byte> Message => _message.Written;

    /// <summary>The size of the rented array.</summary>
    internal int BufferedCapacity => _message.Capacity;

    /// <summary>The tail that senders leave out and, where the stream ends with the message, a last block: what does not end there is cut short.</summary>
    private ReadOnlySpan<byte> Tail => keepsContext ? [0, 0, 0xff, 0xff] : [0, 0, 0xff, 0xff, 1, 0, 0, 0xff, 0xff];

    /// <summary>Inflates a message: None, or the code to close with. After a failure nothing more can be inflated that refers back.</summary>
    public WebSocketCloseCode Inflate(ReadOnlySpan<byte> compressed, int maxLength)
    {
        Release();
        // Not a form that the RFC knows, but zlib takes it for an empty message, and so do peers.
        if (compressed.IsEmpty) return WebSocketCloseCode.None;

        _input.Write(compressed);
        _input.Write(Tail);
        _inflate ??= new DeflateStream(_input, CompressionMode.Decompress, leaveOpen: true);
        var failure = Read(_inflate, maxLength);
        if (failure == WebSocketCloseCode.None && !keepsContext && _input.WasReadPastEnd) failure = WebSocketCloseCode.InvalidPayload;
        // A stream that the peer itself has ended (7.2.3.4) has nothing to refer back to.
        if (!keepsContext || !_input.WasReadPastEnd || failure != WebSocketCloseCode.None) Reset();
        _input.Release();
        return failure;
    }

    /// <summary>Returns the message's array.</summary>
    public void Release() => _message.Release();

    public void Dispose()
    {
        Reset();
        _input.Release();
        Release();
    }

    private WebSocketCloseCode Read(DeflateStream inflate, int maxLength)
    {
        while (true)
        {
            // One byte over the limit is enough to know; the array grows with what has come out, not with what may.
            var room = (int)Math.Min(ChunkLength, (long)maxLength + 1 - _message.Length);
            if (!TryRead(inflate, _message.Append(room), out var count)) return WebSocketCloseCode.InvalidPayload;
            _message.Shorten(room - count);
            if (count == 0) return WebSocketCloseCode.None;
            if (_message.Length > maxLength) return WebSocketCloseCode.MessageTooBig;
        }
    }

    private bool TryRead(DeflateStream inflate, Span<byte> destination, out int count)
    {
        try
        {
            count = inflate.Read(destination);
            return true;
        }
        catch (InvalidDataException)
        {
            // With System.IO.Compression.UseStrictValidation input that ends before its stream is an error too, and where the
            // context is kept each message's does.
            count = 0;
            return keepsContext && _input.WasReadPastEnd;
        }
    }

    private void Reset()
    {
        _inflate?.Dispose();
        _inflate = null;
    }
}
