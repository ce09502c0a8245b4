using System.Buffers;
using System.Buffers.Text;
using SocketIoCompat.Protocol.Json;

namespace SocketIoCompat.Protocol.SocketIO;

/// <summary>
/// Writes <c>&lt;type&gt;[&lt;attachments&gt;-][&lt;nsp&gt;,][&lt;ackId&gt;][&lt;json&gt;]</c> (Socket.IO protocol 5, "Packet encoding").
/// </summary>
internal static class PacketWriter
{
    // type, ten digits and "-", ",", nineteen digits
    private const int MaxFixedLength = 1 + 11 + 1 + 19;

    /// <summary>Everything before the JSON. The namespace "/" (or an empty one) is left out; an id below zero too.</summary>
    public static void WriteHeader(
        IBufferWriter<byte> writer,
        PacketType type,
        int attachments,
        ReadOnlySpan<byte> nsp,
        long ackId)
    {
        var span = writer.GetSpan(MaxFixedLength + nsp.Length);
        span[0] = (byte)('0' + (byte)type);
        var length = 1;
        if (type >= PacketType.BinaryEvent)
        {
            Utf8Formatter.TryFormat(attachments, span[length..], out var written);
            length += written;
            span[length++] = (byte)'-';
        }

        if (nsp.Length > 1)
        {
            nsp.CopyTo(span[length..]);
            length += nsp.Length;
            span[length++] = (byte)',';
        }

        if (ackId >= 0)
        {
            Utf8Formatter.TryFormat(ackId, span[length..], out var written);
            length += written;
        }

        writer.Advance(length);
    }

    /// <summary>What follows the header of an accepted CONNECT: <c>{"sid":"…"[,"pid":"…"]}</c></summary>
    public static void WriteConnectPayload(IBufferWriter<byte> writer, string sid, string? pid)
    {
        writer.Write("{\"sid\":"u8);
        JavaScriptString.Write(writer, sid);
        if (pid is not null)
        {
            writer.Write(",\"pid\":"u8);
            JavaScriptString.Write(writer, pid);
        }

        writer.Write("}"u8);
    }

    /// <summary>What follows the header of CONNECT_ERROR: <c>{"message":"…"[,"data":…]}</c></summary>
    public static void WriteConnectErrorPayload(IBufferWriter<byte> writer, string message, ReadOnlySpan<byte> dataJson)
    {
        writer.Write("{\"message\":"u8);
        JavaScriptString.Write(writer, message);
        if (!dataJson.IsEmpty)
        {
            writer.Write(",\"data\":"u8);
            writer.Write(dataJson);
        }

        writer.Write("}"u8);
    }
}
