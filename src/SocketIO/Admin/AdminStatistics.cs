using System.Text.Json;
using SocketIoCompat.Adapters;

namespace SocketIoCompat.Admin;

/// <summary>Sends the admin UI <c>server_stats</c> every two seconds, as Node does: who is connected, and what happened in each second.</summary>
internal sealed class AdminStatistics : IDisposable
{
    private static readonly TimeSpan Resolution = TimeSpan.FromSeconds(1);

    private static readonly (string Type, string Instrument)[] Counted =
    [
        ("rawConnection", "engineio.sessions.opened"),
        ("packetsIn", "engineio.messages.received"),
        ("packetsOut", "engineio.messages.sent"),
        ("bytesIn", "engineio.bytes.received"),
        ("bytesOut", "engineio.bytes.sent"),
    ];

    private readonly SocketIOServer _server;
    private readonly Namespace _admin;
    private readonly AdminOutbox _outbox;
    private readonly string _serverId;
    private readonly long _startedAt;
    private readonly MeterReadings _readings;
    private readonly Dictionary<string, long> _seen = new(StringComparer.Ordinal);
    private readonly List<Happened> _happened = [];
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private bool _isSecond;

    public AdminStatistics(SocketIOServer server, Namespace admin, AdminOutbox outbox, string serverId)
    {
        _server = server;
        _admin = admin;
        _outbox = outbox;
        _serverId = serverId;
        _startedAt = server.Time.GetTimestamp();
        _readings = new MeterReadings(server.Metrics.Scope);
        _timer = server.Time.CreateTimer(static state => ((AdminStatistics)state!).OnTick(), this, Resolution, Resolution);
    }

    public void Dispose()
    {
        _timer.Dispose();
        _readings.Dispose();
    }

    private void OnTick()
    {
        lock (_lock)
        {
            Note();
            _isSecond = !_isSecond;
            if (_isSecond)
                return; // Node counts by the second and tells every other one
            if (_admin.SocketCount > 0 || _admin.Adapter is not InMemoryAdapter)
                _outbox.Post("server_stats", AdminJson.Write(_server.Json, (json, _) => Write(json)));
            _happened.Clear();
        }
    }

    // What the last second brought.
    private void Note()
    {
        var second = (_server.Time.GetUtcNow() - Resolution).ToUnixTimeSeconds() * 1000;
        foreach (var (type, instrument) in Counted)
            Note(second, type, null, _readings[instrument]);
        foreach (var (reason, count) in _readings.ByReason("engineio.sessions.closed"))
            Note(second, "rawDisconnection", reason, count);
    }

    private void Note(long second, string type, string? subType, long total)
    {
        var key = type + subType;
        var count = total - _seen.GetValueOrDefault(key);
        _seen[key] = total;
        if (count > 0)
            _happened.Add(new Happened(second, type, subType, count));
    }

    private void Write(Utf8JsonWriter json)
    {
        var sessions = SessionCounts.Of(_server.Engine);
        json.WriteStartObject();
        json.WriteString("serverId"u8, _serverId);
        json.WriteString("hostname"u8, Environment.MachineName);
        json.WriteNumber("pid"u8, Environment.ProcessId);
        json.WriteNumber("uptime"u8, Math.Round(_server.Time.GetElapsedTime(_startedAt).TotalSeconds, 3));
        json.WriteNumber("clientsCount"u8, sessions.Total);
        json.WriteNumber("pollingClientsCount"u8, sessions.Polling);
        json.WriteStartArray("aggregatedEvents"u8);
        foreach (var happened in _happened)
            happened.WriteTo(json);
        json.WriteEndArray();
        json.WriteStartArray("namespaces"u8);
        foreach (var nsp in _server.Namespaces.All)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, nsp.Name);
            json.WriteNumber("socketsCount"u8, nsp.SocketCount);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private sealed record Happened(long Second, string Type, string? SubType, long Count)
    {
        public void WriteTo(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            json.WriteNumber("timestamp"u8, Second);
            json.WriteString("type"u8, Type);
            if (SubType is not null)
                json.WriteString("subType"u8, SubType);
            json.WriteNumber("count"u8, Count);
            json.WriteEndObject();
        }
    }
}
