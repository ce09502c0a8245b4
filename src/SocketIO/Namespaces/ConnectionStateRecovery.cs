using System.Globalization;
using SocketIoCompat.Adapters;
using SocketIoCompat.Engine;
using SocketIoCompat.Events;

namespace SocketIoCompat.Namespaces;

/// <summary>
/// Connection state recovery in memory (wire §8.5). Every event without acknowledgement that is not volatile gets an offset as
/// its last argument and is kept for a while; a client that comes back with its token and the last offset it saw gets its
/// session, rooms, data and what it missed.
/// </summary>
/// <remarks>
/// One lock orders everything: offsets grow in the order of delivery, and nothing is published between reading what a client
/// missed and its being back in its rooms. The token stays the client's, because the official client takes a changed one for a
/// new session. Differences from the reference: a token works once for each time that its client was lost; a client whose old
/// connection has not yet been noticed to be dead takes it over; one that had received nothing yet is recovered too.
/// </remarks>
internal sealed class ConnectionStateRecovery : IDisposable
{
    private static readonly HashSet<string> Recoverable =
    [
        DisconnectReason.TransportError, DisconnectReason.TransportClose, DisconnectReason.ForcedClose,
        DisconnectReason.PingTimeout, DisconnectReason.ServerShuttingDown, DisconnectReason.ForcedServerClose,
    ];

    private readonly Lock _lock = new();
    private readonly RoomTable _rooms;
    private readonly ConnectionStateRecoveryOptions _options;
    private readonly TimeProvider _time;
    private readonly DeadlineQueue _expiry;
    private readonly string _prefix = SocketId.Create()[..6];
    private readonly Queue<LoggedPacket> _log = new();
    private readonly Dictionary<string, Socket> _live = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RecoverableSession> _gone = new(StringComparer.Ordinal);
    private long _last;
    private long _bytes;

    public ConnectionStateRecovery(RoomTable rooms, ConnectionStateRecoveryOptions options, TimeProvider time)
    {
        _rooms = rooms;
        _options = options;
        _time = time;
        _expiry = new DeadlineQueue(time, options.MaxDisconnectionDuration);
    }

    public bool SkipMiddlewares => _options.SkipMiddlewares;

    /// <summary>Delivers an event with its offset, and keeps it.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="encoder">What has encoded it.</param>
    /// <param name="options">Whom it reaches.</param>
    public void Publish(string name, PacketEncoder encoder, BroadcastOptions options)
    {
        var attachments = encoder.CopyAttachments();
        lock (_lock)
        {
            var packet = encoder.ToBroadcast(name, attachments, FormatOffset(++_last));
            _log.Enqueue(new LoggedPacket(_last, packet, options, _time.GetTimestamp()));
            _bytes += packet.Encoded.Length;
            Prune();
            _rooms.Broadcast(packet, options);
        }
    }

    /// <summary>The session behind a client's token, when it can be recovered; the token is used up either way.</summary>
    public RecoverableSession? TryTake(RawValue auth)
    {
        if (!TryReadToken(auth, out var pid, out var offset))
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
            session.Disarm();
            Prune();
            // Not before it was there: what a room heard earlier was not for this client.
            session.Offset = offset is null ? session.ConnectedAfter : ParseOffset(offset);
            if (session.Offset >= 0)
                session.Offset = Math.Max(session.Offset, session.ConnectedAfter);
            return CanReplayAfter(session.Offset) ? session : null;
        }
    }

    /// <summary>Puts a client, new or back, in its place, and before anything else is published writes what <paramref name="greet"/> writes.</summary>
    /// <param name="socket">The client.</param>
    /// <param name="session">What it comes back to; null for a new one.</param>
    /// <param name="greet">Sends CONNECT.</param>
    public void Enter(Socket socket, RecoverableSession? session, Action<Socket> greet)
    {
        lock (_lock)
        {
            if (session is not null)
            {
                Replay(socket, session);
                _rooms.Add(socket);
                _rooms.Join(socket, session.Rooms);
            }

            // What was replayed may be lost on the way again: the next recovery starts where this one did.
            socket.ConnectedAfter = session?.Offset ?? _last;
            if (socket.IsConnected)
                _live[socket.Pid!] = socket;
            greet(socket);
        }
    }

    /// <summary>The client is gone: what it can come back to is kept, unless it or the server wanted it gone.</summary>
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
            if (!Recoverable.Contains(reason) || _gone.Count >= _options.MaxSessions)
                return;
            var session = new RecoverableSession(this, socket);
            _gone[session.Pid] = session;
            _expiry.Arm(session);
        }
    }

    public void Expire(RecoverableSession session)
    {
        lock (_lock)
        {
            if (_gone.GetValueOrDefault(session.Pid) == session)
                _gone.Remove(session.Pid);
        }
    }

    public void Dispose() => _expiry.Dispose();

    private void Replay(Socket socket, RecoverableSession session)
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

    private static bool TryReadToken(RawValue auth, out string pid, out string? offset)
    {
        var hasPid = AuthReader.TryGetString(auth, "pid"u8, out var token, out _);
        pid = token ?? string.Empty;
        return (AuthReader.TryGetString(auth, "offset"u8, out offset, out var hasOffset) || !hasOffset) && hasPid && pid.Length > 0;
    }

    private sealed record LoggedPacket(long Offset, BroadcastPacket Packet, BroadcastOptions Options, long Time);
}
