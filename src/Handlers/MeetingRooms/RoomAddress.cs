using Microsoft.AspNetCore.Http;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.RawSockets;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>What a room's socket says by its address.</summary>
internal static class RoomAddress
{
    /// <summary>The room of <c>/room/{roomId}/…</c>; null when that is no id.</summary>
    public static string? RoomOf(RawSocket socket) => RoomOf(socket.Context.Request);

    /// <inheritdoc cref="RoomOf(RawSocket)"/>
    public static string? RoomOf(HttpRequest request) =>
        request.RouteValues["roomId"] is string roomId && ClassroomIds.IsValid(roomId) && !string.IsNullOrWhiteSpace(roomId)
            ? roomId
            : null;

    /// <summary>Where the socket comes from.</summary>
    public static string Of(RawSocket socket) => socket.Context.Connection.RemoteIpAddress?.ToString() ?? "";
}
