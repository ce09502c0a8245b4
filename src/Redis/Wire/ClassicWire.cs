using System.Text.Json;
using SocketIoCompat.Adapters;

namespace SocketIoCompat.Redis.Wire;

/// <summary>The messages of <c>createAdapter</c> of @socket.io/redis-adapter 8 (redis.md §1).</summary>
internal static class ClassicWire
{
    private const int EventPacket = 2;

    /// <summary>A broadcast: MessagePack <c>[uid, {type: 2, data, nsp}, {rooms, except, flags}]</c>.</summary>
    public static byte[] WriteBroadcast(ClusterMessage message, string nsp) =>
        WireDocument.ToMsgPack(
            WireText.Write((message, nsp), static (json, state) =>
            {
                json.WriteStartArray();
                json.WriteStringValue(state.message.Uid);
                json.WriteStartObject();
                WritePacket(json, state.message, state.nsp);
                json.WriteEndObject();
                json.WriteStartObject();
                WireOptions.WriteMembers(json, state.message, withFlags: true);
                json.WriteEndObject();
                json.WriteEndArray();
            }),
            message.Attachments);

    /// <summary>Reads a broadcast. Null when it is none, or one of another namespace.</summary>
    public static ClusterMessage? TryReadBroadcast(ReadOnlyMemory<byte> message, string nsp)
    {
        using var document = WireDocument.TryRead(message, out var attachments);
        if (document is null || document.RootElement.ValueKind != JsonValueKind.Array || document.RootElement.GetArrayLength() < 3)
            return null;
        var packet = document.RootElement[1];
        if ((WireElement.String(packet, "nsp") ?? "/") != nsp)
            return null;
        var (options, timeout) = WireOptions.Read(document.RootElement[2]);
        return new ClusterMessage
        {
            Type = ClusterMessageType.Broadcast,
            Uid = document.RootElement[0] is { ValueKind: JsonValueKind.String } uid ? WireElement.Text(uid) : null,
            Options = options,
            Timeout = timeout,
            Payload = WireElement.Raw(packet, "data"),
            Attachments = attachments,
        };
    }

    /// <summary>A request: JSON, or MessagePack for a broadcast whose receivers acknowledge, or where JSON cannot carry what it holds.</summary>
    public static byte[] WriteRequest(ClusterMessage message, string nsp)
    {
        var text = WireText.Write((message, nsp), static (json, state) =>
        {
            var (request, nsp) = state;
            json.WriteStartObject();
            json.WriteString("uid"u8, request.Uid);
            if (request.RequestId is not null)
                json.WriteString("requestId"u8, request.RequestId);
            json.WriteNumber("type"u8, ToNumber(request.Type));
            WriteBody(json, request, nsp);
            json.WriteEndObject();
        });
        return message.Type == ClusterMessageType.Broadcast || message.Attachments.Count > 0 ? WireDocument.ToMsgPack(text, message.Attachments) : text;
    }

    /// <summary>Reads a request. Null when it is none that we know.</summary>
    public static ClusterMessage? TryReadRequest(ReadOnlyMemory<byte> message)
    {
        using var document = WireDocument.TryRead(message, out var attachments);
        if (document is null || WireElement.Number(document.RootElement, "type") is not { } number || FromNumber(number) is not { } type)
            return null;
        var root = document.RootElement;
        var (options, timeout) = WireOptions.Read(WireElement.Find(root, "opts", JsonValueKind.Object) ?? default);
        var names = WireElement.Strings(root, "rooms");
        if (WireElement.String(root, "sid") is { } sid)
        {
            // Versions before 5 name one socket, and one room to join or leave.
            options = options with { Rooms = [sid] };
            names = WireElement.String(root, "room") is { } room ? [room] : names;
        }
        else if (type == ClusterMessageType.ListSockets)
        {
            options = options with { Rooms = names };
        }

        return new ClusterMessage
        {
            Type = type,
            Uid = WireElement.String(root, "uid"),
            RequestId = WireElement.String(root, "requestId"),
            Options = options,
            Timeout = timeout,
            Payload = type == ClusterMessageType.Broadcast
                ? WireElement.Raw(WireElement.Find(root, "packet", JsonValueKind.Object) ?? default, "data")
                : WireElement.Raw(root, "data"),
            Attachments = attachments,
            Names = names,
            Close = WireElement.Flag(root, "close"),
        };
    }

