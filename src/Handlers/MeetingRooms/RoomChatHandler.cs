using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.RawSockets;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary><c>/room/{roomId}/chat/websocket</c> of the older page: every message goes to all, the sender included, as it came.</summary>
internal sealed class RoomChatHandler(RoomDirectory rooms, IOptions<MeetingRoomOptions> options, RoomChatRelay relay) : IRawSocketHandler
{
    private const int PolicyViolation = 1008;

    private readonly RoomSockets _sockets = new();

    public int? Refuse(HttpRequest request) => RoomAddress.RoomOf(request) is null ? StatusCodes.Status404NotFound : null;

    public async ValueTask OpenAsync(RawSocket socket)
    {
        if (RoomAddress.RoomOf(socket) is { } roomId)
        {
            var place = rooms.Open(roomId, visit: null);
            socket.Data = place;
            if (await place.WaitForRoomAsync(options.Value.JoinTimeout, socket.Aborted)) // the page opens all its sockets at once
            {
                _sockets.Add(roomId, socket);
                return;
            }
        }

        socket.Close(PolicyViolation, "No such room");
    }

    public async ValueTask ReceiveAsync(RawSocket socket, ReadOnlyMemory<byte> message)
    {
        if (socket.Data is RoomPlace place && IsObject(message.Span) && place.AdmitsChatFrom(RoomAddress.Of(socket)))
        {
            Deliver(place, message);
            await relay.SendAsync(place.RoomId, message);
        }
    }

    /// <summary>A message of a chat socket of another server.</summary>
    public void Deliver(string roomId, ReadOnlyMemory<byte> message)
    {
        if (rooms.Find(roomId) is { } place)
        {
            Deliver(place, message);
        }
    }

    public ValueTask ClosedAsync(RawSocket socket)
    {
        if (socket.Data is RoomPlace place)
        {
            _sockets.Remove(place.RoomId, socket);
            rooms.Close(place, visit: null);
        }

        return ValueTask.CompletedTask;
    }

    private void Deliver(RoomPlace place, ReadOnlyMemory<byte> message)
    {
        foreach (var one in _sockets.Of(place.RoomId))
        {
            if (place.AdmitsChatFrom(RoomAddress.Of(one)))
            {
                one.Send(message);
            }
        }
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
