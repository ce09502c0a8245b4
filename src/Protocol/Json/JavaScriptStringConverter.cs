using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocketIoCompat.Protocol.Json;

/// <summary>
/// Reads strings that hold lone surrogates ("\ud800"), which the built-in converter refuses.
/// Writing them is <see cref="JavaScriptTextEncoder"/>'s part. In the names of members they stay unreadable: the serializer
/// reads those itself, and reports an error.
/// </summary>
internal sealed class JavaScriptStringConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => reader.TokenType is JsonTokenType.String && reader.ValueIsEscaped ? ReadEscaped(ref reader) : reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    private static string ReadEscaped(ref Utf8JsonReader reader)
        => JavaScriptString.Unescape(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan);
}
