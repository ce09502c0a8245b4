using System.Text.Json;

namespace SocketIoCompat.Admin;

/// <summary>One second of a server, as the status page shows it: rates since the last report, and how things stand now.</summary>
internal sealed class StatusReport
{
    // A page with more would not be read.
    private const int MaxNamespaces = 50;

    private static readonly (string Name, string Instrument)[] Rates =
    [
        ("eventsIn", "socketio.events.received"),
        ("eventsOut", "socketio.events.sent"),
        ("messagesIn", "engineio.messages.received"),
        ("messagesOut", "engineio.messages.sent"),
        ("bytesIn", "engineio.bytes.received"),
        ("bytesOut", "engineio.bytes.sent"),
        ("opened", "engineio.sessions.opened"),
        ("closed", "engineio.sessions.closed"),
        ("published", "socketio.cluster.published"),
    ];

    private static readonly (string Name, string Instrument)[] Problems =
    [
        ("publishFailures", "socketio.cluster.publish_failures"),
        ("slowConsumers", "engineio.slow_consumers"),
        ("handlerFailures", "socketio.handlers.failures"),
        ("eventsRefused", "socketio.events.refused"),
        ("packetsRefused", "socketio.packets.refused"),
        ("connectsRefused", "socketio.connects.refused"),
        ("connectionErrors", "engineio.connection_errors"),
        ("handshakesNotAccepted", "engineio.handshakes.not_accepted"),
        ("volatileDropped", "engineio.messages.volatile_dropped"),
    ];

    private readonly SocketIOServer _server;
    private readonly MeterReadings _readings;
    private readonly long _startedAt;
    private readonly long[] _last = new long[Rates.Length];
    private long _lastAt;
    private TimeSpan _lastCpu = Environment.CpuUsage.TotalTime;

    public StatusReport(SocketIOServer server, MeterReadings readings, long startedAt)
    {
        _server = server;
        _readings = readings;
        _startedAt = startedAt;
        _lastAt = server.Time.GetTimestamp();
    }

    public void Write(Utf8JsonWriter json, StatusSurroundings surroundings)
    {
        var now = _server.Time.GetTimestamp();
        var seconds = Math.Max(_server.Time.GetElapsedTime(_lastAt, now).TotalSeconds, 0.001);
        _lastAt = now;
        json.WriteStartObject();
        json.WriteNumber("time"u8, _server.Time.GetUtcNow().ToUnixTimeMilliseconds());
        json.WriteNumber("uptime"u8, Math.Round(_server.Time.GetElapsedTime(_startedAt, now).TotalSeconds, 1));
        WriteSessions(json);
        WriteNamespaces(json);
        WriteRates(json, seconds);
        WriteProcess(json, seconds);
        WriteProblems(json);
        WriteSurroundings(json, surroundings);
        json.WriteEndObject();
    }

    private void WriteSessions(Utf8JsonWriter json)
    {
        var sessions = SessionCounts.Of(_server.Engine);
        json.WriteStartObject("connections"u8);
        json.WriteNumber("total"u8, sessions.Total);
        json.WriteNumber("websocket"u8, sessions.WebSocket);
        json.WriteNumber("polling"u8, sessions.Polling);
        json.WriteNumber("legacy"u8, sessions.Legacy);
        json.WriteEndObject();
        json.WriteStartObject("queues"u8);
        json.WriteNumber("bytes"u8, sessions.QueuedBytes);
        json.WriteNumber("largest"u8, sessions.LargestQueue);
        json.WriteNumber("waiting"u8, sessions.Waiting);
        json.WriteEndObject();
    }

    private void WriteNamespaces(Utf8JsonWriter json)
    {
        int sockets = 0, rooms = 0, count = 0;
        json.WriteStartArray("namespaces"u8);
        foreach (var nsp in _server.Namespaces.All.OrderByDescending(static nsp => nsp.SocketCount))
        {
            // Each socket has a room of its own, which is nothing to show.
            var (here, shared) = (nsp.SocketCount, Math.Max(nsp.Adapter.Local.RoomCount - nsp.SocketCount, 0));
            sockets += here;
            rooms += shared;
            if (++count > MaxNamespaces)
                continue;
            json.WriteStartObject();
            json.WriteString("name"u8, nsp.Name);
            json.WriteNumber("sockets"u8, here);
            json.WriteNumber("rooms"u8, shared);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("sockets"u8, sockets);
        json.WriteNumber("rooms"u8, rooms);
    }

    private void WriteRates(Utf8JsonWriter json, double seconds)
    {
        json.WriteStartObject("perSecond"u8);
        for (var i = 0; i < Rates.Length; i++)
        {
            var total = _readings[Rates[i].Instrument];
            json.WriteNumber(Rates[i].Name, Math.Round((total - _last[i]) / seconds, 1));
            _last[i] = total;
        }

        json.WriteEndObject();
    }

    private void WriteProcess(Utf8JsonWriter json, double seconds)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        json.WriteStartObject("process"u8);
        json.WriteNumber("cpu"u8, Math.Round(Math.Max((cpu - _lastCpu).TotalSeconds, 0) / seconds / Environment.ProcessorCount, 3));
        json.WriteNumber("heap"u8, GC.GetTotalMemory(forceFullCollection: false));
        json.WriteNumber("memory"u8, Environment.WorkingSet);
        json.WriteNumber("gcPause"u8, Math.Round(GC.GetGCMemoryInfo().PauseTimePercentage, 2));
        json.WriteStartArray("collections"u8);
        for (var generation = 0; generation <= GC.MaxGeneration; generation++)
            json.WriteNumberValue(GC.CollectionCount(generation));
        json.WriteEndArray();
        json.WriteNumber("threads"u8, ThreadPool.ThreadCount);
        json.WriteNumber("pendingWork"u8, ThreadPool.PendingWorkItemCount);
        json.WriteEndObject();
        _lastCpu = cpu;
    }

    // Since somebody began to watch: an operator looks for what happens now.
    private void WriteProblems(Utf8JsonWriter json)
    {
        json.WriteStartObject("problems"u8);
        foreach (var (name, instrument) in Problems)
            json.WriteNumber(name, _readings[instrument]);
        json.WriteEndObject();
    }

    private static void WriteSurroundings(Utf8JsonWriter json, StatusSurroundings surroundings)
    {
        if (surroundings.Servers is { } servers)
            json.WriteNumber("servers"u8, servers);
        else
            json.WriteNull("servers"u8);
        json.WriteStartObject("health"u8);
        foreach (var (name, state) in surroundings.Health)
            json.WriteString(name, state);
        json.WriteEndObject();
    }
}
