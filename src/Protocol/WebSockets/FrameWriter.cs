using System.Buffers;
using System.Buffers.Binary;

namespace SocketIoCompat.Protocol.WebSockets;

/// <summary>Writes frames as a server does: unmasked and whole (RFC 6455, 5.2).</summary>
internal static class FrameWriter
{
    public const int MaxHeaderLength = 10;

    // Up to here one span takes the whole frame; a longer payload is copied into whatever spans the writer has.
    private const int MaxContiguousLength = 4096;

    public static int GetHeaderLength(long length) => length switch
    {
        <= 125 => 2,
        <= ushort.MaxValue => 4,
        _ => MaxHeaderLength,
    };

    /// <summary>Writes the head of a frame with the FIN bit and returns its length.</summary>
    public static int WriteHeader(Span<byte> destination, WebSocketOpcode opcode, long length, bool compressed = false)
    {
        destination[0] = (byte)(0x80 | (compressed ? 0x40 : 0) | (byte)opcode);
        switch (GetHeaderLength(length))
        {
            case 2:
                destination[1] = (byte)length;
                return 2;
            case 4:
                destination[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)length);
                return 4;
            default:
                destination[1] = 127;
                BinaryPrimitives.WriteInt64BigEndian(destination[2..], length);
                return MaxHeaderLength;
        }
    }

    public static void WriteFrame(IBufferWriter<byte> writer, WebSocketOpcode opcode, ReadOnlySpan<byte> payload, bool compressed = false)
        => WriteFrame(writer, opcode, default, payload, compressed);

    /// <summary>One frame whose payload is the prefix followed by the payload, so that an Engine.IO type digit costs no copy.</summary>
    public static void WriteFrame(
        IBufferWriter<byte> writer,
        WebSocketOpcode opcode,
        ReadOnlySpan<byte> prefix,
        ReadOnlySpan<byte> payload,
        bool compressed = false)
    {
        var length = (long)prefix.Length + payload.Length;
        var inOneSpan = length <= MaxContiguousLength;
        var span = writer.GetSpan(MaxHeaderLength + (inOneSpan ? (int)length : 0));
        var written = WriteHeader(span, opcode, length, compressed);
        if (inOneSpan)
        {
            prefix.CopyTo(span[written..]);
            payload.CopyTo(span[(written + prefix.Length)..]);
            writer.Advance(written + (int)length);
            return;
        }

        writer.Advance(written);
        writer.Write(prefix);
        writer.Write(payload);
    }

    /// <summary>A close frame; without a code its payload is empty and the peer sees 1005, as from Node.</summary>
    public static void WriteClose(IBufferWriter<byte> writer, WebSocketCloseCode? code)
    {
        if (code is not { } value)
        {
            WriteFrame(writer, WebSocketOpcode.Close, default);
            return;
        }

        Span<byte> payload = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)value);
        WriteFrame(writer, WebSocketOpcode.Close, payload);
    }
}
