using System.Globalization;
using SocketIoCompat.Adapters;
using SocketIoCompat.Engine;
using SocketIoCompat.Events;

namespace SocketIoCompat.Namespaces;

/// <summary>Connection state recovery of a server that stands alone: everything is kept in memory.</summary>
/// <remarks>
/// One lock orders everything: offsets grow in the order of delivery, and nothing is published between reading what a client
/// missed and its being back in its rooms. The token stays the client's, because the official client takes a changed one for a
/// new session. Differences from the reference: a token works once for each time that its client was lost; a client whose old
/// connection has not yet been noticed to be dead takes it over; one that had received nothing yet is recovered too.
/// </remarks>
internal sealed class InMemoryStateRecovery : IStateRecovery, IDisposable
{
    private readonly Lock _lock = new();
    private readonly RoomTable _rooms;
    private readonly ConnectionStateRecoveryOptions _options;
    private readonly TimeProvider _time;
    private readonly DeadlineQueue _expiry;
    private readonly string _prefix = SocketId.Create()[..6];
    private readonly Queue<LoggedPacket> _log = new();
    private readonly Dictionary<string, Socket> _live = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LostSession> _gone = new(StringComparer.Ordinal);
    private long _last;
    private long _bytes;

    public InMemoryStateRecovery(RoomTable rooms, ConnectionStateRecoveryOptions options, TimeProvider time)
    {
        _rooms = rooms;
        _options = options;
        _time = time;
        _expiry = new DeadlineQueue(time, options.MaxDisconnectionDuration);
    }

    public bool SkipMiddlewares => _options.SkipMiddlewares;

    public void Publish(string name, PacketEncoder encoder, BroadcastOptions options, bool isRecoverable)
    {
        var attachments = encoder.CopyAttachments();
        if (!isRecoverable)
        {
            _rooms.Broadcast(encoder.ToBroadcast(name, attachments), options);
            return;
        }

        lock (_lock)
        {
            var packet = encoder.ToBroadcast(name, attachments, FormatOffset(++_last));
            _log.Enqueue(new LoggedPacket(_last, packet, options, _time.GetTimestamp()));
            _bytes += packet.Encoded.Length;
            Prune();
            _rooms.Broadcast(packet, options);
        }
    }

    public ValueTask<RecoverableSession?> TakeAsync(RawValue auth) => new(TryTake(auth));

    public void Abandon(RecoverableSession session)
    {
        // Nothing was begun for it.
    }

    public void Flush(Socket socket)
    {
        // Nothing is ever on its way.
    }

    public void Enter(Socket socket, RecoverableSession? session, Action<Socket> greet)
    {
        var lost = (LostSession?)session;
        lock (_lock)
        {
            if (lost is not null)
            {
                Replay(socket, lost);
                _rooms.Add(socket);
                _rooms.Join(socket, lost.Rooms);
            }

            // What was replayed may be lost on the way again: the next recovery starts where this one did.
            socket.ConnectedAfter = lost?.Offset ?? _last;
            if (socket.IsConnected)
                _live[socket.Pid!] = socket;
            greet(socket);
        }
    }

    public void Leave(Socket socket, string reason)
    {
        if (socket.Pid is null)
            return;
        lock (_lock)
        {
            // A client that is back has the same token: the late end of its old connection is none of its business.
            if (_live.GetValueOrDefault(socket.Pid) != socket)
                return;
            _live.Remove(socket.Pid);
            if (!RecoveryToken.IsValidAfter(reason) || _gone.Count >= _options.MaxSessions)
                return;
            var session = Remember(socket);
            _gone[session.Pid] = session;
            _expiry.Arm(session.Expiry);
        }
    }

    public void Close() => Dispose();

    public void Dispose() => _expiry.Dispose();

    private LostSession? TryTake(RawValue auth)
    {
        if (!RecoveryToken.TryRead(auth, out var pid, out var offset))
            return null;
        Socket? live;
        lock (_lock)
            live = _live.GetValueOrDefault(pid);

        // The client is back before its old connection was noticed to be dead. One that has recovered has used its token:
        // whoever brings it again while that client lives is somebody else.
        if (live is { Recovered: false })
            live.Client.Supersede();
        lock (_lock)
        {
            if (!_gone.Remove(pid, out var session))
                return null;
            session.Expiry.Disarm();
            Prune();
            // Not before it was there: what a room heard earlier was not for this client.
            session.Offset = offset is null ? session.ConnectedAfter : ParseOffset(offset);
            if (session.Offset >= 0)
                session.Offset = Math.Max(session.Offset, session.ConnectedAfter);
            return CanReplayAfter(session.Offset) ? session : null;
        }
    }

    private LostSession Remember(Socket socket)
    {
        var session = new LostSession
        {
            Pid = socket.Pid!,
            SocketId = socket.Id,
            Rooms = [.. socket.Rooms],
            Group = socket.Group,
            User = socket.User,
            UserId = RecoverableSession.Identify(socket.User),
            Data = socket.Data, // the very object, so that what a last handler still writes is not lost
            ConnectedAfter = socket.ConnectedAfter,
        };
        session.Expiry = new Expiry(this, session);
        return session;
    }

    private void Expire(LostSession session)
    {
        lock (_lock)
        {
            if (_gone.GetValueOrDefault(session.Pid) == session)
                _gone.Remove(session.Pid);
        }
    }

    private void Replay(Socket socket, LostSession session)
    {
        foreach (var logged in _log)
        {
            if (logged.Offset > session.Offset && logged.Options.Reaches(session.Rooms))
                socket.Connection.Send(logged.Packet.Encoded, SendFlags.Compress);
        }
    }

    // Offset 0 is the beginning; an offset that is older than what is kept means that something may be missing.
    private bool CanReplayAfter(long offset) =>
        offset >= 0 && offset <= _last && (offset == _last || (_log.TryPeek(out var oldest) && oldest.Offset <= offset + 1));

    private void Prune()
    {
        while (_log.TryPeek(out var oldest)
            && (_bytes > _options.MaxBytes || _time.GetElapsedTime(oldest.Time) > _options.MaxDisconnectionDuration))
        {
            _log.Dequeue();
            _bytes -= oldest.Packet.Encoded.Length;
        }
    }

    private string FormatOffset(long offset) => string.Create(CultureInfo.InvariantCulture, $"{_prefix}.{offset:x}");

    private long ParseOffset(string offset) =>
        offset.StartsWith(_prefix + ".", StringComparison.Ordinal)
            && long.TryParse(offset.AsSpan(_prefix.Length + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private sealed record LoggedPacket(long Offset, BroadcastPacket Packet, BroadcastOptions Options, long Time);

    private sealed class LostSession : RecoverableSession
    {
        /// <summary>The last event before the client connected: where a client starts that had received none.</summary>
        public required long ConnectedAfter { get; init; }

        /// <summary>The last event that the client says it received; set when it is back.</summary>
        public long Offset { get; set; }

        public Expiry Expiry { get; set; } = null!;
    }

    private sealed class Expiry(InMemoryStateRecovery owner, LostSession session) : DeadlineNode
    {
        public override void OnDeadline() => owner.Expire(session);
    }
}
