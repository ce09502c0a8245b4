namespace SocketIoCompat.Engine;

/// <summary>
/// A stretch of work on one thread at whose end everything written is flushed, once for each session. Turns nest: only the
/// outermost flushes. Must not be held over an await.
/// </summary>
internal readonly ref struct FlushTurn
{
    /// <summary>A broadcast to more sessions than this gives its list back afterwards.</summary>
    private const int KeptCapacity = 4096;

    [ThreadStatic]
    private static Turn? t_turn;

    private readonly Turn? _turn;

    private FlushTurn(Turn turn) => _turn = turn;

    public static FlushTurn Begin()
    {
        var turn = t_turn ??= new Turn();
        turn.Depth++;
        return new FlushTurn(turn);
    }

    public void Dispose()
    {
        if (_turn != null && --_turn.Depth == 0 && _turn.Count > 0)
            _turn.Flush();
    }

    /// <summary>Leaves the flush of a session to the end of this thread's turn. False when there is none: flush now.</summary>
    internal static bool TryDefer(EngineSession session)
    {
        var turn = t_turn;
        if (turn == null || turn.Depth == 0)
            return false;
        // Marked by this turn already; one marked by a turn of another thread is taken here too, because that turn may
        // last longer than this one.
        if (session.FlushOwner != turn)
        {
            session.FlushOwner = turn;
            turn.Add(session);
        }
        return true;
    }

    private sealed class Turn
    {
        private EngineSession?[] _sessions = new EngineSession?[16];

        public int Depth;

        public int Count { get; private set; }

        public void Add(EngineSession session)
        {
            if (Count == _sessions.Length)
                Array.Resize(ref _sessions, Count * 2);
            _sessions[Count++] = session;
        }

        public void Flush()
        {
            for (var i = 0; i < Count; i++)
            {
                _sessions[i]!.FlushAtEndOfTurn(this);
                _sessions[i] = null;
            }
            Count = 0;
            if (_sessions.Length > KeptCapacity)
                _sessions = new EngineSession?[16];
        }
    }
}
