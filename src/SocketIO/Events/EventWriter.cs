using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SocketIoCompat.Events;
using SocketIoCompat.Protocol.SocketIO;

namespace SocketIoCompat;

/// <summary>Writes the arguments of one packet: JSON with a placeholder for each binary value, which travels beside it.</summary>
#pragma warning disable CA1001 // disposing the JSON writer would only flush it; it lives as long as its thread
public sealed class EventWriter
#pragma warning restore CA1001
{
    private readonly Utf8JsonWriter _json;
    private readonly PacketBuffer _buffer;
    private readonly List<ReadOnlyMemory<byte>> _attachments = [];
    private JsonSerializerOptions _options = PacketJsonDefaults.Options;

    internal EventWriter(PacketBuffer buffer)
    {
        _buffer = buffer;
        // Validation is left out: the only structure written here is the array around the arguments.
        _json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true, Encoder = PacketJson.Encoder });
    }

    internal Utf8JsonWriter Json => _json;

    internal IReadOnlyList<ReadOnlyMemory<byte>> Attachments => _attachments;

    internal List<ReadOnlyMemory<byte>> AttachmentList => _attachments;

    /// <summary>Writes one argument with the server's serializer options.</summary>
    /// <typeparam name="T">The type whose <see cref="JsonTypeInfo"/> describes the value.</typeparam>
    /// <param name="value">The value; <c>byte[]</c> and memory of bytes in it become binary attachments.</param>
    public void Write<T>(T value)
    {
        if (value is RawValue raw)
            WriteRaw(raw);
        else
            JsonSerializer.Serialize(_json, value, (JsonTypeInfo<T>)_options.GetTypeInfo(typeof(T)));
    }

    internal void WriteRaw(RawValue value)
    {
        // A client may write a placeholder into an event without binary. Left as it is, it would stand for somebody else's
        // attachment as soon as one is beside it.
        if (value.Attachments.Count == 0 && !Placeholders.Contains(value.Json.Span))
        {
            _json.WriteRawValue(value.Json.Span, skipInputValidation: true);
            return;
        }

        var renumbered = new ArrayBufferWriter<byte>(value.Json.Length + 16);
        Placeholders.CopyRenumbered(value.Json.Span, value.Attachments, _attachments, renumbered);
        _json.WriteRawValue(renumbered.WrittenSpan, skipInputValidation: true);
    }

    /// <summary>Puts an attachment beside the packet and returns the number of its placeholder.</summary>
    internal int Attach(ReadOnlyMemory<byte> binary)
    {
        _attachments.Add(binary);
        return _attachments.Count - 1;
    }

    internal void Begin(JsonSerializerOptions options)
    {
        _options = options;
        _attachments.Clear();
        _json.Reset(_buffer);
        _json.WriteStartArray();
    }

    internal void End()
    {
        _json.WriteEndArray();
        _json.Flush();
    }

    /// <summary>Lets go of what the last packet held.</summary>
    internal void Release()
    {
        _attachments.Clear();
        if (_attachments.Capacity > 64)
            _attachments.Capacity = 0;
    }
}
