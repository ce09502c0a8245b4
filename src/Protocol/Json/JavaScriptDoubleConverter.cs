using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocketIoCompat.Protocol.Json;

/// <summary>Writes numbers as JSON.stringify does, NaN and the infinities as null.</summary>
internal sealed class JavaScriptDoubleConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // The serializer leaves this option to converters that are not its own.
        if (reader.TokenType == JsonTokenType.String
            && options.NumberHandling.HasFlag(JsonNumberHandling.AllowReadingFromString)
            && double.TryParse(reader.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value)) return value;
        return reader.GetDouble();
    }

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[JavaScriptNumber.MaxLength];
        writer.WriteRawValue(text[..JavaScriptNumber.Format(value, text)], skipInputValidation: true);
    }
}
