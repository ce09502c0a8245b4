using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.Classroom.Stores;

/// <summary>
/// <see cref="IHighlightStore"/> for a cluster: each server keeps what was drawn on any, so that whoever comes later finds it
/// wherever he is connected. A server that starts is sent what the others have.
/// </summary>
internal sealed class ClusterHighlights(
    HighlightMemory memory, [FromKeyedServices(SystemNames.Classroom)] ClusterChannel channel) : IHighlightStore, IHostedService
{
    private const string Stroke = "stroke";
    private const string Cleared = "clear";
    private const string Reset = "reset";

    private readonly ConcurrentDictionary<string, bool> _introduced = new(StringComparer.Ordinal); // those who are being told

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
            if (_introduced.TryAdd(server, true))
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

    // All of it, in portions. What the leader has counts: what was cleared does not come back from who missed that.
    private async Task IntroduceAsync(string server)
    {
        await Task.Yield(); // never where messages are read
        if (channel.IsLeader)
        {
            channel.Send(Reset, server, static _ => { });
        }

        foreach (var (sessionId, strokeId, stroke) in memory.ReadAll())
        {
            Send(server, sessionId, strokeId, stroke);
            await channel.DrainAsync();
        }

        _introduced.TryRemove(server, out _);
    }

    private static string Text(JsonElement body, string name) => body.GetProperty(name).GetString()!;

    private void Send(string? server, string sessionId, string strokeId, RawValue stroke) => channel.Send(Stroke, server, writer =>
    {
        writer.WriteString("session"u8, sessionId);
        writer.WriteString("id"u8, strokeId);
        writer.WritePropertyName("stroke"u8);
        writer.WriteRawValue(stroke.Json.Span, skipInputValidation: true);
    });
}
