namespace SocketIoCompat.Handlers.Classroom;

/// <summary>What to do with an event.</summary>
internal enum RateVerdict
{
    Pass,

    /// <summary>Drop it, and say so: it is the first of this second.</summary>
    DropAndTell,

    Drop,

    /// <summary>The socket has sent too much for too long.</summary>
    Disconnect,
}

/// <summary>
/// The rate of one socket's events: a token bucket that is refilled when asked (no timer for each socket).
/// Events beyond it are dropped; only dropping in many seconds in a row ends the connection. Not thread-safe: a socket's events come one after another.
/// </summary>
/// <param name="eventsPerSecond">How many events pass in the long run.</param>
/// <param name="burst">How many pass at once.</param>
/// <param name="abuseSeconds">How many seconds in a row with events beyond it end the connection.</param>
/// <param name="time">The clock.</param>
internal sealed class EventRate(int eventsPerSecond, int burst, int abuseSeconds, TimeProvider time)
{
    // A large attachment is stored and sent to everybody: it costs what as many bytes of small events would.
    private const int BytesPerEvent = 64 * 1024;

    private double _tokens = burst;
    private long _filledAt = time.GetTimestamp();
    private long _second = -1;
    private int _badSeconds;

    /// <summary>How many ordinary events one with this argument counts as.</summary>
    public static int CostOf(RawValue? payload)
    {
        if (payload is null)
        {
            return 1;
        }

        long bytes = payload.Json.Length;
        foreach (var attachment in payload.Attachments)
        {
            bytes += attachment.Length;
        }

        return 1 + (int)(bytes / BytesPerEvent);
    }

    /// <summary>Judges the next event.</summary>
    /// <param name="cost">How many ordinary events it counts as. What costs more than a burst passes when nothing else was sent.</param>
    public RateVerdict Next(int cost = 1)
    {
        Refill();
        cost = Math.Min(cost, burst);
        if (_tokens >= cost)
        {
            _tokens -= cost;
            return RateVerdict.Pass;
        }

        var second = time.GetTimestamp() / time.TimestampFrequency;
        if (second == _second)
        {
            return RateVerdict.Drop;
        }

        _badSeconds = second == _second + 1 ? _badSeconds + 1 : 1;
        _second = second;
        return _badSeconds >= abuseSeconds ? RateVerdict.Disconnect : RateVerdict.DropAndTell;
    }

    private void Refill()
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(burst, _tokens + (time.GetElapsedTime(_filledAt, now).TotalSeconds * eventsPerSecond));
        _filledAt = now;
    }
}
