using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using SocketIoCompat.Events;

namespace SocketIoCompat.Connections;

/// <summary>What version 4 of the Socket.IO protocol, spoken by version 2 clients over Engine.IO 3, does differently (wire §8.6).</summary>
internal static class LegacyProtocol
{
    /// <summary>
    /// The <c>auth</c> object, which such clients send as the query of the namespace: <c>/admin?token=1</c>. Names count as they
    /// are written, and of the values of one the last.
    /// </summary>
    public static byte[] ReadAuth(ReadOnlySpan<byte> query)
    {
        if (query.IsEmpty)
            return [];
        var fields = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in new QueryStringEnumerable(Encoding.UTF8.GetString(query)))
            fields[field.DecodeName().ToString()] = field.DecodeValue().ToString();

        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = PacketJson.Encoder });
        json.WriteStartObject();
        foreach (var (name, value) in fields)
            json.WriteString(name, value);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A socket's id: the session's own in "/", elsewhere behind the namespace's name.</summary>
    public static string GetSocketId(Namespace nsp, string sessionId) => nsp.IsRoot ? sessionId : $"{nsp.Name}#{sessionId}";
}
