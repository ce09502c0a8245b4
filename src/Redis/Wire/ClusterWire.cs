using System.Text.Json;
using SocketIoCompat.Adapters;

namespace SocketIoCompat.Redis.Wire;

/// <summary>
/// The messages of Node's newer adapters, <c>{type, data, uid, nsp}</c> (redis.md §2.2): whole as the sharded adapter sends them,
/// their data alone as the streams adapter puts it into a stream.
/// </summary>
internal static class ClusterWire
{
    /// <summary>The whole message: JSON, or MessagePack when it holds binary values or <paramref name="alwaysMsgPack"/> says so.</summary>
    public static byte[] Write(ClusterMessage message, string nsp, bool alwaysMsgPack = false)
    {
        var text = WireText.Write((message, nsp), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteNumber("type"u8, (int)state.message.Type);
            json.WriteStartObject("data"u8);
            WriteData(json, state.message);
            json.WriteEndObject();
            json.WriteString("uid"u8, state.message.Uid);
            json.WriteString("nsp"u8, state.nsp);
            json.WriteEndObject();
        });
        return alwaysMsgPack || message.Attachments.Count > 0 ? WireDocument.ToMsgPack(text, message.Attachments) : text;
    }

    /// <summary>The data alone: JSON text, or MessagePack in base64 when it holds binary values.</summary>
    public static byte[] WriteData(ClusterMessage message)
    {
        var text = WireText.Write(message, static (json, data) =>
        {
            json.WriteStartObject();
            WriteData(json, data);
            json.WriteEndObject();
        });
        return message.Attachments.Count > 0 ? WireDocument.ToBase64(text, message.Attachments) : text;
    }

    /// <summary>Reads a whole message. Null when it is none, or one of another namespace.</summary>
    public static ClusterMessage? TryRead(ReadOnlyMemory<byte> message, string nsp)
    {
        using var document = WireDocument.TryRead(message, out var attachments);
        if (document is null
            || WireElement.String(document.RootElement, "nsp") != nsp
            || WireElement.Number(document.RootElement, "type") is not { } type)
            return null;
        return Read((ClusterMessageType)type, WireElement.String(document.RootElement, "uid"), Data(document.RootElement), attachments);
    }

    /// <summary>Reads the data of a message whose type and sender stand beside it. Null when it cannot be read.</summary>
    public static ClusterMessage? TryReadData(ClusterMessageType type, string? uid, byte[] data, LogOffset? offset = null)
    {
        using var document = WireDocument.TryReadText(data, out var attachments);
        return document is null ? null : Read(type, uid, document.RootElement, attachments, offset);
    }

    private static JsonElement Data(JsonElement root) => WireElement.Find(root, "data", JsonValueKind.Object) ?? default;

    private static ClusterMessage? Read(
        ClusterMessageType type, string? uid, JsonElement data, IReadOnlyList<ReadOnlyMemory<byte>> attachments, LogOffset? offset = null)
    {
        if (type is < ClusterMessageType.Broadcast or > ClusterMessageType.BroadcastAck)
            return null;
        var (options, timeout) = WireOptions.Read(WireElement.Find(data, "opts", JsonValueKind.Object) ?? default);
        return new ClusterMessage
        {
            Type = type,
            Uid = uid,
            RequestId = WireElement.String(data, "requestId"),
            Offset = offset,
            Options = options,
            Timeout = timeout,
            Payload = type == ClusterMessageType.Broadcast
                ? WireElement.Raw(WireElement.Find(data, "packet", JsonValueKind.Object) ?? default, "data")
                : WireElement.Raw(data, "packet"),
            Attachments = attachments,
            Names = WireElement.Strings(data, "rooms"),
            Close = WireElement.Flag(data, "close"),
            ClientCount = Math.Max(WireElement.Number(data, "clientCount") ?? 0, 0),
            Sockets = WireElement.RawItems(data, "sockets"),
        };
    }

    private static void WriteData(Utf8JsonWriter json, ClusterMessage message)
    {
        switch (message.Type)
        {
            case ClusterMessageType.Broadcast:
                json.WriteStartObject("packet"u8);
                json.WriteNumber("type"u8, 2);
                json.WriteRaw("data"u8, message.Payload);
                json.WriteEndObject();
                WriteRequestId(json, message);
                WireOptions.Write(json, "opts"u8, message, withFlags: true);
                break;
            case ClusterMessageType.SocketsJoin or ClusterMessageType.SocketsLeave:
                WireOptions.Write(json, "opts"u8, message, withFlags: true);
                json.WriteStrings("rooms"u8, message.Names);
                break;
            case ClusterMessageType.DisconnectSockets:
                WireOptions.Write(json, "opts"u8, message, withFlags: true);
                json.WriteBoolean("close"u8, message.Close);
                break;
            case ClusterMessageType.FetchSockets:
                WireOptions.Write(json, "opts"u8, message, withFlags: true);
                WriteRequestId(json, message);
                break;
            case ClusterMessageType.FetchSocketsResponse:
                WriteRequestId(json, message);
                json.WriteRawArray("sockets"u8, message.Sockets);
                break;
            case ClusterMessageType.BroadcastClientCount:
                WriteRequestId(json, message);
                json.WriteNumber("clientCount"u8, message.ClientCount);
                break;
            default:
                WriteRequestId(json, message);
                json.WriteRaw("packet"u8, message.Payload);
                break;
        }
    }

    private static void WriteRequestId(Utf8JsonWriter json, ClusterMessage message)
    {
        if (message.RequestId is { } id)
            json.WriteString("requestId"u8, id);
    }
}
