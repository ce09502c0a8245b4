using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Encodings.Web;

namespace SocketIoCompat.Protocol.Json;

/// <summary>
/// Escapes exactly what JSON.stringify escapes (ECMA-262, 25.5.2.3 QuoteJSONString): the quote, the backslash, control
/// characters below U+0020 and lone surrogates. Everything else stays as it is, U+2028 and emoji too.
/// </summary>
internal sealed unsafe class JavaScriptTextEncoder : JavaScriptEncoder
{
    public const int MaxEscapeLength = 6;

    public static readonly JavaScriptTextEncoder Instance = new();

    private static readonly SearchValues<byte> EscapedBytes = SearchValues.Create(
        [.. "\"\\"u8, .. Enumerable.Range(0, 0x20).Select(c => (byte)c)]);

    private JavaScriptTextEncoder()
    {
    }

    public override int MaxOutputCharactersPerInputCharacter => MaxEscapeLength;

    /// <summary>The index of the first unit that is written as an escape, or -1.</summary>
    public static int FindFirst(ReadOnlySpan<char> text)
    {
        var position = 0;
        while (true)
        {
            position = FindSuspect(text, position);
            if (position == text.Length) return -1;
            if (!IsPair(text[position..])) return position;
            position += 2;
        }
    }

    /// <summary>The same for valid UTF-8, which holds no surrogates.</summary>
    public static int FindFirst(ReadOnlySpan<byte> utf8) => utf8.IndexOfAny(EscapedBytes);

    /// <summary>Writes the escape of one unit in ASCII; the destination holds <see cref="MaxEscapeLength"/> bytes.</summary>
    public static int WriteEscape(char unit, Span<byte> destination)
    {
        destination[0] = (byte)'\\';
        var shortForm = unit switch
        {
            '"' or '\\' => (byte)unit,
            '\b' => (byte)'b',
            '\t' => (byte)'t',
            '\n' => (byte)'n',
            '\f' => (byte)'f',
            '\r' => (byte)'r',
            _ => (byte)0,
        };
        if (shortForm != 0)
        {
            destination[1] = shortForm;
            return 2;
        }

        destination[1] = (byte)'u';
        for (var i = 0; i < 4; i++) destination[2 + i] = "0123456789abcdef"u8[(unit >> (12 - (4 * i))) & 0xf];
        return MaxEscapeLength;
    }

    public override bool WillEncode(int unicodeScalar)
        => unicodeScalar is < 0x20 or '"' or '\\' or (>= 0xd800 and <= 0xdfff);

    public override int FindFirstCharacterToEncode(char* text, int textLength) => FindFirst(new ReadOnlySpan<char>(text, textLength));

    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text) => FindFirst(utf8Text);

    public override bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var destination = new Span<char>(buffer, bufferLength);
        if (!WillEncode(unicodeScalar)) return new Rune(unicodeScalar).TryEncodeToUtf16(destination, out numberOfCharactersWritten);

        numberOfCharactersWritten = 0;
        return TryWriteEscape((char)unicodeScalar, destination, ref numberOfCharactersWritten);
    }

    // The base class turns a lone surrogate into U+FFFD before it asks; this keeps it.
    public override OperationStatus Encode(
        ReadOnlySpan<char> source,
        Span<char> destination,
        out int charsConsumed,
        out int charsWritten,
        bool isFinalBlock = true)
    {
        charsConsumed = charsWritten = 0;
        while (charsConsumed < source.Length)
        {
            var rest = source[charsConsumed..];
            var plain = FindFirst(rest);
            if (plain < 0) plain = rest.Length;

            var fits = Math.Min(plain, destination.Length - charsWritten);
            if (fits < plain && fits > 0 && char.IsHighSurrogate(rest[fits - 1])) fits--;
            rest[..fits].CopyTo(destination[charsWritten..]);
            charsConsumed += fits;
            charsWritten += fits;
            if (fits < plain) return OperationStatus.DestinationTooSmall;
            if (charsConsumed == source.Length) break;

            // A high surrogate at the end of a block that is not the last may still find its other half.
            if (!isFinalBlock && charsConsumed == source.Length - 1 && char.IsHighSurrogate(source[^1])) return OperationStatus.NeedMoreData;
            if (!TryWriteEscape(source[charsConsumed], destination, ref charsWritten)) return OperationStatus.DestinationTooSmall;
            charsConsumed++;
        }

        return OperationStatus.Done;
    }

    public override OperationStatus EncodeUtf8(
        ReadOnlySpan<byte> utf8Source,
        Span<byte> utf8Destination,
        out int bytesConsumed,
        out int bytesWritten,
        bool isFinalBlock = true)
    {
        bytesConsumed = bytesWritten = 0;
        Span<byte> escape = stackalloc byte[MaxEscapeLength];
        while (bytesConsumed < utf8Source.Length)
        {
            var rest = utf8Source[bytesConsumed..];
            var plain = rest.IndexOfAny(EscapedBytes);
            if (plain < 0) plain = rest.Length;

            var fits = Math.Min(plain, utf8Destination.Length - bytesWritten);
            // Never leave half a character behind: step back to where one begins.
            if (fits < plain) while (fits > 0 && (rest[fits] & 0xc0) == 0x80) fits--;
            rest[..fits].CopyTo(utf8Destination[bytesWritten..]);
            bytesConsumed += fits;
            bytesWritten += fits;
            if (fits < plain) return OperationStatus.DestinationTooSmall;
            if (bytesConsumed == utf8Source.Length) break;

            var length = WriteEscape((char)utf8Source[bytesConsumed], escape);
            if (!escape[..length].TryCopyTo(utf8Destination[bytesWritten..])) return OperationStatus.DestinationTooSmall;
            bytesConsumed++;
            bytesWritten += length;
        }

        return OperationStatus.Done;
    }

    /// <summary>The next unit that is escaped, or is when it stands alone; the length when there is none.</summary>
    private static int FindSuspect(ReadOnlySpan<char> text, int position)
    {
        if (Vector128.IsHardwareAccelerated)
        {
            ref var start = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(text));
            for (; position <= text.Length - Vector128<ushort>.Count; position += Vector128<ushort>.Count)
            {
                var units = Vector128.LoadUnsafe(ref start, (nuint)position);
                var suspects = Vector128.Equals(units, Vector128.Create((ushort)'"'))
                    | Vector128.Equals(units, Vector128.Create((ushort)'\\'))
                    | Vector128.LessThan(units, Vector128.Create((ushort)' '))
                    | Vector128.Equals(units & Vector128.Create((ushort)0xf800), Vector128.Create((ushort)0xd800));
                var bits = suspects.ExtractMostSignificantBits();
                if (bits != 0) return position + BitOperations.TrailingZeroCount(bits);
            }
        }

        while (position < text.Length && !(text[position] is < ' ' or '"' or '\\' || char.IsSurrogate(text[position]))) position++;
        return position;
    }

    private static bool IsPair(ReadOnlySpan<char> text)
        => text.Length > 1 && char.IsHighSurrogate(text[0]) && char.IsLowSurrogate(text[1]);

    private static bool TryWriteEscape(char unit, Span<char> destination, ref int written)
    {
        Span<byte> escape = stackalloc byte[MaxEscapeLength];
        var length = WriteEscape(unit, escape);
        if (destination.Length - written < length) return false;
        for (var i = 0; i < length; i++) destination[written + i] = (char)escape[i];
        written += length;
        return true;
    }
}
