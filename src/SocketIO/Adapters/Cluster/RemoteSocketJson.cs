using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using SocketIoCompat.Engine;
using SocketIoCompat.Events;
using SocketIoCompat.Protocol.SocketIO;

namespace SocketIoCompat.Adapters;

/// <summary>
/// A socket as servers tell each other of it: <c>{id, handshake: {headers, time, address, xdomain, secure, issued, url, query,
/// auth}, rooms, data}</c> (redis.md §6).
/// </summary>
internal static class RemoteSocketJson
{
    // Data and what a client sent with its CONNECT are as deep as their server lets them be; nothing here goes down into them.
    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    public const string JavaScriptDateFormat = "ddd MMM dd yyyy HH:mm:ss 'GMT+0000 (Coordinated Universal Time)'";

    /// <summary>Writes each of the sockets; binary values in their data become attachments.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Write(ReadOnlySpan<Socket> sockets, out IReadOnlyList<ReadOnlyMemory<byte>> attachments)
    {
        var all = new List<ReadOnlyMemory<byte>>();
        var written = new ReadOnlyMemory<byte>[sockets.Length];
        for (var i = 0; i < written.Length; i++)
            written[i] = Write(sockets[i], all);
        attachments = all;
        return written;
    }

    /// <summary>Reads the sockets of an answer. What is no socket is left out.</summary>
    public static IEnumerable<RemoteSocket> Read(Namespace @namespace, ClusterMessage answer)
    {
        foreach (var json in answer.Sockets)
        {
            if (Read(@namespace, json, answer.Attachments) is { } socket)
                yield return socket;
        }
    }

    /// <summary>Writes the members <c>rooms</c> and <c>data</c>.</summary>
    public static void WriteRoomsAndData(Utf8JsonWriter json, Socket socket, List<ReadOnlyMemory<byte>> attachments)
    {
        json.WriteStartArray("rooms"u8);
        foreach (var room in socket.Rooms)
            json.WriteStringValue(room);
        json.WriteEndArray();
        json.WriteStartObject("data"u8);
        foreach (var (name, value) in socket.Data.Values)
            WriteValue(json, name, value, socket.Namespace.Server.Json, attachments);
        json.WriteEndObject();
    }

    /// <summary>Reads the members <c>rooms</c> and <c>data</c>.</summary>
    public static (string[] Rooms, IEnumerable<KeyValuePair<string, RawValue>> Data) ReadRoomsAndData(
        JsonElement socket, IReadOnlyList<ReadOnlyMemory<byte>> attachments, JsonSerializerOptions options)
    {
        var rooms = Find(socket, "rooms", JsonValueKind.Array) is { } list
            ? list.EnumerateArray().Select(GetText).OfType<string>().ToArray()
            : [];
        return (rooms, Find(socket, "data", JsonValueKind.Object) is { } values
            ? Members(values).Select(member => KeyValuePair.Create(member.Name, ToRaw(member.Value, attachments, options)))
            : []);
    }

    public static string? GetString(JsonElement parent, string name) => Find(parent, name, JsonValueKind.String) is { } text ? GetText(text) : null;

