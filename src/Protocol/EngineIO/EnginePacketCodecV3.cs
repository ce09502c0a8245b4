using System.Buffers;
using System.Buffers.Text;

namespace SocketIoCompat.Protocol.EngineIO;

/// <summary>
/// Engine.IO 3 packets, where these differ from version 4 (Engine.IO protocol 3, "Encoding"; wire §6): base64 and binary carry
/// the packet's type as well. Text is <c>&lt;digit 0-6&gt;&lt;data&gt;</c> or <c>b&lt;digit 0-6&gt;&lt;base64&gt;</c>, binary is
/// <c>&lt;byte 0-6&gt;&lt;data&gt;</c>.
/// </summary>
internal static class EnginePacketCodecV3
{
    /// <summary>What precedes the data of a binary message.</summary>
    public static ReadOnlySpan<byte> BinaryPrefix => [(byte)EnginePacketType.Message];

    /// <summary>What precedes the base64 of a binary message.</summary>
    public static ReadOnlySpan<byte> Base64Prefix => "b4"u8;

    public static ParseResult TryReadText(ReadOnlySpan<byte> text, out EnginePacket packet)
    {
        packet = default;
        var isBase64 = text is [(byte)'b', ..];
        var digit = isBase64 ? 1 : 0;
        if (text.Length <= digit) return ParseResult.Empty;
        return TryMake(text[digit] - '0', isBase64 ? EnginePacketContent.Base64 : EnginePacketContent.Text, text[(digit + 1)..], out packet);
    }

    public static ParseResult TryReadBinary(ReadOnlySpan<byte> data, out EnginePacket packet)
    {
        packet = default;
        return data.IsEmpty ? ParseResult.Empty : TryMake(data[0], EnginePacketContent.Binary, data[1..], out packet);
    }

    /// <summary>The length of what <see cref="WriteBase64"/> writes.</summary>
    public static int GetBase64Length(int binaryLength) => Base64Prefix.Length + Base64.GetMaxEncodedToUtf8Length(binaryLength);

    /// <summary>Writes a binary message as text.</summary>
    public static void WriteBase64(IBufferWriter<byte> writer, ReadOnlySpan<byte> binary)
    {
        var span = writer.GetSpan(GetBase64Length(binary.Length));
        Base64Prefix.CopyTo(span);
        Base64.EncodeToUtf8(binary, span[Base64Prefix.Length..], out _, out var written);
        writer.Advance(Base64Prefix.Length + written);
    }

    private static ParseResult TryMake(int type, EnginePacketContent content, ReadOnlySpan<byte> data, out EnginePacket packet)
    {
        packet = default;
        if ((uint)type > (uint)EnginePacketType.Noop) return ParseResult.UnknownPacketType;
        packet = new EnginePacket((EnginePacketType)type, content, data);
        return ParseResult.Ok;
    }
}
