using System.Buffers;
using System.Globalization;
using System.Text.Json;
using SocketIoCompat.Adapters;
using SocketIoCompat.Events;
using SocketIoCompat.Protocol.SocketIO;

namespace SocketIoCompat.Admin;

/// <summary>What the admin UI is sent, as Node's <c>instrument</c> writes it.</summary>
internal static class AdminJson
{
    /// <summary>The named value of a socket's data that tells the servers of a cluster about its connection. The UI is not shown it.</summary>
    public const string Mark = "_admin";

    private const int ClientIdLength = 12;

    // What somebody could sign in with is nothing for an operator's screen. Node shows it.
    private static readonly HashSet<string> Secrets = new(StringComparer.OrdinalIgnoreCase) { "cookie", "authorization", "proxy-authorization" };

    public delegate void Writer(Utf8JsonWriter json, List<ReadOnlyMemory<byte>> attachments);

    public static RawValue Write(JsonSerializerOptions options, Writer write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var attachments = new List<ReadOnlyMemory<byte>>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = PacketJson.Encoder, SkipValidation = true }))
            write(json, attachments);
        return new RawValue(buffer.WrittenMemory, attachments, options);
    }

    public static RawValue Text(JsonSerializerOptions options, string text) => Write(options, (json, _) => json.WriteStringValue(text));

    public static RawValue Date(JsonSerializerOptions options, DateTimeOffset time) =>
        Text(options, time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    /// <summary>The first characters of the session's id, as the whole would let its reader take over the connection.</summary>
    public static string ClientId(string sessionId) => sessionId.Length > ClientIdLength ? sessionId[..ClientIdLength] : sessionId;

    public static RawValue ToMark(JsonSerializerOptions options, string clientId, string transport) => Write(options, (json, _) =>
    {
        json.WriteStartObject();
        json.WriteString("clientId"u8, clientId);
        json.WriteString("transport"u8, transport);
        json.WriteEndObject();
    });

    /// <summary>An event as an array of its name and arguments.</summary>
    public static RawValue Event(JsonSerializerOptions options, string name, RawValue[] arguments) => Write(options, (json, attachments) =>
    {
        json.WriteStartArray();
        json.WriteStringValue(name);
        foreach (var argument in arguments)
        {
            var renumbered = new ArrayBufferWriter<byte>(argument.Json.Length + 16);
            Placeholders.CopyRenumbered(argument.Json.Span, argument.Attachments, attachments, renumbered);
            json.WriteRawValue(renumbered.WrittenSpan, skipInputValidation: true);
        }

        json.WriteEndArray();
    });

    public static void WriteSocket(Utf8JsonWriter json, RemoteSocket socket, string nsp, JsonSerializerOptions options, List<ReadOnlyMemory<byte>> attachments)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, socket.Id);
        if (socket.Data.GetValueOrDefault(Mark) is RawValue mark)
            WriteMark(json, mark);
        json.WriteString("nsp"u8, nsp);
        WriteData(json, socket.Data, options, attachments);
        WriteHandshake(json, socket.Handshake);
        json.WriteStartArray("rooms"u8);
        foreach (var room in socket.Rooms)
            json.WriteStringValue(room);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteData(
        Utf8JsonWriter json, IReadOnlyDictionary<string, object?> data, JsonSerializerOptions options, List<ReadOnlyMemory<byte>> attachments)
    {
        json.WriteStartObject("data"u8);
        foreach (var (name, value) in data)
        {
            if (name != Mark)
                RemoteSocketJson.WriteValue(json, name, value, options, attachments);
        }

        json.WriteEndObject();
    }

    // Another server may have written anything.
    private static void WriteMark(Utf8JsonWriter json, RawValue mark)
    {
        using var document = JsonDocument.Parse(mark.Json);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            return;
        foreach (var name in (string[])["clientId", "transport"])
        {
            if (document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
                json.WriteString(name, value.GetString());
        }
    }

    private static void WriteHandshake(Utf8JsonWriter json, Handshake handshake)
    {
        json.WriteStartObject("handshake"u8);
        json.WriteString("address"u8, handshake.Address);
        json.WriteStartObject("headers"u8);
        foreach (var (name, values) in handshake.Headers)
            json.WriteString(name.ToLowerInvariant(), Secrets.Contains(name) ? "(hidden)" : values.ToString());
        json.WriteEndObject();
        json.WriteStartObject("query"u8);
        foreach (var (name, values) in handshake.Query)
            json.WriteString(name, values.Count > 0 ? values[^1] : string.Empty);
        json.WriteEndObject();
        json.WriteNumber("issued"u8, handshake.Time.ToUnixTimeMilliseconds());
        json.WriteBoolean("secure"u8, handshake.IsSecure);
        json.WriteString("time"u8, handshake.Time.UtcDateTime.ToString(RemoteSocketJson.JavaScriptDateFormat, CultureInfo.InvariantCulture));
        json.WriteString("url"u8, handshake.Url);
        json.WriteBoolean("xdomain"u8, handshake.IsCrossDomain);
        json.WriteEndObject();
    }
}
