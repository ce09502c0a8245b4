using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Configuration;

namespace SocketIoCompat.Handlers.Authentication.Login;

/// <summary>How many passwords one address may try: <c>Login:AttemptsPerMinute</c>, default 120, as many people may share an address.</summary>
internal sealed class LoginRate(IConfiguration configuration) : IDisposable
{
    private readonly PartitionedRateLimiter<IPAddress> _limiter = Create(configuration.GetValue("Login:AttemptsPerMinute", 120));

    public bool Allows(IPAddress? address)
    {
        using var lease = _limiter.AttemptAcquire(address ?? IPAddress.None);
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();

    private static PartitionedRateLimiter<IPAddress> Create(int perMinute) =>
        PartitionedRateLimiter.Create<IPAddress, IPAddress>(address => RateLimitPartition.GetTokenBucketLimiter(
            address,
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = perMinute,
                TokensPerPeriod = Math.Max(1, perMinute / 6),
                ReplenishmentPeriod = TimeSpan.FromSeconds(10),
            }));
}
