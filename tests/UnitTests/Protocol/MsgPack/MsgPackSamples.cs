using System.Buffers;
using System.Text;
using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.MsgPack;
using SocketIoCompat.Protocol.SocketIO;

namespace SocketIoCompat.UnitTests.Protocol.MsgPack;

/// <summary>Runs the codec on texts: JSON on one side, hexadecimal digits on the other.</summary>
internal static class MsgPackSamples
{
    public static string FromJson(string json, params ReadOnlyMemory<byte>[] attachments)
    {
        var writer = new MsgPackWriter();
        JsonToMsgPack.Write(Encoding.UTF8.GetBytes(json), attachments, writer);
        return Convert.ToHexStringLower(writer.Written);
    }

    /// <summary>The value as JSON; <c>undefined</c> and the names of errors as they are.</summary>
    public static (string Json, ReadOnlyMemory<byte>[] Attachments) ToJson(string hex, ProtocolLimits? limits = null)
    {
        var json = new ArrayBufferWriter<byte>();
        var attachments = new List<ReadOnlyMemory<byte>>();
        var reader = new MsgPackReader(Convert.FromHexString(hex));
        var result = reader.TryRead(out var token) ? new MsgPackToJson(json, attachments, limits ?? ProtocolLimits.Default).TryWrite(ref reader, token) : ParseResult.BadMessagePack;
        if (result == ParseResult.Ok && !reader.IsAtEnd) result = ParseResult.BadMessagePack;
        return (result == ParseResult.Ok ? Encoding.UTF8.GetString(json.WrittenSpan) : result.ToString(), [.. attachments]);
    }

    public static string WritePacket(PacketType type, string nsp, long ackId, string json, params ReadOnlyMemory<byte>[] attachments)
    {
        var writer = new MsgPackWriter();
        MsgPackPacket.Write(writer, type, Encoding.UTF8.GetBytes(nsp), ackId, Encoding.UTF8.GetBytes(json), attachments);
        return Convert.ToHexStringLower(writer.Written);
    }

    /// <summary>The packet as <c>TYPE namespace #id json [attachments]</c>, or why it is none.</summary>
    public static string ReadPacket(ReadOnlySpan<byte> message, ProtocolLimits? limits = null)
    {
        var json = new ArrayBufferWriter<byte>();
        var attachments = new List<ReadOnlyMemory<byte>>();
        var result = MsgPackPacket.TryRead(message, limits ?? ProtocolLimits.Default, json, attachments, out var head);
        return result == ParseResult.Ok
            ? $"{head.Type} {Encoding.UTF8.GetString(head.Namespace)} #{head.AckId} {Encoding.UTF8.GetString(json.WrittenSpan)} [{string.Join(' ', attachments.Select(one => Convert.ToHexStringLower(one.Span)))}]"
            : result.ToString();
    }
}
