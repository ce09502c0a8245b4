using System.Buffers;
using SocketIoCompat.Diagnostics;
using SocketIoCompat.Protocol.WebSockets;

namespace SocketIoCompat.Engine.Transports;

/// <summary>
/// What one websocket compresses and inflates with, once both sides have agreed on it. Between messages it holds nothing of
/// zlib's unless a context is kept. The writing members are called under the session's lock, the inflater by the read loop.
/// </summary>
internal sealed class WebSocketCompression(PerMessageDeflateOptions options, DeflateAgreement agreement, SocketIOMetrics metrics) : IDisposable
{
    private readonly MessageDeflater _deflater = new(options.Level, agreement.ServerKeepsContext);

    public MessageInflater Inflater { get; } = new(agreement.ClientKeepsContext);

    /// <summary>Where frames are written that <see cref="WriteTo"/> then compresses.</summary>
    public FrameBuffer Frames { get; } = new();

    /// <summary>Whether what is compressed for one client can be read by all: no message refers to others.</summary>
    public bool SharesFrames => !agreement.ServerKeepsContext;

    public bool Suits(int length) => length >= options.Threshold;

    /// <summary>Writes <see cref="Frames"/> compressed and forgets them; returns the length.</summary>
    public int WriteTo(IBufferWriter<byte> output)
    {
        var written = FrameDeflater.Write(output, Frames.Written, _deflater, options.Threshold);
        metrics.Compressed(Frames.Written.Length, written);
        Frames.Release();
        return written;
    }

    /// <summary>Compresses frames for all clients that share them. May be called on any thread, without the lock.</summary>
    public byte[] Compress(ReadOnlySpan<byte> frames)
    {
        using var deflater = new MessageDeflater(options.Level);
        var output = new FrameBuffer();
        FrameDeflater.Write(output, frames, deflater, options.Threshold);
        var compressed = output.Written.ToArray();
        output.Release();
        metrics.Compressed(frames.Length, compressed.Length);
        return compressed;
    }

    /// <summary>Nothing is read or written any more; under the session's lock.</summary>
    public void Dispose()
    {
        _deflater.Dispose();
        Inflater.Dispose();
    }
}
