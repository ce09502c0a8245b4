using System.Text.Json;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.RawSockets;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary><c>/room/{roomId}/websocket</c>: brings frames to the room that they are for.</summary>
internal sealed class RoomHandler(RoomDirectory rooms, IOptions<MeetingRoomOptions> options, TimeProvider time) : IRawSocketHandler
{
    private const int PolicyViolation = 1008;

    private sealed record Visit(MeetingRoom Room, MeetingPeer Peer, ITimer JoinTimer);

    public ValueTask OpenAsync(RawSocket socket)
    {
        if (RoomAddress.RoomOf(socket) is not { } roomId)
        {
            socket.Send(MeetingFrames.Error("INVALID_ROOM", "This is no room id"));
            socket.Close(PolicyViolation, "INVALID_ROOM");
            return ValueTask.CompletedTask;
        }

        var room = rooms.Open(roomId);
        var peer = new MeetingPeer(socket, RoomAddress.Of(socket));
        var timer = time.CreateTimer(_ => room.JoinAsGuest(peer), null, options.Value.JoinTimeout, Timeout.InfiniteTimeSpan);
        socket.Data = new Visit(room, peer, timer);
        return ValueTask.CompletedTask;
    }

    public ValueTask ReceiveAsync(RawSocket socket, ReadOnlyMemory<byte> message)
    {
        try
        {
            using var document = JsonDocument.Parse(message);
            var root = document.RootElement;
            if (socket.Data is Visit visit && MeetingFrames.Text(root, "event") is { } name &&
                root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object)
            {
                Handle(visit, name, data);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // No JSON, or half a surrogate pair in a name: as the contract has it, nothing happens.
        }

        return ValueTask.CompletedTask;
    }

    public async ValueTask ClosedAsync(RawSocket socket)
    {
        if (socket.Data is Visit visit)
        {
            await visit.JoinTimer.DisposeAsync();
            visit.Room.Leave(visit.Peer);
            rooms.Close(visit.Room);
        }
    }

    private static void Handle(Visit visit, string name, JsonElement data)
    {
        if (name == "join")
        {
            visit.Room.Join(visit.Peer, MeetingFrames.Text(data, "peerId"), MeetingFrames.Text(data, "username"));
        }
        else
        {
            visit.Room.Handle(visit.Peer, name, data);
        }
    }
}
