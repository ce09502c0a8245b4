using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace SocketIoCompat.Protocol.SocketIO;

/// <summary>
/// The stand-ins for binary values in a packet's JSON: <c>{"_placeholder":true,"num":n}</c>. As in socket.io-parser any
/// object whose member "_placeholder" is true is one, whatever else it holds.
/// </summary>
internal static class Placeholders
{
    private static ReadOnlySpan<byte> Head => "{\"_placeholder\":true,\"num\":"u8;

    /// <summary>Writes the placeholder of the attachment with the given number.</summary>
    public static void Write(IBufferWriter<byte> writer, int num)
    {
        writer.Write(Head);
        Utf8Formatter.TryFormat(num, writer.GetSpan(11), out var written);
        writer.Advance(written);
        writer.Write("}"u8);
    }

    /// <summary>Reads the placeholder that a text begins with, if it is written as every sender writes it.</summary>
    public static bool TryReadPlain(ReadOnlySpan<byte> json, out int num, out int length)
    {
        num = length = 0;
        if (!json.StartsWith(Head)) return false;

        var number = json[Head.Length..];
        if (!Utf8Parser.TryParse(number, out num, out int digits) || num < 0) return false;
        if (digits == number.Length || number[digits] != (byte)'}') return false;

        length = Head.Length + digits + 1;
        return true;
    }

    /// <summary>A quick test: false means that there is surely no placeholder, true that there may be one.</summary>
    public static bool Contains(ReadOnlySpan<byte> json)
        => json.IndexOf("_placeholder"u8) >= 0
            // The name may be hidden behind escapes.
            || (json.Contains((byte)'{') && json.IndexOf("\\u"u8) >= 0);

    /// <summary>True when every placeholder in checked JSON names one of that many attachments.</summary>
    public static bool AreWithin(ReadOnlySpan<byte> json, int attachments)
    {
        if (!Contains(json)) return true;
        foreach (var placeholder in new PlaceholderEnumerator(json))
        {
            if ((uint)placeholder.Num >= (uint)attachments) return false;
        }

        return true;
    }

    /// <summary>
    /// Copies checked JSON into a packet that may have attachments already: each placeholder met appends its attachment
    /// to the sink and is written with its number there. One that names no attachment becomes null: left as it is, it
    /// would stand for another value's attachment, or make the receiver close.
    /// </summary>
    public static void CopyRenumbered(
        ReadOnlySpan<byte> json,
        IReadOnlyList<ReadOnlyMemory<byte>> attachments,
        IList<ReadOnlyMemory<byte>> sink,
        IBufferWriter<byte> writer)
    {
        var copied = 0;
        if (Contains(json))
        {
            foreach (var placeholder in new PlaceholderEnumerator(json))
            {
                writer.Write(json[copied..placeholder.Start]);
                copied = placeholder.End;
                if ((uint)placeholder.Num >= (uint)attachments.Count)
                {
                    writer.Write("null"u8);
                    continue;
                }

                Write(writer, sink.Count);
                sink.Add(attachments[placeholder.Num]);
            }
        }

        writer.Write(json[copied..]);
    }

    /// <summary>
    /// Reads the placeholder at which the reader stands (on its opening brace) and leaves the reader on its closing brace;
    /// false, with the reader where it was, when the value is not a placeholder with a number.
    /// </summary>
    public static bool TryRead(ref Utf8JsonReader reader, out int num)
    {
        num = -1;
        if (reader.TokenType != JsonTokenType.StartObject) return false;

        var ahead = reader;
        var isPlaceholder = false;
        while (ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName)
        {
            var name = PlaceholderFinder.ReadName(ref ahead);
            if (!ahead.Read()) return false;
            if (name == PlaceholderMember.Placeholder) isPlaceholder = ahead.TokenType == JsonTokenType.True;
            else if (name == PlaceholderMember.Num) num = PlaceholderFinder.ReadNum(ref ahead);
            ahead.Skip();
        }

        if (!isPlaceholder || num < 0 || ahead.TokenType != JsonTokenType.EndObject) return false;
        reader = ahead;
        return true;
    }
}
