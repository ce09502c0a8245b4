using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using SocketIoCompat.Handlers.ProjectChat.Contracts;

namespace SocketIoCompat.Handlers.ProjectChat.Sockets;

/// <summary>The frames to pages: <c>{"event": …, "data": …, "timestamp": milliseconds}</c>. Encoded once, whoever gets them.</summary>
internal sealed class Frames(TimeProvider time)
{
    private const string Update = "chat:update";

    private static readonly JsonWriterOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>An event with an object as its data.</summary>
    public ReadOnlyMemory<byte> Event(string name, Action<Utf8JsonWriter> writeData)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Json))
        {
            writer.WriteStartObject();
            writer.WriteString("event"u8, name);
            writer.WriteStartObject("data"u8);
            writeData(writer);
            writer.WriteEndObject();
            writer.WriteNumber("timestamp"u8, time.GetUtcNow().ToUnixTimeMilliseconds());
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>An event with a value that is serialised as its data.</summary>
    public ReadOnlyMemory<byte> Event<T>(string name, T data)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Json))
        {
            writer.WriteStartObject();
            writer.WriteString("event"u8, name);
            writer.WritePropertyName("data"u8);
            JsonSerializer.Serialize(writer, data, ProjectJson.Options);
            writer.WriteNumber("timestamp"u8, time.GetUtcNow().ToUnixTimeMilliseconds());
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>A <c>chat:update</c>. The inner event and the project are the server's own words.</summary>
    public ReadOnlyMemory<byte> ChatUpdate(string inner, string projectId, Action<Utf8JsonWriter> write) =>
        Event(Update, writer =>
        {
            writer.WriteString("event"u8, inner);
            write(writer);
            writer.WriteString("conversation_id"u8, projectId);
        });
}
