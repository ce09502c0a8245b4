using System.Diagnostics.Metrics;

namespace SocketIoCompat.Redis.Bus;

/// <summary>The instruments of the cluster, in the meter <c>SocketIoCompat.Redis</c>.</summary>
internal sealed class RedisMetrics
{
    private readonly Counter<long> _published;
    private readonly Counter<long> _publishFailures;
    private readonly Counter<long> _received;
    private readonly Counter<long> _malformed;
    private readonly UpDownCounter<int> _degraded;

    public RedisMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("SocketIoCompat.Redis");
        _published = meter.CreateCounter<long>("socketio.cluster.published", "{message}", "Messages handed to Redis.");
        _publishFailures = meter.CreateCounter<long>("socketio.cluster.publish_failures", "{message}", "Messages that Redis did not take.");
        _received = meter.CreateCounter<long>("socketio.cluster.received", "{message}", "Messages received from Redis.");
        _malformed = meter.CreateCounter<long>("socketio.cluster.malformed", "{message}", "Messages from Redis that could not be read.");
        _degraded = meter.CreateUpDownCounter<int>("socketio.cluster.degraded", "{connection}", "Connections to Redis that do not work now.");
    }

    public void Published() => _published.Add(1);

    public void PublishFailed() => _publishFailures.Add(1);

    public void Received() => _received.Add(1);

    public void Malformed() => _malformed.Add(1);

    public void DegradedChanged(bool isDegraded) => _degraded.Add(isDegraded ? 1 : -1);
}
