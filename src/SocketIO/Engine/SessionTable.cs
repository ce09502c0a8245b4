using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace SocketIoCompat.Engine;

/// <summary>What became of the wish for a place.</summary>
internal enum Reservation : byte
{
    Made,

    /// <summary>There are as many sessions as may be, in all or of those that nobody admitted.</summary>
    Full,

    /// <summary>The id is another session's.</summary>
    IdTaken,
}

/// <summary>
/// The sessions of one server by id, bounded: all of them, and those that nobody admitted yet. A place is reserved before the
/// handshake is answered, so that neither bound nor id can fail afterwards.
/// </summary>
internal sealed class SessionTable(int maxSessions, int maxNotAdmitted)
{
    // Null stands for a session that is being opened.
    private readonly ConcurrentDictionary<string, EngineSession?> _sessions = new(StringComparer.Ordinal);
    private int _reserved;
    private int _notAdmitted;

    /// <summary>The number of sessions, those included that are being opened.</summary>
    public int Count => Volatile.Read(ref _reserved);

    /// <summary>All sessions; the enumeration is safe against changes and may miss what comes meanwhile.</summary>
    public IEnumerable<EngineSession> Sessions => _sessions.Select(static pair => pair.Value).OfType<EngineSession>();

    /// <summary>Reserves a place, which is filled by <see cref="Publish"/> and given back by <see cref="Release"/>.</summary>
    public Reservation TryReserve(string id)
    {
        if (Interlocked.Increment(ref _reserved) > maxSessions)
        {
            Interlocked.Decrement(ref _reserved);
            return Reservation.Full;
        }
        if (Interlocked.Increment(ref _notAdmitted) > maxNotAdmitted)
        {
            Interlocked.Decrement(ref _notAdmitted);
            Interlocked.Decrement(ref _reserved);
            return Reservation.Full;
        }
        if (_sessions.TryAdd(id, null))
            return Reservation.Made;
        Interlocked.Decrement(ref _notAdmitted);
        Interlocked.Decrement(ref _reserved);
        return Reservation.IdTaken;
    }

    /// <summary>Makes a session known to requests with its id.</summary>
    public void Publish(EngineSession session) => _sessions[session.Id] = session;

    public bool TryGet(ReadOnlySpan<char> id, [NotNullWhen(true)] out EngineSession? session) =>
        _sessions.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(id, out session) && session != null;

    public void Admit() => Interlocked.Decrement(ref _notAdmitted);

    public void Release(string id, bool admitted)
    {
        _sessions.TryRemove(id, out _);
        if (!admitted)
            Interlocked.Decrement(ref _notAdmitted);
        Interlocked.Decrement(ref _reserved);
    }
}
