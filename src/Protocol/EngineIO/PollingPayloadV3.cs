using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace SocketIoCompat.Protocol.EngineIO;

/// <summary>
/// Writes the packets of an Engine.IO 3 polling body: as text, <c>&lt;length in UTF-16 units&gt; ":" &lt;packet&gt;</c>, or, when
/// any of them is binary and the client takes that, as binary, <c>&lt;0x00 / 0x01&gt; &lt;length in bytes&gt; 0xFF &lt;packet&gt;</c>
/// (Engine.IO protocol 3, "Payload"; wire §6). Each length says exactly what the method beside it writes.
/// </summary>
internal static class PollingPayloadV3
{
    private const int MaxDigits = 10;

    public static int GetTextLength(ReadOnlySpan<byte> data) => CountDigits(CountUnits(data)) + 2 + data.Length;

    /// <summary><c>&lt;length&gt;:&lt;digit&gt;&lt;data&gt;</c></summary>
    public static void WriteText(IBufferWriter<byte> writer, EnginePacketType type, ReadOnlySpan<byte> data)
    {
        WriteTextLength(writer, CountUnits(data));
        EnginePacketCodec.WriteText(writer, type, data);
    }

    public static int GetBase64Length(int binaryLength)
    {
        var length = EnginePacketCodecV3.GetBase64Length(binaryLength);
        return CountDigits(length) + 1 + length;
    }

    /// <summary>A binary message as text: <c>&lt;length&gt;:b4&lt;base64&gt;</c></summary>
    public static void WriteBase64(IBufferWriter<byte> writer, ReadOnlySpan<byte> binary)
    {
        WriteTextLength(writer, EnginePacketCodecV3.GetBase64Length(binary.Length));
        EnginePacketCodecV3.WriteBase64(writer, binary);
    }

    public static int GetBinaryLength(int dataLength) => 1 + CountDigits(1 + dataLength) + 1 + 1 + dataLength;

    /// <summary>A text packet in a binary body: <c>0x00 &lt;length&gt; 0xFF &lt;digit&gt;&lt;data&gt;</c></summary>
    public static void WriteTextAsBinary(IBufferWriter<byte> writer, EnginePacketType type, ReadOnlySpan<byte> data) =>
        WriteBinary(writer, kind: 0, EnginePacketCodec.ToDigit(type), data);

    /// <summary>A binary message: <c>0x01 &lt;length&gt; 0xFF 0x04 &lt;data&gt;</c></summary>
    public static void WriteBinary(IBufferWriter<byte> writer, ReadOnlySpan<byte> data) =>
        WriteBinary(writer, kind: 1, (byte)EnginePacketType.Message, data);

    private static void WriteBinary(IBufferWriter<byte> writer, byte kind, byte type, ReadOnlySpan<byte> data)
    {
        var span = writer.GetSpan(1 + MaxDigits + 2);
        span[0] = kind;
        Utf8Formatter.TryFormat(1 + data.Length, span[1..], out var digits);
        foreach (ref var digit in span.Slice(1, digits)) digit -= (byte)'0';
        span[1 + digits] = 0xff;
        span[2 + digits] = type;
        writer.Advance(3 + digits);
        writer.Write(data);
    }

    private static void WriteTextLength(IBufferWriter<byte> writer, int units)
    {
        var span = writer.GetSpan(MaxDigits + 1);
        Utf8Formatter.TryFormat(units, span, out var digits);
        span[digits] = (byte)':';
        writer.Advance(digits + 1);
    }

    /// <summary>The units of a packet with its digit, as the client counts them: it reads what is not UTF-8 as U+FFFD.</summary>
    private static int CountUnits(ReadOnlySpan<byte> data) => 1 + Encoding.UTF8.GetCharCount(data);

    private static int CountDigits(int value)
    {
        var digits = 1;
        while ((value /= 10) > 0) digits++;
        return digits;
    }
}
