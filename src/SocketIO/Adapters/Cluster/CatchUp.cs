namespace SocketIoCompat.Adapters;

/// <summary>What a client has missed who is on the way back: read from the log, and then heard while the client's connecting goes on.</summary>
internal sealed class CatchUp(long maxBytes)
{
    private readonly List<LoggedBroadcast> _missed = [];
    private long _bytes;
    private LogOffset _last;

    /// <summary>In the order of the log.</summary>
    public IReadOnlyList<LoggedBroadcast> Missed => _missed;

    /// <summary>The last place that was read or heard.</summary>
    public LogOffset Last => _last;

    /// <summary>Whether it was too much to keep.</summary>
    public bool HasOverflowed => _bytes > maxBytes;

    /// <summary>Takes an entry, unless it was taken already: what is read and what is heard overlap.</summary>
    public void Add(LoggedBroadcast entry)
    {
        if (entry.Offset <= _last || HasOverflowed)
            return;
        _last = entry.Offset;
        _bytes += entry.Message.Payload.Length + entry.Message.Attachments.Sum(static attachment => attachment.Length);
        if (HasOverflowed)
            _missed.Clear();
        else
            _missed.Add(entry);
    }
}
