using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SocketIoCompat.Handlers.RawSockets;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary><c>/room/{roomId}/viewer/websocket</c> of the older page: tells every two seconds how many are connected.</summary>
internal sealed class RoomViewerHandler(RoomDirectory rooms, IOptions<MeetingRoomOptions> options, TimeProvider time)
    : BackgroundService, IRawSocketHandler
{
    private const int PolicyViolation = 1008;

    private readonly RoomSockets _sockets = new();

    public int? Refuse(HttpRequest request) => RoomAddress.RoomOf(request) is null ? StatusCodes.Status404NotFound : null;

    public async ValueTask OpenAsync(RawSocket socket)
    {
        if (RoomAddress.RoomOf(socket) is not { } roomId)
        {
            socket.Close(PolicyViolation, "No such room");
            return;
        }

        var place = rooms.Open(roomId, visit: null);
        socket.Data = place;
        await place.WaitForRoomAsync(options.Value.ViewerCountInterval, socket.Aborted);
        _sockets.Add(roomId, socket);
        socket.Send(CountFrame(roomId));
    }

    public ValueTask ReceiveAsync(RawSocket socket, ReadOnlyMemory<byte> message) => ValueTask.CompletedTask;

    public ValueTask ClosedAsync(RawSocket socket)
    {
        if (socket.Data is RoomPlace place)
        {
            _sockets.Remove(place.RoomId, socket);
            rooms.Close(place, visit: null);
        }

        return ValueTask.CompletedTask;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.ViewerCountInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var roomId in _sockets.Rooms)
                {
                    var frame = CountFrame(roomId);
                    foreach (var socket in _sockets.Of(roomId))
                    {
                        socket.Send(frame);
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private ReadOnlyMemory<byte> CountFrame(string roomId) =>
        MeetingFrames.Event("viewer_count", writer => writer.WriteNumber("count"u8, rooms.Find(roomId)?.CountSockets() ?? 0));
}
