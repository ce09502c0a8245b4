using System.Buffers;
using System.Text.Unicode;

namespace SocketIoCompat.Protocol.EngineIO;

/// <summary>
/// Reads the packets of an Engine.IO 3 polling body, one for each call (Engine.IO protocol 3, "Payload"; wire §6). What follows
/// the first packet that cannot be read is not looked at.
/// </summary>
internal static class PollingPayloadReaderV3
{
    private const int MaxDigits = 10;

    // Characters counted at a time, on the stack.
    private const int CountedAtOnce = 256;

    /// <summary>
    /// Text: <c>1*( &lt;length&gt; ":" &lt;packet&gt; )</c>, the length in UTF-16 code units. Packets of length 0 are skipped,
    /// as in the reference.
    /// </summary>
    /// <param name="body">The whole body.</param>
    /// <param name="consumed">The bytes read so far.</param>
    /// <param name="packet">The next packet.</param>
    /// <param name="error">Ok at the end.</param>
    /// <returns>False at the end and at a packet that cannot be read.</returns>
    public static bool TryReadText(ReadOnlySpan<byte> body, ref int consumed, out EnginePacket packet, out ParseResult error)
    {
        packet = default;
        error = body.IsEmpty ? ParseResult.Empty : ParseResult.Ok;
        while (consumed < body.Length)
        {
            error = TryReadLength(body[consumed..], zero: (byte)'0', end: (byte)':', out var units, out var head);
            if (error != ParseResult.Ok) return false;
            var rest = body[(consumed + head)..];
            error = TryCutText(rest, units, out var length);
            if (error != ParseResult.Ok) return false;
            consumed += head + length;
            if (length == 0) continue;
            error = EnginePacketCodecV3.TryReadText(rest[..length], out packet);
            return error == ParseResult.Ok;
        }

        return false;
    }

    /// <summary>
    /// Binary: <c>*( ( 0x00 &lt;length&gt; 0xFF &lt;text packet&gt; ) / ( 0x01 &lt;length&gt; 0xFF &lt;binary packet&gt; ) )</c>, the
    /// length in bytes, each of its digits a byte of that value.
    /// </summary>
    /// <param name="body">The whole body.</param>
    /// <param name="consumed">The bytes read so far.</param>
    /// <param name="packet">The next packet.</param>
    /// <param name="error">Ok at the end.</param>
    /// <returns>False at the end and at a packet that cannot be read.</returns>
    public static bool TryReadBinary(ReadOnlySpan<byte> body, ref int consumed, out EnginePacket packet, out ParseResult error)
    {
        packet = default;
        error = ParseResult.Ok;
        if (consumed >= body.Length) return false;
        var kind = body[consumed];
        if (kind > 1)
        {
            error = ParseResult.BadPayload;
            return false;
        }

        error = TryReadLength(body[(consumed + 1)..], zero: 0, end: 0xff, out var length, out var head);
        if (error != ParseResult.Ok) return false;
        var rest = body[(consumed + 1 + head)..];
        if (length > rest.Length)
        {
            error = ParseResult.BadLength;
            return false;
        }

        consumed += 1 + head + length;
        error = kind == 1 ? EnginePacketCodecV3.TryReadBinary(rest[..length], out packet) : TryReadUtf8(rest[..length], out packet);
        return error == ParseResult.Ok;
    }

    private static ParseResult TryReadUtf8(ReadOnlySpan<byte> text, out EnginePacket packet)
    {
        packet = default;
        return Utf8.IsValid(text) ? EnginePacketCodecV3.TryReadText(text, out packet) : ParseResult.BadUtf8;
    }

    /// <summary>The decimal number before the byte that ends it, and the bytes that both take.</summary>
    private static ParseResult TryReadLength(ReadOnlySpan<byte> input, byte zero, byte end, out int length, out int head)
    {
        length = head = 0;
        var value = 0L;
        while (head < input.Length && head <= MaxDigits)
        {
            var next = input[head++];
            if (next == end)
            {
                length = (int)Math.Min(value, int.MaxValue);
                return head == 1 ? ParseResult.BadLength : ParseResult.Ok;
            }

            var digit = next - zero;
            if ((uint)digit > 9) return ParseResult.BadLength;
            value = (value * 10) + digit;
        }

        return ParseResult.BadLength;
    }

    /// <summary>How many bytes so many UTF-16 code units take; the text must be valid so far and not be cut within a character.</summary>
    private static ParseResult TryCutText(ReadOnlySpan<byte> text, int units, out int length)
    {
        length = 0;
        // No unit takes less than a byte.
        if (units > text.Length) return ParseResult.BadLength;
        if (System.Text.Ascii.IsValid(text[..units]))
        {
            length = units;
            return ParseResult.Ok;
        }

        Span<char> counted = stackalloc char[CountedAtOnce];
        while (units > 0)
        {
            var status = Utf8.ToUtf16(
                text[length..], counted[..Math.Min(units, CountedAtOnce)], out var bytes, out var chars, replaceInvalidSequences: false);
            if (status is OperationStatus.InvalidData or OperationStatus.NeedMoreData) return ParseResult.BadUtf8;
            // Nothing more is there, or one unit is left and the next character has two.
            if (chars == 0) return ParseResult.BadLength;
            length += bytes;
            units -= chars;
        }

        return ParseResult.Ok;
    }
}