    /// <summary>An answer: JSON, or MessagePack for what a client acknowledged.</summary>
    public static byte[] WriteResponse(ClusterMessage message)
    {
        var text = WireText.Write(message, static (json, response) =>
        {
            json.WriteStartObject();
            if (ResponseNumber(response.Type) is { } number)
                json.WriteNumber("type"u8, number);
            json.WriteString("requestId"u8, response.RequestId);
            switch (response.Type)
            {
                case ClusterMessageType.FetchSocketsResponse:
                    json.WriteRawArray("sockets"u8, response.Sockets);
                    break;
                case ClusterMessageType.ListSocketsResponse:
                    json.WriteStrings("sockets"u8, response.Names);
                    break;
                case ClusterMessageType.ListRoomsResponse:
                    json.WriteStrings("rooms"u8, response.Names);
                    break;
                case ClusterMessageType.ServerSideEmitResponse:
                    json.WriteRaw("data"u8, response.Payload);
                    break;
                case ClusterMessageType.BroadcastClientCount:
                    json.WriteNumber("clientCount"u8, response.ClientCount);
                    break;
                case ClusterMessageType.BroadcastAck:
                    json.WriteRaw("packet"u8, response.Payload);
                    break;
            }

            json.WriteEndObject();
        });
        return message.Type == ClusterMessageType.BroadcastAck || message.Attachments.Count > 0 ? WireDocument.ToMsgPack(text, message.Attachments) : text;
    }

    /// <summary>Reads an answer; what it answers is told by its members, as in Node.</summary>
    public static ClusterMessage? TryReadResponse(ReadOnlyMemory<byte> message)
    {
        using var document = WireDocument.TryRead(message, out var attachments);
        if (document is null || WireElement.String(document.RootElement, "requestId") is not { } id)
            return null;
        var root = document.RootElement;
        var type = WireElement.Number(root, "type") switch
        {
            6 => ClusterMessageType.ServerSideEmitResponse,
            8 => ClusterMessageType.BroadcastClientCount,
            9 => ClusterMessageType.BroadcastAck,
            _ => root.TryGetProperty("rooms", out _) ? ClusterMessageType.ListRoomsResponse : ClusterMessageType.FetchSocketsResponse,
        };
        return new ClusterMessage
        {
            Type = type,
            RequestId = id,
            Payload = WireElement.Raw(root, type == ClusterMessageType.BroadcastAck ? "packet" : "data"),
            Attachments = attachments,
            ClientCount = Math.Max(WireElement.Number(root, "clientCount") ?? 0, 0),
            Sockets = WireElement.RawItems(root, "sockets"),
            Names = WireElement.Strings(root, "rooms"),
        };
    }

    private static void WriteBody(Utf8JsonWriter json, ClusterMessage request, string nsp)
    {
        switch (request.Type)
        {
            case ClusterMessageType.SocketsJoin or ClusterMessageType.SocketsLeave:
                WireOptions.Write(json, "opts"u8, request, withFlags: false);
                json.WriteStrings("rooms"u8, request.Names);
                break;
            case ClusterMessageType.DisconnectSockets:
                WireOptions.Write(json, "opts"u8, request, withFlags: false);
                json.WriteBoolean("close"u8, request.Close);
                break;
            case ClusterMessageType.FetchSockets:
                WireOptions.Write(json, "opts"u8, request, withFlags: false);
                break;
            case ClusterMessageType.ServerSideEmit:
                json.WriteRaw("data"u8, request.Payload);
                break;
            case ClusterMessageType.Broadcast:
                json.WriteStartObject("packet"u8);
                WritePacket(json, request, nsp);
                json.WriteEndObject();
                WireOptions.Write(json, "opts"u8, request, withFlags: true);
                break;
        }
    }

    private static void WritePacket(Utf8JsonWriter json, ClusterMessage message, string nsp)
    {
        json.WriteNumber("type"u8, EventPacket);
        json.WriteRaw("data"u8, message.Payload);
        json.WriteString("nsp"u8, nsp);
    }

    private static int ToNumber(ClusterMessageType type) => type switch
    {
        ClusterMessageType.SocketsJoin => 2,
        ClusterMessageType.SocketsLeave => 3,
        ClusterMessageType.DisconnectSockets => 4,
        ClusterMessageType.FetchSockets => 5,
        ClusterMessageType.ServerSideEmit => 6,
        ClusterMessageType.Broadcast => 7,
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    private static ClusterMessageType? FromNumber(int number) => number switch
    {
        0 => ClusterMessageType.ListSockets,
        1 => ClusterMessageType.ListRooms,
        2 => ClusterMessageType.SocketsJoin,
        3 => ClusterMessageType.SocketsLeave,
        4 => ClusterMessageType.DisconnectSockets,
        5 => ClusterMessageType.FetchSockets,
        6 => ClusterMessageType.ServerSideEmit,
        7 => ClusterMessageType.Broadcast,
        _ => null,
    };

    private static int? ResponseNumber(ClusterMessageType type) => type switch
    {
        ClusterMessageType.ServerSideEmitResponse => 6,
        ClusterMessageType.BroadcastClientCount => 8,
        ClusterMessageType.BroadcastAck => 9,
        _ => null,
    };
}
