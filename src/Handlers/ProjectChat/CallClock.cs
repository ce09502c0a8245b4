using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SocketIoCompat.Handlers.ProjectChat;

/// <summary>Looks once a second for calls that nobody answers and for those whose people are gone.</summary>
internal sealed partial class CallClock(CallService calls, TimeProvider time, ILogger<CallClock> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    calls.Tick();
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    LogFailed(logger, exception);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    [LoggerMessage(3502, LogLevel.Error, "Ending calls whose time is over failed")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
