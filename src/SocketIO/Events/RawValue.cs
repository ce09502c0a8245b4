using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SocketIoCompat.Events;

namespace SocketIoCompat;

/// <summary>
/// A value as it came on the wire: its JSON, with placeholders where binary attachments belong, and the attachments. What is
/// relayed this way leaves byte for byte as it came, and is never parsed.
/// </summary>
public sealed class RawValue
{
    private readonly JsonSerializerOptions _options;

    internal RawValue(ReadOnlyMemory<byte> json, IReadOnlyList<ReadOnlyMemory<byte>> attachments, JsonSerializerOptions options)
    {
        Json = json;
        Attachments = attachments;
        _options = options;
    }

    /// <summary>The JSON, in UTF-8. A binary value stands in it as <c>{"_placeholder":true,"num":n}</c>.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>The attachments that the placeholders' numbers index; empty for a value without binary.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Attachments { get; }

    /// <summary>Reads the value with the server's serializer options.</summary>
    /// <typeparam name="T">What to read; <c>byte[]</c> and memory of bytes take attachments.</typeparam>
    /// <exception cref="JsonException">The value is not a <typeparamref name="T"/>.</exception>
    public T? Deserialize<T>() => (T?)Deserialize(_options.GetTypeInfo(typeof(T)));

    /// <summary>A value from JSON text.</summary>
    /// <param name="json">One valid JSON value.</param>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static RawValue Parse(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes);
        while (reader.Read())
        {
        }

        return new RawValue(bytes, [], PacketJsonDefaults.Options);
    }

    /// <summary>The JSON text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Json.Span);

    internal object? Deserialize(JsonTypeInfo type)
    {
        var outer = AttachmentScope.Enter(Attachments, _options);
        try
        {
            return JsonSerializer.Deserialize(Json.Span, type);
        }
        finally
        {
            AttachmentScope.Leave(outer);
        }
    }
}
