using SocketIoCompat.Engine;
using SocketIoCompat.Events;
using SocketIoCompat.Namespaces;

namespace SocketIoCompat.Adapters;

/// <summary>
/// Connection state recovery on any server of a cluster that has a log. The log's order is the order of delivery: an event of
/// this server is delivered when it comes back through the log, so that no client ever sees an offset before a smaller one.
/// </summary>
/// <remarks>
/// Node delivers its own events as soon as they are written, and those of others as they are read: there a client that was lost
/// in between misses an event. While the log is lost, events are delivered at once and without offsets; what a client then has
/// twice after a recovery it has not missed.
/// </remarks>
internal sealed partial class ClusterStateRecovery : IStateRecovery
{
    private readonly Lock _lock = new();
    private readonly Namespace _namespace;
    private readonly RoomTable _rooms;
    private readonly IRecoveryLog _log;
    private readonly string _uid;
    private readonly ConnectionStateRecoveryOptions _options;
    private readonly LinkedList<Waiting> _waiting = new(); // this server's events, in their order
    private LogOffset _delivered;

    public ClusterStateRecovery(Namespace @namespace, RoomTable rooms, IRecoveryLog log, string uid, ConnectionStateRecoveryOptions options)
    {
        _namespace = @namespace;
        _rooms = rooms;
        _log = log;
        _uid = uid;
        _options = options;
        log.Lost += DeliverWaiting;
    }

    public bool SkipMiddlewares => _options.SkipMiddlewares;

    public void Publish(string name, PacketEncoder encoder, BroadcastOptions options, bool isRecoverable)
    {
        var packet = encoder.ToBroadcast(name, encoder.CopyAttachments());
        lock (_lock)
        {
            var entry = options.Local ? null : _log.Encode(ToMessage(packet, options));
            var appended = entry is null ? null : _log.AppendAsync(entry);
            if (!_log.IsAvailable || (_waiting.Count == 0 && (entry is null || !isRecoverable)))
            {
                Deliver(packet, options, null);
                return;
            }

            // What needs not wait for itself still waits for what was sent before it.
            var waiting = new Waiting(packet, options, isRecoverable ? entry : null);
            _waiting.AddLast(waiting.Node);
            if (waiting.Entry is not null)
                _ = SettleAsync(waiting, appended!);
        }
    }

    /// <summary>An event of this server has come back through the log.</summary>
    public void OnReturned(LogOffset offset, byte[] entry)
    {
        lock (_lock)
        {
            if (_catchingUp.Count > 0 && _log.Decode(entry) is { } message)
                Hear(new LoggedBroadcast(offset, message));
            var found = _waiting.First;
            while (found is not null && !found.Value.Is(entry))
                found = found.Next;

            // None: it was not recoverable, or was delivered when the log seemed lost.
            if (found is not null)
            {
                // Those before it never reached the log, or their failure would have been noticed in a moment.
                while (_waiting.First != found)
                    DeliverFirst(null);
                DeliverFirst(offset);
                DeliverSettled();
            }

            Advance(offset);
        }
    }

    /// <summary>An event of another server.</summary>
    public void OnReceived(LogOffset offset, ClusterMessage message)
    {
        lock (_lock)
        {
            Hear(new LoggedBroadcast(offset, message));
            if (!_rooms.Select(message.Options).IsEmpty && ToPacket(offset, message) is { } packet)
                Deliver(packet, message.Options, offset);
            Advance(offset);
        }
    }

    public void Flush(Socket socket)
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
                return;
            string[] rooms = [.. socket.Rooms];
            foreach (var waiting in _waiting)
            {
                if (waiting.Options.Reaches(rooms))
                    RoomTable.Deliver(waiting.Packet, [socket], waiting.Options.Flags);
            }
        }
    }

    public void Close()
    {
        _log.Lost -= DeliverWaiting;
        DeliverWaiting();
    }

    private async Task SettleAsync(Waiting waiting, Task<LogOffset> appended)
    {
        LogOffset? offset = null;
        try
        {
            offset = await appended;
        }
        catch (ClusterUnavailableException)
        {
            // Counted where it failed. The clients of this server get the event all the same.
        }

        lock (_lock)
        {
            if (waiting.Node.List is null || offset > _delivered)
                return;
            waiting.IsSettled = true;
            DeliverSettled();
        }
    }

    private void DeliverSettled()
    {
        while (_waiting.First is { Value: { IsSettled: true } or { Entry: null } })
            DeliverFirst(null);
    }

    private void DeliverWaiting()
    {
        lock (_lock)
        {
            while (_waiting.Count > 0)
                DeliverFirst(null);
        }
    }

    private void DeliverFirst(LogOffset? offset)
    {
        var waiting = _waiting.First!.Value;
        _waiting.RemoveFirst();
        Deliver(offset is { } at ? waiting.Packet.WithOffset(_namespace, at.ToString()) : waiting.Packet, waiting.Options, offset);
    }

    private void Deliver(BroadcastPacket packet, in BroadcastOptions options, LogOffset? offset)
    {
        var sockets = _rooms.Select(options);
        if (offset is { } at && _ahead.Count > 0)
            sockets = sockets.ToArray().Where(socket => !_ahead.TryGetValue(socket, out var last) || at > last).ToArray();
        RoomTable.Deliver(packet, sockets, options.Flags);
    }

    private BroadcastPacket? ToPacket(LogOffset offset, ClusterMessage message)
    {
        var payload = message.Options.Flags.HasFlag(SendFlags.Volatile) ? message.Payload : PacketArguments.AppendOffset(message.Payload.Span, offset.ToString());
        return BroadcastPacket.TryCreate(_namespace, payload, message.Attachments, -1);
    }

    private ClusterMessage ToMessage(BroadcastPacket packet, BroadcastOptions options) => new()
    {
        Type = ClusterMessageType.Broadcast,
        Uid = _uid,
        Options = options,
        Payload = packet.Payload,
        Attachments = packet.Attachments,
    };

    /// <summary>An event of this server that waits for its turn; without an entry it waits only for those before it.</summary>
    private sealed class Waiting
    {
        public Waiting(BroadcastPacket packet, BroadcastOptions options, byte[]? entry)
        {
            Packet = packet;
            Options = options;
            Entry = entry;
            Node = new LinkedListNode<Waiting>(this);
        }

        public BroadcastPacket Packet { get; }

        public BroadcastOptions Options { get; }

        public byte[]? Entry { get; }

        public LinkedListNode<Waiting> Node { get; }

        /// <summary>Whether it will not come back through the log.</summary>
        public bool IsSettled { get; set; }

        public bool Is(byte[] entry) => Entry is not null && Entry.AsSpan().SequenceEqual(entry);
    }
}
