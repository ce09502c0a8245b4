using System.Diagnostics;
using System.IO.Compression;

namespace SocketIoCompat.Protocol.WebSockets;

/// <summary>
/// Compresses messages for <c>permessage-deflate</c> (RFC 7692, 7.2.1). It has zlib's state, about 270 KB, during a call only,
/// unless it keeps its context from message to message. Not thread-safe.
/// </summary>
internal sealed class MessageDeflater(CompressionLevel level, bool keepsContext = false) : IDisposable
{
    /// <summary>The length of the empty block that a flush ends with, and a message leaves out.</summary>
    private const int TailLength = 4;

    private readonly DeflatePipe _output = new();
    private DeflateStream? _deflate;

    public bool KeepsContext => keepsContext;

    /// <summary>Compresses a message that is not empty. The result is valid until the next call of any method.</summary>
    public ReadOnlySpan<byte> Deflate(ReadOnlySpan<byte> message)
    {
        _output.Release();
        _deflate ??= new DeflateStream(_output, level, leaveOpen: true);
        _deflate.Write(message);
        _deflate.Flush();
        var length = _output.Written.Length - TailLength;
        Debug.Assert(_output.Written[length..] is [0, 0, 0xff, 0xff], "A flush ends with an empty block.");
        // The end writes a last block, which is no part of the message.
        if (!keepsContext) Reset();
        return _output.Written[..length];
    }

    /// <summary>Returns the result's array.</summary>
    public void Release() => _output.Release();

    public void Dispose()
    {
        Reset();
        Release();
    }

    private void Reset()
    {
        _deflate?.Dispose();
        _deflate = null;
    }
}
