using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using System.Text.Unicode;

namespace SocketIoCompat.Protocol.Json;

/// <summary>What becomes of half a surrogate pair in UTF-8, which has no place for it.</summary>
internal enum LoneSurrogate : byte
{
    /// <summary>Three bytes, as in WTF-8: it can be told from others.</summary>
    Keep,

    /// <summary>U+FFFD, as JavaScript's encoders write it.</summary>
    Replace,
}

/// <summary>Strings as JSON.stringify writes them and JSON.parse reads them: any sequence of UTF-16 units, lone surrogates too.</summary>
internal static class JavaScriptString
{
    // Characters that are written into one span; the longest escape has six bytes.
    private const int MaxChunk = 128;

    /// <summary>Writes a string with its quotes.</summary>
    public static void Write(IBufferWriter<byte> writer, ReadOnlySpan<char> value)
    {
        var isFirst = true;
        do
        {
            var chunk = value.Length <= MaxChunk ? value : value[..(char.IsHighSurrogate(value[MaxChunk - 1]) ? MaxChunk - 1 : MaxChunk)];
            value = value[chunk.Length..];

            var span = writer.GetSpan((chunk.Length * JavaScriptTextEncoder.MaxEscapeLength) + 2);
            var written = 0;
            if (isFirst) span[written++] = (byte)'"';
            written += Escape(chunk, span[written..]);
            if (value.IsEmpty) span[written++] = (byte)'"';
            writer.Advance(written);
            isFirst = false;
        }
        while (!value.IsEmpty);
    }

    /// <summary>Writes a string given as UTF-8 with its quotes; sequences that are no UTF-8 become U+FFFD, as TextDecoder reads them.</summary>
    public static void WriteUtf8(IBufferWriter<byte> writer, ReadOnlySpan<byte> utf8)
    {
        writer.Write("\""u8);
        if (Utf8.IsValid(utf8)) WriteEscaped(writer, utf8);
        else WriteRepaired(writer, utf8);
        writer.Write("\""u8);
    }

    /// <summary>The text between the quotes of a JSON string that has been checked before.</summary>
    public static string Unescape(ReadOnlySpan<byte> escaped)
    {
        // No escape is shorter than what it stands for, and UTF-8 has at least as many bytes as UTF-16 has units.
        var rented = ArrayPool<char>.Shared.Rent(Math.Max(escaped.Length, 1));
        try
        {
            var length = 0;
            while (!escaped.IsEmpty)
            {
                var plain = escaped.IndexOf((byte)'\\');
                if (plain < 0) plain = escaped.Length;
                length += Encoding.UTF8.GetChars(escaped[..plain], rented.AsSpan(length));
                escaped = escaped[plain..];
                if (escaped.IsEmpty) break;
                rented[length++] = (char)ReadEscape(ref escaped);
            }

            return new string(rented, 0, length);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    /// <summary>The same in UTF-8, in an array of its own; a lone surrogate becomes three bytes, as in WTF-8.</summary>
    public static byte[] UnescapeUtf8(ReadOnlySpan<byte> escaped)
    {
        var result = new byte[escaped.Length];
        var length = UnescapeUtf8(escaped, result, LoneSurrogate.Keep);
        return length == result.Length ? result : result[..length];
    }

    /// <summary>The same into a span that is as long as the escaped text; returns the length.</summary>
    public static int UnescapeUtf8(ReadOnlySpan<byte> escaped, Span<byte> destination, LoneSurrogate loneSurrogate)
    {
        var length = 0;
        while (!escaped.IsEmpty)
        {
            var plain = escaped.IndexOf((byte)'\\');
            if (plain < 0) plain = escaped.Length;
            escaped[..plain].CopyTo(destination[length..]);
            length += plain;
            escaped = escaped[plain..];
            if (escaped.IsEmpty) break;

            var scalar = ReadEscape(ref escaped);
            if (char.IsHighSurrogate((char)scalar) && TryReadLowSurrogate(ref escaped, out var low))
                scalar = char.ConvertToUtf32((char)scalar, low);
            else if (loneSurrogate == LoneSurrogate.Replace && char.IsSurrogate((char)scalar))
                scalar = Rune.ReplacementChar.Value;
            length += EncodeWtf8(scalar, destination[length..]);
        }

        return length;
    }

    private static void WriteRepaired(IBufferWriter<byte> writer, ReadOnlySpan<byte> utf8)
    {
        var valid = 0;
        while (valid < utf8.Length)
        {
            if (Rune.DecodeFromUtf8(utf8[valid..], out _, out var length) == OperationStatus.Done)
            {
                valid += length;
                continue;
            }

            WriteEscaped(writer, utf8[..valid]);
            writer.Write("\ufffd"u8);
            utf8 = utf8[(valid + length)..];
            valid = 0;
        }

        WriteEscaped(writer, utf8);
    }

    private static void WriteEscaped(IBufferWriter<byte> writer, ReadOnlySpan<byte> utf8)
    {
        while (true)
        {
            var plain = JavaScriptTextEncoder.FindFirst(utf8);
            if (plain < 0) break;
            writer.Write(utf8[..plain]);
            writer.Advance(JavaScriptTextEncoder.WriteEscape((char)utf8[plain], writer.GetSpan(JavaScriptTextEncoder.MaxEscapeLength)));
            utf8 = utf8[(plain + 1)..];
        }

        writer.Write(utf8);
    }

    private static int Escape(ReadOnlySpan<char> text, Span<byte> destination)
    {
        var written = 0;
        while (true)
        {
            var plain = JavaScriptTextEncoder.FindFirst(text);
            if (plain < 0) return written + Encoding.UTF8.GetBytes(text, destination[written..]);

            written += Encoding.UTF8.GetBytes(text[..plain], destination[written..]);
            written += JavaScriptTextEncoder.WriteEscape(text[plain], destination[written..]);
            text = text[(plain + 1)..];
        }
    }

    private static bool TryReadLowSurrogate(ref ReadOnlySpan<byte> escaped, out char low)
    {
        var rest = escaped;
        low = rest.StartsWith("\\u"u8) ? (char)ReadEscape(ref rest) : '\0';
        if (!char.IsLowSurrogate(low)) return false;
        escaped = rest;
        return true;
    }

    private static int ReadEscape(ref ReadOnlySpan<byte> escaped)
    {
        var kind = escaped[1];
        if (kind == (byte)'u')
        {
            var read = Utf8Parser.TryParse(escaped.Slice(2, 4), out ushort unit, out _, 'x');
            Debug.Assert(read, "The scanner lets only four hexadecimal digits pass.");
            escaped = escaped[6..];
            return unit;
        }

        escaped = escaped[2..];
        return kind switch
        {
            (byte)'b' => '\b',
            (byte)'t' => '\t',
            (byte)'n' => '\n',
            (byte)'f' => '\f',
            (byte)'r' => '\r',
            _ => kind,
        };
    }

    private static int EncodeWtf8(int scalar, Span<byte> destination)
    {
        if (Rune.TryCreate(scalar, out var rune)) return rune.EncodeToUtf8(destination);

        destination[0] = (byte)(0xe0 | (scalar >> 12));
        destination[1] = (byte)(0x80 | ((scalar >> 6) & 0x3f));
        destination[2] = (byte)(0x80 | (scalar & 0x3f));
        return 3;
    }
}
