using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocketIoCompat.Protocol.Json;

/// <summary>
/// Reads strings that hold lone surrogates ("\ud800"), which the built-in converter refuses.
/// Writing them is <see cref="JavaScriptTextEncoder"/>'s part.
/// </summary>
internal sealed class JavaScriptStringConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => reader.TokenType is JsonTokenType.String && reader.ValueIsEscaped ? ReadEscaped(ref reader) : reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => reader.ValueIsEscaped ? ReadEscaped(ref reader) : reader.GetString()!;

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
        => writer.WritePropertyName(value);

    private static string ReadEscaped(ref Utf8JsonReader reader)
        => JavaScriptString.Unescape(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan);
}
