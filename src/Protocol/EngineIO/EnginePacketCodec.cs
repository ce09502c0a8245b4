using System.Buffers;
using System.Buffers.Text;

namespace SocketIoCompat.Protocol.EngineIO;

/// <summary>
/// Engine.IO packets in text form: <c>&lt;digit 0-6&gt;&lt;data&gt;</c>, or <c>b&lt;base64&gt;</c> for a binary message
/// (Engine.IO protocol 4, "Packet encoding").
/// </summary>
internal static class EnginePacketCodec
{
    private static readonly SearchValues<byte> WhiteSpace = SearchValues.Create(" \t\r\n"u8);

    public static ParseResult TryReadText(ReadOnlySpan<byte> text, out EnginePacket packet)
    {
        packet = default;
        if (text.IsEmpty) return ParseResult.Empty;

        var first = text[0];
        if (first == (byte)'b')
        {
            packet = new EnginePacket(EnginePacketType.Message, EnginePacketContent.Base64, text[1..]);
            return ParseResult.Ok;
        }

        var type = first - '0';
        if ((uint)type > (uint)EnginePacketType.Noop) return ParseResult.UnknownPacketType;

        packet = new EnginePacket((EnginePacketType)type, EnginePacketContent.Text, text[1..]);
        return ParseResult.Ok;
    }

    /// <summary>The number of bytes that <see cref="TryDecodeBase64"/> writes at most.</summary>
    public static int GetMaxDecodedLength(ReadOnlySpan<byte> base64) => (int)((base64.Length + 3L) / 4 * 3);

    /// <summary>Decodes the standard alphabet, with or without padding; false when it is anything else or the destination is too small.</summary>
    public static bool TryDecodeBase64(ReadOnlySpan<byte> base64, Span<byte> destination, out int written)
    {
        written = 0;
        // The framework's decoder skips white space, which no client sends and which would hide where the groups of four lie.
        if (base64.ContainsAny(WhiteSpace)) return false;

        var rest = base64.Length % 4;
        if (rest == 1) return false;

        var whole = base64[..^rest];
        if (Base64.DecodeFromUtf8(whole, destination, out _, out var head, isFinalBlock: true) != OperationStatus.Done) return false;
        if (rest == 0)
        {
            written = head;
            return true;
        }

        // Padding followed by more groups is not base64.
        if (whole.EndsWith((byte)'=') || base64[^rest..].Contains((byte)'=')) return false;

        Span<byte> last = [.. "===="u8];
        base64[^rest..].CopyTo(last);
        if (Base64.DecodeFromUtf8(last, destination[head..], out _, out var tail, isFinalBlock: true) != OperationStatus.Done) return false;

        written = head + tail;
        return true;
    }

    public static void WriteText(IBufferWriter<byte> writer, EnginePacketType type, ReadOnlySpan<byte> data)
    {
        var span = writer.GetSpan(1);
        span[0] = ToDigit(type);
        writer.Advance(1);
        if (!data.IsEmpty) writer.Write(data);
    }

    public static void WriteBase64(IBufferWriter<byte> writer, ReadOnlySpan<byte> binary)
    {
        var length = 1 + Base64.GetMaxEncodedToUtf8Length(binary.Length);
        var span = writer.GetSpan(length);
        span[0] = (byte)'b';
        Base64.EncodeToUtf8(binary, span[1..], out _, out var written);
        writer.Advance(1 + written);
    }

    public static byte ToDigit(EnginePacketType type) => (byte)('0' + (byte)type);
}
