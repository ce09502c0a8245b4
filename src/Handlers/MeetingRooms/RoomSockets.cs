using SocketIoCompat.Handlers.RawSockets;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>The sockets of one kind beside the rooms' own, by room.</summary>
internal sealed class RoomSockets
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, RawSocket[]> _sockets = new(StringComparer.Ordinal);

    /// <summary>The rooms that have any.</summary>
    public string[] Rooms
    {
        get
        {
            lock (_lock)
            {
                return [.. _sockets.Keys];
            }
        }
    }

    public void Add(string roomId, RawSocket socket)
    {
        lock (_lock)
        {
            _sockets[roomId] = [.. _sockets.GetValueOrDefault(roomId) ?? [], socket];
        }
    }

    public void Remove(string roomId, RawSocket socket)
    {
        lock (_lock)
        {
            var rest = Array.FindAll(_sockets.GetValueOrDefault(roomId) ?? [], s => s != socket);
            if (rest.Length == 0)
            {
                _sockets.Remove(roomId);
            }
            else
            {
                _sockets[roomId] = rest;
            }
        }
    }

    public RawSocket[] Of(string roomId)
    {
        lock (_lock)
        {
            return _sockets.GetValueOrDefault(roomId) ?? [];
        }
    }
}
