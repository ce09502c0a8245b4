using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using SocketIoCompat.Protocol.SocketIO;

namespace SocketIoCompat.Protocol.MsgPack;

/// <summary>
/// Writes JSON that this server has made or checked as notepack 2.2 would write the same value, token by token. A placeholder
/// written as every sender writes it becomes its attachment.
/// </summary>
internal readonly ref struct JsonToMsgPack
{
    // What we send keeps no client's limit.
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    private readonly ReadOnlySpan<byte> _json;
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _attachments;
    private readonly MsgPackWriter _writer;

    private JsonToMsgPack(ReadOnlySpan<byte> json, IReadOnlyList<ReadOnlyMemory<byte>> attachments, MsgPackWriter writer)
    {
        _json = json;
        _attachments = attachments;
        _writer = writer;
    }

    /// <summary>Writes one value.</summary>
    /// <param name="json">One JSON value.</param>
    /// <param name="attachments">What the placeholders in it number.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="expectedMember">A member that the outermost object has as undefined when it is not there.</param>
    /// <exception cref="JsonException">The text is not JSON: a converter of the application wrote something else.</exception>
    public static void Write(
        ReadOnlySpan<byte> json,
        IReadOnlyList<ReadOnlyMemory<byte>> attachments,
        MsgPackWriter writer,
        ReadOnlySpan<byte> expectedMember = default)
    {
        var reader = new Utf8JsonReader(json, AnyDepth);
        reader.Read();
        new JsonToMsgPack(json, attachments, writer).WriteValue(ref reader, expectedMember);
        reader.Read(); // throws when something follows
    }

    private void WriteValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> expectedMember = default)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                if (!TryWriteAttachment(ref reader)) WriteObject(ref reader, expectedMember);
                break;
            case JsonTokenType.StartArray:
                WriteArray(ref reader);
                break;
            case JsonTokenType.String:
                WriteText(ref reader);
                break;
            case JsonTokenType.Number:
                WriteNumber(reader.ValueSpan);
                break;
            case JsonTokenType.Null:
                _writer.WriteNil();
                break;
            default:
                _writer.WriteBoolean(reader.TokenType == JsonTokenType.True);
                break;
        }
    }

    private void WriteArray(ref Utf8JsonReader reader)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var start = _writer.BeginContainer();
        var count = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++) WriteValue(ref reader);
        _writer.EndArray(start, count);
    }

    private void WriteObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> expectedMember)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var start = _writer.BeginContainer();
        var count = 0;
        var isThere = expectedMember.IsEmpty;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndObject; count++)
        {
            isThere = isThere || reader.ValueSpan.SequenceEqual(expectedMember);
            WriteText(ref reader);
            reader.Read();
            WriteValue(ref reader);
        }

        if (!isThere)
        {
            _writer.WriteString(expectedMember);
            _writer.WriteUndefined();
            count++;
        }

        _writer.EndMap(start, count);
    }

    private bool TryWriteAttachment(ref Utf8JsonReader reader)
    {
        if (_attachments.Count == 0
            || !Placeholders.TryReadPlain(_json[(int)reader.TokenStartIndex..], out var num, out _)
            || num >= _attachments.Count) return false;

        _writer.WriteBinary(_attachments[num].Span);
        reader.Skip();
        return true;
    }

    private void WriteText(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped) _writer.WriteEscapedString(reader.ValueSpan);
        else _writer.WriteString(reader.ValueSpan);
    }

    private void WriteNumber(ReadOnlySpan<byte> text)
    {
        // Up to fifteen characters a whole number is the same as a double.
        if (text.Length <= 15 && Utf8Parser.TryParse(text, out long integer, out var used) && used == text.Length)
            _writer.WriteInteger(integer);
        else
            _writer.WriteNumber(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));
    }
}
