using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocketIoCompat.Protocol.Json;

/// <summary>Writes single-precision numbers with their own shortest digits, laid out as JSON.stringify does.</summary>
internal sealed class JavaScriptSingleConverter : JsonConverter<float>
{
    public override float Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // The serializer leaves this option to converters that are not its own.
        if (reader.TokenType == JsonTokenType.String
            && options.NumberHandling.HasFlag(JsonNumberHandling.AllowReadingFromString)
            && float.TryParse(reader.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && float.IsFinite(value)) return value;
        return reader.GetSingle();
    }

    public override void Write(Utf8JsonWriter writer, float value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[JavaScriptNumber.MaxLength];
        writer.WriteRawValue(text[..JavaScriptNumber.Format(value, text)], skipInputValidation: true);
    }
}
