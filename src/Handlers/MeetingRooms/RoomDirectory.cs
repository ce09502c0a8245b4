using Microsoft.Extensions.Options;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>The rooms of this server. One is there as long as a socket of it is open.</summary>
internal sealed class RoomDirectory(IOptions<MeetingRoomOptions> options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _rooms = new(StringComparer.Ordinal);

    private sealed class Entry(MeetingRoom room)
    {
        public MeetingRoom Room { get; } = room;

        public int Sockets { get; set; }
    }

    /// <summary>The room, made when there is none, for one more socket.</summary>
    public MeetingRoom Open(string roomId)
    {
        lock (_lock)
        {
            if (!_rooms.TryGetValue(roomId, out var entry))
            {
                _rooms[roomId] = entry = new Entry(new MeetingRoom(roomId, options.Value, time));
            }

            entry.Sockets++;
            return entry.Room;
        }
    }

    /// <summary>A socket of the room is gone.</summary>
    public void Close(MeetingRoom room)
    {
        lock (_lock)
        {
            if (_rooms.TryGetValue(room.Id, out var entry) && --entry.Sockets == 0)
            {
                _rooms.Remove(room.Id);
            }
        }
    }

    /// <summary>The room; null when nobody is there.</summary>
    public MeetingRoom? Find(string roomId)
    {
        lock (_lock)
        {
            return _rooms.GetValueOrDefault(roomId)?.Room;
        }
    }

    /// <summary>How many sockets a room has.</summary>
    public int CountSockets(string roomId)
    {
        lock (_lock)
        {
            return _rooms.GetValueOrDefault(roomId)?.Sockets ?? 0;
        }
    }
}
