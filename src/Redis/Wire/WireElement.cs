using System.Runtime.InteropServices;
using System.Text.Json;
using SocketIoCompat.Protocol.Json;

namespace SocketIoCompat.Redis.Wire;

/// <summary>Reads members that may be missing or of another kind than expected.</summary>
internal static class WireElement
{
    public static JsonElement? Find(JsonElement parent, string name, JsonValueKind kind) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == kind ? value : null;

    public static string? String(JsonElement parent, string name) => Find(parent, name, JsonValueKind.String) is { } value ? Text(value) : null;

    /// <summary>A text as JavaScript reads it: half a surrogate pair, which a client may have put into a room's name, is a part of it as any other.</summary>
    public static string Text(JsonElement value) => JavaScriptString.Unescape(JsonMarshal.GetRawUtf8Value(value)[1..^1]);

    public static int? Number(JsonElement parent, string name) =>
        Find(parent, name, JsonValueKind.Number) is { } number && number.TryGetInt32(out var value) ? value : null;

    public static bool Flag(JsonElement parent, string name) => Find(parent, name, JsonValueKind.True) is not null;

    /// <summary>The strings of an array; a room may be a number in Node.</summary>
    public static string[] Strings(JsonElement parent, string name) =>
        Find(parent, name, JsonValueKind.Array) is { } list
            ? [.. list.EnumerateArray()
                .Where(static item => item.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                .Select(static item => item.ValueKind == JsonValueKind.String ? Text(item) : item.GetRawText())]
            : [];

    /// <summary>The JSON of a member, copied; empty when it is missing.</summary>
    public static ReadOnlyMemory<byte> Raw(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? Raw(value) : default;

    public static ReadOnlyMemory<byte> Raw(JsonElement value) => JsonMarshal.GetRawUtf8Value(value).ToArray();

    public static IReadOnlyList<ReadOnlyMemory<byte>> RawItems(JsonElement parent, string name) =>
        Find(parent, name, JsonValueKind.Array) is { } list ? [.. list.EnumerateArray().Select(Raw)] : [];
}
