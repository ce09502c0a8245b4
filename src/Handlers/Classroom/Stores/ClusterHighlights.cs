using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.Classroom.Stores;

/// <summary>
/// <see cref="IHighlightStore"/> for a cluster: each server keeps what was drawn on any, so that whoever comes later finds it
/// wherever he is connected. A server that starts is sent what the others have.
/// </summary>
internal sealed partial class ClusterHighlights(
    HighlightMemory memory,
    [FromKeyedServices(SystemNames.Classroom)] ClusterChannel channel,
    ILogger<ClusterHighlights> logger) : IHighlightStore, IHostedService
{
    private const string Stroke = "stroke";
    private const string Cleared = "clear";
    private const string Reset = "reset";

    private readonly ConcurrentDictionary<string, int> _asked = new(StringComparer.Ordinal); // who is being told, and how often he asked

    /// <summary>Whether another server is being told what there is.</summary>
    public bool IsTelling => !_asked.IsEmpty;

    public bool TryAdd(string sessionId, string strokeId, RawValue stroke)
    {
        if (!memory.TryAdd(sessionId, strokeId, stroke))
        {
            return false;
        }

        Send(null, sessionId, strokeId, stroke);
        return true;
    }

    public void Clear(string sessionId)
    {
        memory.Clear(sessionId);
        channel.Send(Cleared, null, writer => writer.WriteString("session"u8, sessionId));
    }

    public IReadOnlyList<RawValue> Read(string sessionId) => memory.Read(sessionId);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        channel.Appeared += server =>
        {
            if (_asked.AddOrUpdate(server, 1, static (_, times) => times + 1) == 1)
            {
                _ = IntroduceAsync(server);
            }
        };
        channel.Listen(Reset, (_, _) => memory.ClearAll());
        channel.Listen(Stroke, (_, body) =>
            memory.TryAdd(Text(body, "session"), Text(body, "id"), RawValue.Parse(body.GetProperty("stroke"u8).GetRawText())));
        channel.Listen(Cleared, (_, body) => memory.Clear(Text(body, "session")));
        channel.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Whoever asks while he is being told has missed something of it.
    private async Task IntroduceAsync(string server)
    {
        await Task.Yield(); // never where messages are read
        try
        {
            int times;
            do
            {
                times = _asked[server];
                await SendAllAsync(server);
            }
            while (!_asked.TryRemove(KeyValuePair.Create(server, times)));
        }
        catch (Exception exception)
        {
            _asked.TryRemove(server, out _);
            LogNotTold(logger, server, exception);
        }
    }

    // All of it, in portions. What the leader has counts: what was cleared does not come back from who missed that.
    private async Task SendAllAsync(string server)
    {
        if (channel.IsLeader)
        {
            channel.Send(Reset, server, static _ => { });
        }

        foreach (var (sessionId, strokeId, stroke) in memory.ReadAll())
        {
            Send(server, sessionId, strokeId, stroke);
            await channel.DrainAsync();
        }
    }

    [LoggerMessage(3231, LogLevel.Error, "The server {ServerId} could not be sent the highlights")]
    private static partial void LogNotTold(ILogger logger, string serverId, Exception exception);

    private static string Text(JsonElement body, string name) => body.GetProperty(name).GetString()!;

    private void Send(string? server, string sessionId, string strokeId, RawValue stroke) => channel.Send(Stroke, server, writer =>
    {
        writer.WriteString("session"u8, sessionId);
        writer.WriteString("id"u8, strokeId);
        writer.WritePropertyName("stroke"u8);
        writer.WriteRawValue(stroke.Json.Span, skipInputValidation: true);
    });
}
