namespace SocketIoCompat;

/// <summary>What happened to a room on this server (Socket.IO: the adapter's create-room, delete-room, join-room and leave-room).</summary>
/// <param name="Kind">What.</param>
/// <param name="Room">The room.</param>
/// <param name="SocketId">Who joined or left; null when the room itself came or went.</param>
public readonly record struct RoomEvent(RoomEventKind Kind, string Room, string? SocketId);