    private static ReadOnlyMemory<byte> Write(Socket socket, List<ReadOnlyMemory<byte>> attachments)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = PacketJson.Encoder, SkipValidation = true });
        json.WriteStartObject();
        json.WriteString("id"u8, socket.Id);
        WriteHandshake(json, socket.Handshake);
        WriteRoomsAndData(json, socket, attachments);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteHandshake(Utf8JsonWriter json, Handshake handshake)
    {
        json.WriteStartObject("handshake"u8);
        json.WriteStartObject("headers"u8);
        foreach (var (name, values) in handshake.Headers)
            json.WriteString(name.ToLowerInvariant(), values.ToString());
        json.WriteEndObject();
        json.WriteString("time"u8, handshake.Time.UtcDateTime.ToString(JavaScriptDateFormat, CultureInfo.InvariantCulture));
        json.WriteString("address"u8, handshake.Address);
        json.WriteBoolean("xdomain"u8, handshake.IsCrossDomain);
        json.WriteBoolean("secure"u8, handshake.IsSecure);
        json.WriteNumber("issued"u8, handshake.Time.ToUnixTimeMilliseconds());
        json.WriteString("url"u8, handshake.Url);
        json.WriteStartObject("query"u8);
        foreach (var (name, values) in handshake.Query)
            json.WriteString(name, values.Count > 0 ? values[^1] : string.Empty);
        json.WriteEndObject();
        json.WritePropertyName("auth"u8);
        json.WriteRawValue(handshake.Auth.Json.Span, skipInputValidation: true);
        json.WriteEndObject();
    }

    // As Node leaves out what JSON does not know, a value without a JSON form stays here.
    public static void WriteValue(Utf8JsonWriter json, string name, object? value, JsonSerializerOptions options, List<ReadOnlyMemory<byte>> attachments)
    {
        try
        {
            using var encoder = PacketEncoder.Rent(null);
            encoder.EncodeAck("/"u8, 0, new EventArguments<object?>(value), options);
            if (encoder.GetAcknowledgement(options) is not [var raw])
                return;
            var renumbered = new ArrayBufferWriter<byte>();
            if (raw.Attachments.Count > 0)
                Placeholders.CopyRenumbered(raw.Json.Span, raw.Attachments, attachments, renumbered);
            json.WritePropertyName(name);
            json.WriteRawValue(raw.Attachments.Count > 0 ? renumbered.WrittenSpan : raw.Json.Span, skipInputValidation: true);
        }
        catch (Exception exception) when (exception is NotSupportedException or JsonException or InvalidOperationException)
        {
            // Nothing of it was written.
        }
    }

    private static RemoteSocket? Read(Namespace @namespace, ReadOnlyMemory<byte> json, IReadOnlyList<ReadOnlyMemory<byte>> attachments)
    {
        using var document = JsonDocument.Parse(json, AnyDepth);
        var socket = document.RootElement;
        if (GetString(socket, "id") is not { } id)
            return null;
        var options = @namespace.Server.Json;
        var (rooms, values) = ReadRoomsAndData(socket, attachments, options);
        var data = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
            data[name] = value;
        return new RemoteSocket(@namespace, id, rooms, data, ReadHandshake(socket, attachments, options));
    }

    private static Handshake ReadHandshake(JsonElement socket, IReadOnlyList<ReadOnlyMemory<byte>> attachments, JsonSerializerOptions options)
    {
        var handshake = Find(socket, "handshake", JsonValueKind.Object) ?? default;
        var headers = Texts(handshake, "headers").Select(static pair => KeyValuePair.Create(pair.Key, new StringValues(pair.Value))).ToArray();
        var query = new Dictionary<string, StringValues>(StringComparer.Ordinal);
        foreach (var (name, value) in Texts(handshake, "query"))
            query[name] = value;
        var issued = Find(handshake, "issued", JsonValueKind.Number) is { } number && number.TryGetInt64(out var milliseconds)
            ? DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, 0, 253402300799999))
            : DateTimeOffset.UnixEpoch;
        var auth = Find(handshake, "auth", JsonValueKind.Object) is { } given ? ToRaw(given, attachments, options) : RawValue.Parse("{}");
        return new Handshake(
            new EngineHandshake(
                headers,
                new QueryCollection(query),
                GetString(handshake, "url") ?? string.Empty,
                GetString(handshake, "address") ?? string.Empty,
                Find(handshake, "secure", JsonValueKind.True) is not null,
                Find(handshake, "xdomain", JsonValueKind.True) is not null,
                issued),
            auth);
    }

    private static RawValue ToRaw(JsonElement value, IReadOnlyList<ReadOnlyMemory<byte>> attachments, JsonSerializerOptions options)
    {
        var json = JsonMarshal.GetRawUtf8Value(value).ToArray();
        return new RawValue(json, attachments.Count > 0 && Placeholders.Contains(json) ? attachments : [], options);
    }

    private static IEnumerable<KeyValuePair<string, string>> Texts(JsonElement parent, string name)
    {
        if (Find(parent, name, JsonValueKind.Object) is not { } values)
            yield break;
        foreach (var (key, value) in Members(values))
        {
            if (GetText(value) is { } text)
                yield return KeyValuePair.Create(key, text);
        }
    }

    private static IEnumerable<(string Name, JsonElement Value)> Members(JsonElement parent)
    {
        foreach (var member in parent.EnumerateObject())
        {
            if (GetName(member) is { } name)
                yield return (name, member.Value);
        }
    }

    // A client of another server may have put half a surrogate pair anywhere: that is no text here, and the rest is as good as without it.
    private static string? GetText(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? GetName(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static JsonElement? Find(JsonElement parent, string name, JsonValueKind kind) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == kind ? value : null;
}
