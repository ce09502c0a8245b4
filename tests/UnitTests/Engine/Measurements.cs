using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace SocketIoCompat.UnitTests.Engine;

/// <summary>What the instruments of one server measured.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, string Tag, long Value)> _values = new();

    public Measurements(IMeterFactory factory)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, factory) && instrument.Meter.Name == "SocketIoCompat")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            _values.Enqueue((instrument.Name, string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}")), value)));
        _listener.Start();
    }

    public long Sum(string name, string? tag = null) =>
        _values.Where(value => value.Name == name && (tag == null || value.Tag == tag)).Sum(value => value.Value);

    public void Dispose() => _listener.Dispose();
}
