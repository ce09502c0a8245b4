using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace SocketIoCompat.Admin;

/// <summary>
/// Tells operators what this server is doing: <c>status</c> on connecting, then once a second. While nobody watches, nothing is
/// counted and nothing runs.
/// </summary>
internal sealed partial class StatusFeed(SocketIOServer server, Namespace status, string serverId) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SlowInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly string Version =
        typeof(StatusFeed).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private readonly long _startedAt = server.Time.GetTimestamp();
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;
    private bool _isRunning;
    private long _surroundingsSeen;
    private StatusSurroundings? _surroundings;

    /// <summary>An operator begins to watch.</summary>
    public async Task ShowAsync(Socket socket)
    {
        await socket.EmitAsync("hello", AdminJson.Write(server.Json, (json, _) => WriteHello(json)));
        lock (_lock)
        {
            if (_isRunning || _stop.IsCancellationRequested)
                return;
            _isRunning = true;
            _loop = RunAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task loop;
        lock (_lock)
        {
            _stop.Cancel();
            loop = _loop;
        }

        await loop;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            using var readings = new MeterReadings(server.Metrics.Scope);
            var report = new StatusReport(server, readings, _startedAt);
            using var timer = new PeriodicTimer(Interval, server.Time);
            do
            {
                var surroundings = await LookAroundAsync();
                await status.Local.EmitAsync("status", AdminJson.Write(server.Json, (json, _) => report.Write(json, surroundings)));
            }
            while (await timer.WaitForNextTickAsync(_stop.Token) && GoesOn());
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
        catch (Exception exception)
        {
            LogFailed(server.Logger, exception);
            lock (_lock)
                _isRunning = false; // the next operator may have more luck
        }
    }

    private bool GoesOn()
    {
        lock (_lock)
            return _isRunning = status.SocketCount > 0;
    }

    // These ask others, who should not be asked by every tick.
    private async Task<StatusSurroundings> LookAroundAsync()
    {
        if (_surroundings is not null && server.Time.GetElapsedTime(_surroundingsSeen) < SlowInterval)
            return _surroundings;
        _surroundingsSeen = server.Time.GetTimestamp();
        return _surroundings = new StatusSurroundings(await CountServersAsync(), await CheckHealthAsync());
    }

    private async Task<int?> CountServersAsync()
    {
        try
        {
            return await status.Adapter.CountServersAsync().WaitAsync(Patience, server.Time, _stop.Token);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !_stop.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<KeyValuePair<string, string>>> CheckHealthAsync()
    {
        if (server.Services.GetService<HealthCheckService>() is not { } checks)
            return [];
        try
        {
            var health = await checks.CheckHealthAsync(_stop.Token).WaitAsync(Patience, server.Time, _stop.Token);
            return [.. health.Entries.Select(static entry => KeyValuePair.Create(entry.Key, entry.Value.Status.ToString()))];
        }
        catch (TimeoutException)
        {
            return [KeyValuePair.Create("checks", nameof(HealthStatus.Unhealthy))];
        }
    }

    private void WriteHello(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("serverId"u8, serverId);
        json.WriteString("version"u8, Version);
        json.WriteString("runtime"u8, Environment.Version.ToString());
        json.WriteNumber("pid"u8, Environment.ProcessId);
        json.WriteNumber("processors"u8, Environment.ProcessorCount);
        json.WriteString("adapter"u8, status.Adapter.Kind);
        json.WriteEndObject();
    }

    [LoggerMessage(2041, LogLevel.Warning, "The status feed has stopped; it starts again with the next operator")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}

/// <summary>What a server has to ask others for.</summary>
/// <param name="Servers">How many servers the cluster has; null when it cannot be asked.</param>
/// <param name="Health">The application's health checks.</param>
internal sealed record StatusSurroundings(int? Servers, IReadOnlyList<KeyValuePair<string, string>> Health);
