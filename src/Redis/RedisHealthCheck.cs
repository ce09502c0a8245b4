using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SocketIoCompat.Redis;

/// <summary>Degraded, not unhealthy, without Redis: this server's own clients are served all the same.</summary>
internal sealed class RedisHealthCheck(RedisAdapterFactory factory) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(factory.IsHealthy
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded("Redis does not answer: other servers of the cluster are not heard."));
}
