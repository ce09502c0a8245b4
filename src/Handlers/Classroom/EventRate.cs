using System.Threading.RateLimiting;

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
internal sealed class EventRate(ClassroomOptions options, TimeProvider time) : IDisposable
{
    private const int RefillsPerSecond = 10;

    private readonly TokenBucketRateLimiter _bucket = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = options.EventBurst,
        TokensPerPeriod = Math.Max(1, options.EventsPerSecond / RefillsPerSecond),
        ReplenishmentPeriod = TimeSpan.FromSeconds(1.0 / RefillsPerSecond),
        QueueLimit = 0,
        AutoReplenishment = false,
    });

    private long _second = -1;
    private int _badSeconds;

    /// <summary>Judges the next event.</summary>
    /// <param name="cost">How many ordinary events it counts as.</param>
    public RateVerdict Next(int cost = 1)
    {
        _bucket.TryReplenish();
        using var lease = _bucket.AttemptAcquire(Math.Min(cost, options.EventBurst));
        if (lease.IsAcquired)
        {
            return RateVerdict.Pass;
        }

        var second = time.GetTimestamp() / time.TimestampFrequency;
        if (second == _second)
        {
            return RateVerdict.Drop;
        }

        _badSeconds = second == _second + 1 ? _badSeconds + 1 : 1;
        _second = second;
        return _badSeconds >= options.AbuseSeconds ? RateVerdict.Disconnect : RateVerdict.DropAndTell;
    }

    public void Dispose() => _bucket.Dispose();
}
