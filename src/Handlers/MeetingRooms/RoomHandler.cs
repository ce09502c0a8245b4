using System.Text.Json;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.RawSockets;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary><c>/room/{roomId}/websocket</c>: brings frames to the room that they are for, wherever it is.</summary>
internal sealed class RoomHandler(RoomDirectory rooms, IOptions<MeetingRoomOptions> options, TimeProvider time) : IRawSocketHandler
{
    private const int PolicyViolation = 1008;

    private sealed record Connection(RoomPlace Place, RoomVisit Visit, ITimer JoinTimer);

    public async ValueTask OpenAsync(RawSocket socket)
    {
        if (RoomAddress.RoomOf(socket) is not { } roomId)
        {
            socket.Send(MeetingFrames.Error("INVALID_ROOM", "This is no room id"));
            socket.Close(PolicyViolation, "INVALID_ROOM");
            return;
        }

        var visit = new RoomVisit(socket.Id, RoomAddress.Of(socket), socket, socket.Aborted);
        var place = rooms.Open(roomId, visit);
        var timer = time.CreateTimer(_ => place.JoinAsGuest(visit), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        socket.Data = new Connection(place, visit, timer);
        await place.EnterAsync(visit);
        timer.Change(options.Value.JoinTimeout, Timeout.InfiniteTimeSpan); // nothing of his is read before
    }

    public async ValueTask ReceiveAsync(RawSocket socket, ReadOnlyMemory<byte> message)
    {
        try
        {
            using var document = JsonDocument.Parse(message);
            var root = document.RootElement;
            if (socket.Data is Connection connection && MeetingFrames.Text(root, "event") is { } name &&
                root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object)
            {
                await connection.Place.HandleAsync(connection.Visit, name, data, message);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // No JSON, or half a surrogate pair in a name: as the contract has it, nothing happens.
        }
    }

    public async ValueTask ClosedAsync(RawSocket socket)
    {
        if (socket.Data is Connection connection)
        {
            await connection.JoinTimer.DisposeAsync();
            rooms.Close(connection.Place, connection.Visit);
        }
    }
}
