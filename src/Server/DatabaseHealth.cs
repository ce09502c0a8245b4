using Microsoft.Extensions.Diagnostics.HealthChecks;
using SocketIoCompat.Handlers.Storage;

namespace SocketIoCompat.Server;

/// <summary>
/// Healthy while the database takes work and does it. Anybody may ask, so an answer is good for a second, all who ask
/// meanwhile share one check, and never more than one piece of its work waits for the database. One instance for all.
/// </summary>
internal sealed class DatabaseHealth(IDatabase database, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private Task<HealthCheckResult>? _check;
    private Task _work = Task.CompletedTask;
    private long _checkedAt;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        Task<HealthCheckResult> check;
        lock (_lock)
        {
            if (_check is null || (_check.IsCompleted && time.GetElapsedTime(_checkedAt) >= Freshness))
            {
                _check = CheckAsync();
            }

            check = _check;
        }

        return check.WaitAsync(cancellationToken);
    }

    // Nobody's token: the check is shared.
    private async Task<HealthCheckResult> CheckAsync()
    {
        try
        {
            if (_work.IsCompleted)
            {
                _work = WorkAsync();
            }

            await _work.WaitAsync(Patience, time);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception)
        {
            return HealthCheckResult.Unhealthy("The database does not do its work.", exception);
        }
        finally
        {
            _checkedAt = time.GetTimestamp();
        }
    }

    private async Task WorkAsync()
    {
        await database.ReadAsync(_ => Task.FromResult(true));
        await database.WriteAsync(_ => Task.FromResult(true));
    }
}
