using Serilog;

namespace SocketIoCompat.Server;

/// <summary>Logging through Serilog: section <c>Serilog</c> of the configuration, and a daily file when LOG_FILE names one.</summary>
internal static class ServerLogging
{
    private const long MaxFileBytes = 100 * 1024 * 1024;
    private const int MaxFiles = 14;

    public static void AddServerLogging(this ILoggingBuilder logging, IConfiguration configuration)
    {
        var settings = new LoggerConfiguration().ReadFrom.Configuration(configuration);
        if (configuration["LOG_FILE"] is { Length: > 0 } path)
        {
            settings.WriteTo.File(
                path,
                rollingInterval: RollingInterval.Day,
                fileSizeLimitBytes: MaxFileBytes,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: MaxFiles);
        }

        logging.ClearProviders();
        logging.AddSerilog(settings.CreateLogger(), dispose: true);
    }
}
