using System.Buffers;
using System.Globalization;
using SocketIoCompat.Protocol.Json;

namespace SocketIoCompat.Protocol.EngineIO;

/// <summary>
/// JSONP, the polling of browsers that could not ask another site otherwise (wire §6): answers are scripts, requests are forms.
/// </summary>
internal static class Jsonp
{
    private static readonly SearchValues<byte> Suspects = SearchValues.Create([.. "\"\\"u8, 0xe2, .. Enumerable.Range(0, 0x20).Select(c => (byte)c)]);

    /// <summary><c>___eio[&lt;index&gt;](&lt;JSON string&gt;);</c>, without the line separators that JSON allows and scripts did not.</summary>
    public static void WriteScript(IBufferWriter<byte> writer, ReadOnlySpan<byte> index, ReadOnlySpan<byte> payload)
    {
        writer.Write("___eio["u8);
        writer.Write(index);
        writer.Write("](\""u8);
        while (payload.IndexOfAny(Suspects) is >= 0 and var plain)
        {
            writer.Write(payload[..plain]);
            payload = payload[plain..];
            if (payload.StartsWith("\u2028"u8) || payload.StartsWith("\u2029"u8))
            {
                writer.Write(payload[2] == 0xa8 ? "\\u2028"u8 : "\\u2029"u8);
                payload = payload[3..];
            }
            else if (payload[0] == 0xe2)
            {
                writer.Write(payload[..1]);
                payload = payload[1..];
            }
            else
            {
                writer.Advance(JavaScriptTextEncoder.WriteEscape((char)payload[0], writer.GetSpan(JavaScriptTextEncoder.MaxEscapeLength)));
                payload = payload[1..];
            }
        }

        writer.Write(payload);
        writer.Write("\");"u8);
    }

    /// <summary>
    /// Decodes the field <c>d</c> of a form, in place: <c>+</c> and <c>%XX</c> first, then the newlines, which the client sends as
    /// <c>\n</c>, and <c>\n</c> as <c>\\n</c>, because forms change newlines. False when the field is not there exactly once.
    /// </summary>
    public static bool TryReadForm(Span<byte> body, out Range payload)
    {
        payload = default;
        var found = false;
        foreach (var field in ((ReadOnlySpan<byte>)body).Split((byte)'&'))
        {
            var (start, length) = field.GetOffsetAndLength(body.Length);
            if (length < 2 || body[start] != (byte)'d' || body[start + 1] != (byte)'=') continue;
            if (found) return false;
            found = true;
            payload = (start + 2)..(start + length);
        }

        if (!found) return false;
        var value = body[payload];
        var decoded = UnescapeNewlines(value[..DecodePercent(value)]);
        payload = payload.Start.Value..(payload.Start.Value + decoded);
        return true;
    }

    private static int DecodePercent(Span<byte> value)
    {
        var written = 0;
        for (var read = 0; read < value.Length; read++)
        {
            var next = value[read];
            if (next == (byte)'+')
            {
                next = (byte)' ';
            }
            else if (next == (byte)'%' && read + 2 < value.Length
                && byte.TryParse(value.Slice(read + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                next = code;
                read += 2;
            }

            value[written++] = next;
        }

        return written;
    }

    private static int UnescapeNewlines(Span<byte> value)
    {
        var written = 0;
        var backslashes = 0;
        foreach (var next in value)
        {
            if (next == (byte)'n' && backslashes > 0)
            {
                // The backslash that stood before is taken back; alone it was the sign for a newline.
                written--;
                value[written++] = backslashes == 1 ? (byte)'\n' : next;
                backslashes = 0;
                continue;
            }

            backslashes = next == (byte)'\\' ? backslashes + 1 : 0;
            value[written++] = next;
        }

        return written;
    }
}
