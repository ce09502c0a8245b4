namespace SocketIoCompat.Handlers.Classroom;

/// <summary>Tells when a socket joined, in milliseconds, never the same on one server: whoever joined last is the one that counts.</summary>
internal sealed class JoinClock(TimeProvider time)
{
    private const double Smallest = 1.0 / 1024; // which a double of this size still holds

    private readonly Lock _lock = new();
    private double _last;

    public double Next()
    {
        lock (_lock)
            return _last = Math.Max(time.GetUtcNow().ToUnixTimeMilliseconds(), _last + Smallest);
    }
}
