using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using SocketIoCompat.Protocol.SocketIO;

namespace SocketIoCompat.Events;

/// <summary>Binary values of a packet: a placeholder in the JSON, the bytes beside it. Outside a packet they are base64, as usual in JSON.</summary>
internal static class AttachmentConversion
{
    public static ReadOnlyMemory<byte> Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetBytesFromBase64();
        if (!Placeholders.TryRead(ref reader, out var number) || (uint)number >= (uint)AttachmentScope.Attachments.Count)
            throw new JsonException("A binary value was expected.");
        return AttachmentScope.Attachments[number];
    }

    public static void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> value)
    {
        // A converter may be called by a serializer other than ours, for instance when the user reads an option's value.
        if (PacketEncoder.Writing is { } packet && ReferenceEquals(packet.Json, writer))
            WritePlaceholder(writer, packet.Attach(value));
        else
            writer.WriteBase64StringValue(value.Span);
    }

    private static void WritePlaceholder(Utf8JsonWriter writer, int number)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("_placeholder"u8, true);
        writer.WriteNumber("num"u8, number);
        writer.WriteEndObject();
    }
}

internal sealed class ByteArrayAttachmentConverter : JsonConverter<byte[]>
{
    public override byte[]? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var binary = AttachmentConversion.Read(ref reader);
        return MemoryMarshal.TryGetArray(binary, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length
            ? segment.Array
            : binary.ToArray();
    }

    public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) =>
        AttachmentConversion.Write(writer, value);
}

internal sealed class MemoryAttachmentConverter : JsonConverter<Memory<byte>>
{
    public override Memory<byte> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        AttachmentConversion.Read(ref reader).ToArray();

    public override void Write(Utf8JsonWriter writer, Memory<byte> value, JsonSerializerOptions options) =>
        AttachmentConversion.Write(writer, value);
}

internal sealed class ReadOnlyMemoryAttachmentConverter : JsonConverter<ReadOnlyMemory<byte>>
{
    public override ReadOnlyMemory<byte> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        AttachmentConversion.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> value, JsonSerializerOptions options) =>
        AttachmentConversion.Write(writer, value);
}

/// <summary>A member that is kept as it came, for instance a session description that is only passed on.</summary>
internal sealed class RawValueConverter : JsonConverter<RawValue>
{
    public override bool HandleNull => true;

    public override RawValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var element = JsonElement.ParseValue(ref reader);
        var json = JsonMarshal.GetRawUtf8Value(element).ToArray();
        var attachments = Placeholders.Contains(json) ? AttachmentScope.Attachments : [];
        return new RawValue(json, attachments, AttachmentScope.Options);
    }

    public override void Write(Utf8JsonWriter writer, RawValue? value, JsonSerializerOptions options)
    {
        if (value is null)
            writer.WriteNullValue();
        else if (PacketEncoder.Writing is { } packet && ReferenceEquals(packet.Json, writer))
            packet.WriteRaw(value);
        else
            writer.WriteRawValue(value.Json.Span, skipInputValidation: true);
    }
}
