namespace SocketIoCompat.Handlers.Classroom;

/// <summary>The two places of an interview room.</summary>
internal enum InterviewRole
{
    Tutor,
    Admin,
}

/// <summary>
/// Who is in which interview room. A room has one socket for each role; the same user may move to a new socket,
/// another user gets the place only when it is free. Bounded by the sockets: each is in one room at most.
/// </summary>
internal sealed class InterviewRooms
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Room> _rooms = new(StringComparer.Ordinal);

    /// <summary>Takes the role's place. False when somebody else has it; otherwise tells the socket that now waits on the other side.</summary>
    public bool TryJoin(string roomId, InterviewRole role, string userId, string socketId, out string? otherSocketId)
    {
        lock (_lock)
        {
            otherSocketId = null;
            var room = _rooms.GetValueOrDefault(roomId) ?? new Room();
            if (room[role] is { } holder && holder.UserId != userId)
            {
                return false;
            }

            room[role] = new Place(userId, socketId);
            _rooms[roomId] = room;
            otherSocketId = room[Other(role)]?.SocketId;
            return true;
        }
    }

    /// <summary>Frees the socket's place. Tells the socket on the other side; null when there is none or the place is not this socket's.</summary>
    public string? Leave(string roomId, InterviewRole role, string socketId)
    {
        lock (_lock)
        {
            if (!IsIn(roomId, role, socketId, out var room))
            {
                return null;
            }

            room[role] = null;
            var other = room[Other(role)]?.SocketId;
            if (other is null)
            {
                _rooms.Remove(roomId);
            }

            return other;
        }
    }

    /// <summary>The socket on the other side, asked by a participant; null for strangers and when nobody is there.</summary>
    public string? OtherSideOf(string roomId, InterviewRole role, string socketId)
    {
        lock (_lock)
        {
            return IsIn(roomId, role, socketId, out var room) ? room[Other(role)]?.SocketId : null;
        }
    }

    /// <summary>Forgets the room. False when the asking socket is not in it.</summary>
    public bool TryEnd(string roomId, InterviewRole role, string socketId)
    {
        lock (_lock)
        {
            return IsIn(roomId, role, socketId, out _) && _rooms.Remove(roomId);
        }
    }

    private static InterviewRole Other(InterviewRole role) =>
        role == InterviewRole.Tutor ? InterviewRole.Admin : InterviewRole.Tutor;

    private bool IsIn(string roomId, InterviewRole role, string socketId, out Room room) =>
        _rooms.TryGetValue(roomId, out room!) && room[role]?.SocketId == socketId;

    private sealed class Room
    {
        private readonly Place?[] _places = new Place?[2];

        public Place? this[InterviewRole role]
        {
            get => _places[(int)role];
            set => _places[(int)role] = value;
        }
    }

    private sealed record Place(string UserId, string SocketId);
}
