namespace SocketIoCompat;

/// <summary>What can happen to a room.</summary>
public enum RoomEventKind
{
    /// <summary>Its first socket has joined (create-room).</summary>
    Created,

    /// <summary>Its last socket has left (delete-room).</summary>
    Deleted,

    /// <summary>A socket has joined (join-room).</summary>
    Joined,

    /// <summary>A socket has left (leave-room).</summary>
    Left,
}
