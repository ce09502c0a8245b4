namespace SocketIoCompat.Handlers.Authentication.Tokens;

/// <summary>Calls back once when a token's time is over. A live connection holds one, and renews it when it gets a new token.</summary>
internal sealed class TokenExpiry : IDisposable
{
    // A timer takes no more than 49 days.
    private static readonly TimeSpan MaxWait = TimeSpan.FromDays(30);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private Action? _onExpired;
    private DateTimeOffset? _expiresAt;

    /// <summary>Starts to watch.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="expiresAt">When the time is over; null for never.</param>
    /// <param name="onExpired">What to do then. It must not block.</param>
    public TokenExpiry(TimeProvider time, DateTimeOffset? expiresAt, Action onExpired)
    {
        _time = time;
        _onExpired = onExpired;
        _timer = time.CreateTimer(static state => ((TokenExpiry)state!).Check(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Renew(expiresAt);
    }

    /// <summary>Another token, another end.</summary>
    public void Renew(DateTimeOffset? expiresAt)
    {
        lock (_lock)
        {
            _expiresAt = expiresAt;
            Arm();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _onExpired = null;
        }

        _timer.Dispose();
    }

    private void Check()
    {
        Action? onExpired;
        lock (_lock)
        {
            if (_expiresAt is not { } end || _time.GetUtcNow() < end)
            {
                Arm();
                return;
            }

            onExpired = _onExpired;
            _onExpired = null;
        }

        onExpired?.Invoke();
    }

    private void Arm()
    {
        if (_onExpired is null)
        {
            return;
        }

        var wait = _expiresAt - _time.GetUtcNow();
        _timer.Change(
            wait switch
            {
                null => Timeout.InfiniteTimeSpan,
                { } left when left <= TimeSpan.Zero => TimeSpan.Zero,
                { } left => left < MaxWait ? left + TimeSpan.FromMilliseconds(1) : MaxWait,
            },
            Timeout.InfiniteTimeSpan);
    }
}
