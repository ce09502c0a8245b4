using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace SocketIoCompat.Admin;

/// <summary>What the counters of this application's meters have counted since this began to listen; by the tag that matters, where one does.</summary>
internal sealed class MeterReadings : IDisposable
{
    private readonly ConcurrentDictionary<string, Total> _totals = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    /// <summary>Begins to listen.</summary>
    /// <param name="scope">The application's <see cref="Meter.Scope"/>: others in the process count for themselves.</param>
    public MeterReadings(object? scope)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, scope) && instrument is Counter<long> && instrument.Meter.Name.StartsWith("SocketIoCompat", StringComparison.Ordinal))
                listener.EnableMeasurementEvents(instrument, _totals.GetOrAdd(instrument.Name, static _ => new Total()));
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => ((Total)state!).Add(value, tags));
        _listener.Start();
    }

    public long this[string instrument] => _totals.TryGetValue(instrument, out var total) ? total.Value : 0;

    /// <summary>The counts of an instrument by its tag <c>reason</c>.</summary>
    public IEnumerable<KeyValuePair<string, long>> ByReason(string instrument) =>
        _totals.TryGetValue(instrument, out var total) ? total.Reasons.Select(static reason => KeyValuePair.Create(reason.Key, reason.Value.Value)) : [];

    public void Dispose() => _listener.Dispose();

    private sealed class Total
    {
        private long _value;

        public long Value => Interlocked.Read(ref _value);

        public ConcurrentDictionary<string, Total> Reasons { get; } = new(StringComparer.Ordinal);

        public void Add(long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            Interlocked.Add(ref _value, value);
            foreach (var tag in tags)
            {
                if (tag is { Key: "reason", Value: string reason })
                    Reasons.GetOrAdd(reason, static _ => new Total()).Add(value, []);
            }
        }
    }
}
