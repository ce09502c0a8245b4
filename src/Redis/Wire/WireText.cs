using System.Buffers;
using System.Text.Json;
using SocketIoCompat.Events;

namespace SocketIoCompat.Redis.Wire;

/// <summary>Builds the JSON form of a message; its attachments make it MessagePack in the end.</summary>
internal static class WireText
{
    private static readonly JsonWriterOptions Options = new() { Encoder = PacketJson.Encoder, SkipValidation = true };

    public static byte[] Write<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Options))
            write(json, state);
        return buffer.WrittenSpan.ToArray();
    }

    public static void WriteStrings(this Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    public static void WriteRaw(this Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlyMemory<byte> value)
    {
        if (value.IsEmpty)
            return; // undefined
        json.WritePropertyName(name);
        json.WriteRawValue(value.Span, skipInputValidation: true);
    }

    public static void WriteRawArray(this Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<ReadOnlyMemory<byte>> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteRawValue(value.Span, skipInputValidation: true);
        json.WriteEndArray();
    }
}
