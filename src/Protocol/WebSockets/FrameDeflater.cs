using System.Buffers;
using System.Buffers.Binary;

namespace SocketIoCompat.Protocol.WebSockets;

/// <summary>Compresses messages that are already framed (RFC 7692, 6.1), so that nobody who frames has to know of compression.</summary>
internal static class FrameDeflater
{
    /// <summary>
    /// Copies whole frames of <see cref="FrameWriter"/>, and compresses those whose payload reaches the threshold. What would
    /// not get shorter stays as it is, unless the deflater keeps its context: the peer must then see all that went in.
    /// Returns the length of what was written.
    /// </summary>
    public static int Write(IBufferWriter<byte> output, ReadOnlySpan<byte> frames, MessageDeflater deflater, int threshold)
    {
        var written = 0;
        while (!frames.IsEmpty)
        {
            var opcode = (WebSocketOpcode)(frames[0] & 0x0f);
            var headLength = ReadHead(frames, out var length);
            var payload = frames.Slice(headLength, length);
            if (length == 0 || length < threshold || !TryWrite(output, opcode, payload, deflater, ref written))
            {
                output.Write(frames[..(headLength + length)]);
                written += headLength + length;
            }

            frames = frames[(headLength + length)..];
        }

        return written;
    }

    private static bool TryWrite(
        IBufferWriter<byte> output, WebSocketOpcode opcode, ReadOnlySpan<byte> payload, MessageDeflater deflater, ref int written)
    {
        var compressed = deflater.Deflate(payload);
        var isWorthIt = deflater.KeepsContext || compressed.Length < payload.Length;
        if (isWorthIt)
        {
            FrameWriter.WriteFrame(output, opcode, compressed, compressed: true);
            written += FrameWriter.GetHeaderLength(compressed.Length) + compressed.Length;
        }

        deflater.Release();
        return isWorthIt;
    }

    private static int ReadHead(ReadOnlySpan<byte> frame, out int length)
    {
        switch (frame[1])
        {
            case 126:
                length = BinaryPrimitives.ReadUInt16BigEndian(frame[2..]);
                return 4;
            case 127:
                length = (int)BinaryPrimitives.ReadInt64BigEndian(frame[2..]);
                return FrameWriter.MaxHeaderLength;
            default:
                length = frame[1];
                return 2;
        }
    }
}
