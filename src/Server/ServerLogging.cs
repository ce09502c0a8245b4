using Serilog;
using Serilog.Events;

namespace SocketIoCompat.Server;

/// <summary>Logging through Serilog: section <c>Serilog</c> of the configuration, and a daily file when LOG_FILE names one.</summary>
internal static class ServerLogging
{
    private const long MaxFileBytes = 100 * 1024 * 1024;
    private const int MaxFiles = 14;

    public static void AddServerLogging(this ILoggingBuilder logging, IConfiguration configuration)
    {
        // A failed start has its own sentence; the host would print the stack as well.
        var settings = new LoggerConfiguration()
            .ReadFrom.Configuration(configuration)
            .Filter.ByExcluding(IsStartupFailure);
        if (configuration["LOG_FILE"] is { Length: > 0 } path)
        {
            RequireWritable(path);
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

    /// <summary>The log itself would stay silent about a file that it cannot write.</summary>
    /// <exception cref="StartupException">No file can be made in the log's folder.</exception>
    private static void RequireWritable(string path)
    {
        try
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? throw new IOException($"'{path}' is not a file.");
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, Path.GetRandomFileName());
            File.Create(probe, bufferSize: 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new StartupException($"The file of LOG_FILE cannot be written: {exception.Message}", exception);
        }
    }

    private static bool IsStartupFailure(LogEvent entry) =>
        entry.Properties.TryGetValue("EventId", out var id) &&
        id is StructureValue structure &&
        structure.Properties.Any(p => p is { Name: "Name", Value: ScalarValue { Value: "HostedServiceStartupFaulted" } });
}
