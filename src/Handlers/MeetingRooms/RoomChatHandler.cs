using System.Text.Json;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.RawSockets;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary><c>/room/{roomId}/chat/websocket</c> of the older page: every message goes to all, the sender included, as it came.</summary>
internal sealed class RoomChatHandler(RoomDirectory rooms, IOptions<MeetingRoomOptions> options, TimeProvider time) : IRawSocketHandler
{
    private const int PolicyViolation = 1008;

    private readonly RoomSockets _sockets = new();

    public async ValueTask OpenAsync(RawSocket socket)
    {
        var roomId = RoomAddress.RoomOf(socket);
        if (roomId is not null && rooms.Find(roomId) is null)
        {
            await Task.Delay(options.Value.JoinTimeout, time, socket.Aborted); // the page opens all its sockets at once
        }

        if (roomId is null || rooms.Find(roomId) is null)
        {
            socket.Close(PolicyViolation, "No such room");
            return;
        }

        socket.Data = roomId;
        _sockets.Add(roomId, socket);
    }

    public ValueTask ReceiveAsync(RawSocket socket, ReadOnlyMemory<byte> message)
    {
        if (socket.Data is string roomId && rooms.Find(roomId) is { } room && IsObject(message.Span) && room.AdmitsChatFrom(RoomAddress.Of(socket)))
        {
            foreach (var one in _sockets.Of(roomId))
            {
                if (room.AdmitsChatFrom(RoomAddress.Of(one)))
                {
                    one.Send(message);
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask ClosedAsync(RawSocket socket)
    {
        if (socket.Data is string roomId)
        {
            _sockets.Remove(roomId, socket);
        }

        return ValueTask.CompletedTask;
    }

    // Others parse it: what is no message must not reach them.
    private static bool IsObject(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            reader.Skip();
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
