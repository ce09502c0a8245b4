using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocketIoCompat.Handlers.Classroom;

/// <summary>A value that is only passed on: kept as the bytes that came and written as these bytes.</summary>
[JsonConverter(typeof(Converter))]
internal readonly record struct RawJson(ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The value's JSON kind, told by its first byte; <see cref="JsonValueKind.Undefined"/> when there is none.</summary>
    public JsonValueKind Kind => Bytes.IsEmpty ? JsonValueKind.Undefined : Bytes.Span[0] switch
    {
        (byte)'{' => JsonValueKind.Object,
        (byte)'[' => JsonValueKind.Array,
        (byte)'"' => JsonValueKind.String,
        (byte)'t' => JsonValueKind.True,
        (byte)'f' => JsonValueKind.False,
        (byte)'n' => JsonValueKind.Null,
        _ => JsonValueKind.Number,
    };

    internal sealed class Converter : JsonConverter<RawJson>
    {
        public override bool HandleNull => true;

        public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            return new RawJson(JsonMarshal.GetRawUtf8Value(document.RootElement).ToArray());
        }

        public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Bytes.IsEmpty ? "null"u8 : value.Bytes.Span, skipInputValidation: true);
    }
}
