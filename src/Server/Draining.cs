using System.Globalization;
using System.Net.Mime;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SocketIoCompat.Server;

/// <summary>
/// The end of the server as a load balancer sees it: from the signal on <c>/health</c> says 503, and the clients are closed only
/// <c>Server:DrainTime</c> later, when nobody is sent here any more. A second signal ends the wait.
/// </summary>
internal sealed partial class Draining(IHostApplicationLifetime application, TimeProvider time, ILogger<Draining> logger, TimeSpan drainTime)
    : IHostLifetime, IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly List<PosixSignalRegistration> _signals = [];
    private ITimer? _end;
    private int _asked;

    /// <summary>Adds it, as the host's lifetime where a wait is configured; the host's own stays where none is.</summary>
    /// <exception cref="StartupException">The configured time cannot be.</exception>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        var drainTime = Read(configuration["Server:DrainTime"]);
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<Draining>(provider, drainTime));
        if (drainTime > TimeSpan.Zero)
            services.AddSingleton<IHostLifetime>(provider => provider.GetRequiredService<Draining>());
    }

    /// <summary>The first time the wait begins; the second time it ends.</summary>
    public void OnSignal()
    {
        if (Interlocked.Increment(ref _asked) > 1)
        {
            application.StopApplication();
            return;
        }

        Log.Begun(logger, drainTime.TotalSeconds);
        _end = time.CreateTimer(static state => ((IHostApplicationLifetime)state!).StopApplication(), application, drainTime, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Answers <c>/health</c>. No health check of its own: a failing one is an error in the log, and this is none.</summary>
    public Task WriteHealthAsync(HttpContext context, HealthReport report)
    {
        var isStopping = Volatile.Read(ref _asked) > 0 || application.ApplicationStopping.IsCancellationRequested;
        if (isStopping)
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = MediaTypeNames.Text.Plain;
        return context.Response.WriteAsync(isStopping ? "Stopping" : report.Status.ToString());
    }

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT])
        {
            _signals.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                OnSignal();
            }));
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _signals.ForEach(static signal => signal.Dispose());
        _end?.Dispose();
    }

    private static TimeSpan Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return TimeSpan.Zero;
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= TimeSpan.Zero && value <= Longest
            ? value
            : throw new StartupException($"Server:DrainTime must be between 00:00:00 and {Longest:c}; '{text}' is not.");
    }

    private static partial class Log
    {
        [LoggerMessage(3504, LogLevel.Information, "Draining: /health says 503, and the clients are closed in {Seconds} s. Another signal ends the wait.", EventName = "DrainingBegun")]
        public static partial void Begun(ILogger logger, double seconds);
    }
}
