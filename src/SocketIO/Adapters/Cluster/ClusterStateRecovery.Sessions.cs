using SocketIoCompat.Engine;
using SocketIoCompat.Events;
using SocketIoCompat.Namespaces;

namespace SocketIoCompat.Adapters;

/// <content>Clients that go and come back.</content>
internal sealed partial class ClusterStateRecovery
{
    private const int MaxPages = 100; // as in Node

    private readonly Dictionary<string, Client> _live = new(StringComparer.Ordinal);
    private readonly List<CatchUp> _catchingUp = [];
    private readonly Dictionary<Socket, LogOffset> _ahead = []; // clients that have read further than this server

    public async ValueTask<RecoverableSession?> TakeAsync(RawValue auth)
    {
        if (!RecoveryToken.TryRead(auth, out var pid, out var received))
            return null;
        Socket? live;
        lock (_lock)
            live = _live.GetValueOrDefault(pid)?.Socket;

        // As when a server stands alone: the client is back before its old connection was noticed to be dead.
        if (live is { Recovered: false })
            live.Client.Supersede();
        try
        {
            return await _log.TakeSessionAsync(pid) is { } saved && SessionJson.TryRead(_namespace, saved, out var after) is { } session
                && (received is null ? after : LogOffset.TryParse(received, out var at) ? at : null) is { } start
                && await CatchUpAsync(start, mustExist: received is not null) is { } catchUp
                ? new ReturningSession(session, start, catchUp)
                : null;
        }
        catch (ClusterUnavailableException)
        {
            return null;
        }
    }

    public void Abandon(RecoverableSession session)
    {
        lock (_lock)
            _catchingUp.Remove(((ReturningSession)session).CatchUp);
    }

    public void Enter(Socket socket, RecoverableSession? session, Action<Socket> greet)
    {
        var returning = (ReturningSession?)session;
        lock (_lock)
        {
            if (returning is not null)
            {
                _catchingUp.Remove(returning.CatchUp);
                Replay(socket, returning);
                _rooms.Add(socket);
                _rooms.Join(socket, returning.Rooms);
            }

            // What was replayed may be lost on the way again: the next recovery starts where this one did.
            if (socket.IsConnected)
                _live[socket.Pid!] = new Client(socket, returning?.Start ?? _log.Position);
            greet(socket);
        }

        // Whoever cannot be given all that he missed must not be told that he was.
        if (returning is { CatchUp.HasOverflowed: true })
            socket.Client.Supersede();
    }

    public void Leave(Socket socket, string reason)
    {
        if (socket.Pid is null)
            return;
        LogOffset after;
        lock (_lock)
        {
            _ahead.Remove(socket);
            if (_live.GetValueOrDefault(socket.Pid) is not { } client || client.Socket != socket)
                return;
            after = client.ConnectedAfter;
            _live.Remove(socket.Pid);
        }

        if (RecoveryToken.IsValidAfter(reason))
            _ = SaveAsync(socket.Pid, SessionJson.Write(socket, after));
    }

    private async Task SaveAsync(string pid, SavedSession session)
    {
        try
        {
            await _log.SaveSessionAsync(pid, session, _options.MaxDisconnectionDuration);
        }
        catch (ClusterUnavailableException)
        {
            // The client starts anew, as after any longer absence.
        }
    }

    // It hears before it reads: nothing is published between the two that it would not get.
    private async Task<CatchUp?> CatchUpAsync(LogOffset start, bool mustExist)
    {
        var heard = new CatchUp(_options.MaxBytes);
        lock (_lock)
            _catchingUp.Add(heard);
        var read = new CatchUp(_options.MaxBytes);
        var isComplete = false;
        try
        {
            isComplete = await _log.IsCompleteAfterAsync(start, mustExist) && await ReadAllAsync(start, read);
        }
        finally
        {
            lock (_lock)
            {
                _catchingUp.Remove(heard);
                if (isComplete)
                {
                    foreach (var entry in heard.Missed)
                        read.Add(entry);
                    isComplete = !heard.HasOverflowed && !read.HasOverflowed;
                    if (isComplete)
                        _catchingUp.Add(read);
                }
            }
        }

        return isComplete ? read : null;
    }

    private async Task<bool> ReadAllAsync(LogOffset start, CatchUp catchUp)
    {
        var next = start.Next;
        for (var page = 0; page < MaxPages; page++)
        {
            var read = await _log.ReadAsync(next);
            foreach (var entry in read.Broadcasts)
                catchUp.Add(entry);
            if (read.Last is not { } last)
                return true;
            next = last.Next;
        }

        return false;
    }

    private void Hear(LoggedBroadcast entry)
    {
        foreach (var catchUp in _catchingUp)
            catchUp.Add(entry);
    }

    private void Replay(Socket socket, ReturningSession session)
    {
        foreach (var (offset, message) in session.CatchUp.Missed)
        {
            // Events that may get lost are not kept for later, though the log holds them.
            if (!message.Options.Flags.HasFlag(SendFlags.Volatile) && message.Options.Reaches(session.Rooms) && ToPacket(offset, message) is { } packet)
                socket.Connection.Send(packet.Encoded, SendFlags.Compress);
        }

        if (session.CatchUp.Last > _delivered)
            _ahead[socket] = session.CatchUp.Last;
    }

    private void Advance(LogOffset offset)
    {
        _delivered = offset;
        if (_ahead.Count == 0)
            return;
        foreach (var (socket, last) in _ahead)
        {
            if (last <= offset)
                _ahead.Remove(socket);
        }
    }

    private sealed record Client(Socket Socket, LogOffset ConnectedAfter);

    private sealed class ReturningSession : RecoverableSession
    {
        [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
        public ReturningSession(RecoverableSession session, LogOffset start, CatchUp catchUp)
        {
            Pid = session.Pid;
            SocketId = session.SocketId;
            Rooms = session.Rooms;
            Data = session.Data;
            Group = session.Group;
            UserId = session.UserId;
            Start = start;
            CatchUp = catchUp;
        }

        /// <summary>The last event that the client had received.</summary>
        public LogOffset Start { get; }

        public CatchUp CatchUp { get; }
    }
}
