using Microsoft.Extensions.Diagnostics.HealthChecks;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Server;

/// <summary>Healthy while the database takes work and does it.</summary>
internal sealed class DatabaseHealth(IDatabase database) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await database.ReadAsync(_ => Task.FromResult(true)).WaitAsync(Patience, cancellationToken);
            await database.WriteAsync(_ => Task.FromResult(true)).WaitAsync(Patience, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("The database does not do its work.", exception);
        }
    }
}
