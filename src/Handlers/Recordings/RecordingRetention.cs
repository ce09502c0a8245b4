using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Handlers.Storage;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.Recordings;

/// <summary>Removes the recordings of systems that keep them for a time only. Each server of a database does so; a recording goes once.</summary>
internal sealed partial class RecordingRetention(
    IEnumerable<ISystemUsers> systems, SqlRecordingStore store, RecordingFiles files, TimeProvider time, ILogger<RecordingRetention> logger)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    // A recording is uploaded after what it is of: what is known of that is kept for as long as the recording, and the time between.
    private static readonly TimeSpan LongestCall = TimeSpan.FromDays(2);

    /// <summary>Removes what has outlived its time.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var system in systems)
        {
            if (system.RecordingLimits is not { } limits)
            {
                continue;
            }

            var before = time.GetUtcNow() - limits.Lifetime;
            while (await store.ListOlderAsync(system.Slug, before) is { Count: > 0 } old)
            {
                foreach (var recording in old)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (await store.RemoveAsync(recording.Id))
                    {
                        files.Remove(recording.Id);
                    }
                }
            }

            await system.ForgetPartsAsync(before - LongestCall);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            do
            {
                await TrySweepAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task TrySweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SweepAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is DatabaseBusyException or DbException or IOException or UnauthorizedAccessException)
        {
            LogFailed(logger, exception);
        }
    }

    [LoggerMessage(3630, LogLevel.Warning, "Removing recordings whose time is over failed; the next attempt is in ten minutes")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
