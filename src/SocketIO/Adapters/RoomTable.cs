using SocketIoCompat.Engine;

namespace SocketIoCompat.Adapters;

/// <summary>
/// The sockets of a namespace on this server, by room. A broadcast walks a room's snapshot without a lock; the snapshot is
/// made anew only when the room has changed since the last one.
/// </summary>
internal sealed class RoomTable
{
    [ThreadStatic]
    private static List<RoomEvent>? _events;

    private readonly Lock _lock = new();
    private readonly Room _all = new();
    private readonly Dictionary<string, Room> _rooms = new(StringComparer.Ordinal);

    /// <summary>Told of rooms that come and go and of who joins and leaves them, after the table was changed; null for nobody.</summary>
    public Action<RoomEvent>? Observer { get; set; }

    public int Count
    {
        get
        {
            lock (_lock)
                return _all.Members.Count;
        }
    }

    public void Add(Socket socket)
    {
        lock (_lock)
        {
            if (socket.HasLeftRooms)
                return;
            _all.Add(socket);
            Join(socket, socket.Id);
        }

        Report();
    }

    /// <summary>A middleware may do it before the socket is connected; a socket that is gone joins nothing, so that no ghost is left.</summary>
    public void Join(Socket socket, ReadOnlySpan<string> rooms)
    {
        lock (_lock)
        {
            if (socket.HasLeftRooms)
                return;
            foreach (var room in rooms)
                Join(socket, room);
        }

        Report();
    }

    public void Leave(Socket socket, ReadOnlySpan<string> rooms)
    {
        lock (_lock)
        {
            foreach (var room in rooms)
            {
                if (socket.RoomNames?.Remove(room) == true)
                    Leave(socket, room);
            }
        }

        Report();
    }

    public void Remove(Socket socket)
    {
        lock (_lock)
        {
            socket.HasLeftRooms = true;
            _all.Remove(socket);
            foreach (var room in socket.RoomNames ?? [])
                Leave(socket, room);
            socket.RoomNames = null;
        }

        Report();
    }

    public string[] GetRooms(Socket socket)
    {
        lock (_lock)
            return socket.RoomNames is { } rooms ? [.. rooms] : [];
    }

    /// <summary>How many rooms there are, those of single sockets included.</summary>
    public int RoomCount
    {
        get
        {
            lock (_lock)
                return _rooms.Count;
        }
    }

    public bool HasRoom(string room)
    {
        lock (_lock)
            return _rooms.ContainsKey(room);
    }

    public string[] GetRooms()
    {
        lock (_lock)
            return [.. _rooms.Keys];
    }

    /// <summary>The sockets that a broadcast reaches, each once.</summary>
    public ReadOnlySpan<Socket> Select(in BroadcastOptions options)
    {
        lock (_lock)
        {
            if (options.Except.Length == 0 && options.Rooms.Length <= 1)
                return Find(options.Rooms) is { } room ? room.Snapshot() : [];
            if (options.Rooms.Length <= 1 && options.Except.Length == 1)
                return Without(Find(options.Rooms), options.Except[0]);
            return Union(options);
        }
    }

    /// <summary>Queues a packet for each socket that it reaches; waits for none.</summary>
    public void Broadcast(BroadcastPacket packet, in BroadcastOptions options) => Deliver(packet, Select(options), options.Flags);

    /// <summary>Queues a packet for each of these sockets; waits for none.</summary>
    public static void Deliver(BroadcastPacket packet, ReadOnlySpan<Socket> sockets, SendFlags flags)
    {
        var sent = 0;
        using (FlushTurn.Begin())
        {
            foreach (var socket in sockets)
            {
                if (socket.Deliver(packet, flags))
                    sent++;
            }
        }

        if (sent > 0)
            sockets[0].Namespace.Server.Metrics.EventsSent(sent);
    }

    private Room? Find(string[] rooms) => rooms.Length == 0 ? _all : _rooms.GetValueOrDefault(rooms[0]);

    // The common case: a room without the sender, whose own id is a room of one.
    private ReadOnlySpan<Socket> Without(Room? room, string except)
    {
        if (room is null)
            return [];
        var sockets = room.Snapshot();
        if (!_rooms.TryGetValue(except, out var excepted) || excepted.Members.Count == 0)
            return sockets;
        var rest = new Socket[sockets.Length];
        var count = 0;
        foreach (var socket in sockets)
        {
            if (!excepted.Members.Contains(socket))
                rest[count++] = socket;
        }

        return rest.AsSpan(0, count);
    }

    private ReadOnlySpan<Socket> Union(in BroadcastOptions options)
    {
        var selected = new HashSet<Socket>();
        if (options.Rooms.Length == 0)
            selected.UnionWith(_all.Members);
        foreach (var name in options.Rooms)
        {
            if (_rooms.TryGetValue(name, out var room))
                selected.UnionWith(room.Members);
        }

        foreach (var name in options.Except)
        {
            if (_rooms.TryGetValue(name, out var room))
                selected.ExceptWith(room.Members);
        }

        return selected.ToArray();
    }

    private void Join(Socket socket, string name)
    {
        if (!(socket.RoomNames ??= new HashSet<string>(StringComparer.Ordinal)).Add(name))
            return;
        if (!_rooms.TryGetValue(name, out var room))
        {
            _rooms.Add(name, room = new Room());
            Note(RoomEventKind.Created, name, null);
        }

        room.Add(socket);
        Note(RoomEventKind.Joined, name, socket.Id);
    }

    private void Leave(Socket socket, string name)
    {
        if (!_rooms.TryGetValue(name, out var room))
            return;
        room.Remove(socket);
        Note(RoomEventKind.Left, name, socket.Id);
        if (room.Members.Count > 0)
            return;
        _rooms.Remove(name);
        Note(RoomEventKind.Deleted, name, null);
    }

    private void Note(RoomEventKind kind, string room, string? socketId)
    {
        if (Observer is not null)
            (_events ??= []).Add(new RoomEvent(kind, room, socketId));
    }

    // Outside the lock, because the observer is the user's code.
    private void Report()
    {
        if (_events is not { Count: > 0 } events)
            return;
        _events = null;
        foreach (var noted in events)
            Observer?.Invoke(noted);
    }

    private sealed class Room
    {
        private Socket[]? _snapshot;

        public HashSet<Socket> Members { get; } = new(1);

        public void Add(Socket socket)
        {
            Members.Add(socket);
            _snapshot = null;
        }

        public void Remove(Socket socket)
        {
            Members.Remove(socket);
            _snapshot = null;
        }

        public Socket[] Snapshot() => _snapshot ??= [.. Members];
    }
}
