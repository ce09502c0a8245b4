using System.Globalization;
using System.Text;
using SocketIoCompat.Adapters;
using SocketIoCompat.Redis.Bus;
using SocketIoCompat.Redis.Wire;

namespace SocketIoCompat.Redis;

/// <summary>One namespace in a cluster of @socket.io/redis-streams-adapter 0.3 (redis.md §3): commands in a stream, requests by publishing.</summary>
internal sealed partial class StreamsLink : IClusterLink
{
    private readonly IRedisBus _bus;
    private readonly RedisMetrics _metrics;
    private readonly RedisStreams? _streams;
    private readonly RedisAdapterOptions _options;
    private readonly string _nsp;
    private readonly string _channel;
    private readonly string _stream;
    private ClusterAdapter? _adapter;

    public StreamsLink(IRedisBus bus, RedisAdapterOptions options, RedisMetrics metrics, RedisStreams? streams, string nsp, string? uid = null)
    {
        _bus = bus;
        _metrics = metrics;
        _streams = streams;
        _options = options;
        _nsp = nsp;
        Uid = uid ?? RedisIds.CreateLong();
        _channel = $"{options.Prefix}#{nsp}#";
        _stream = RedisStreams.NameFor(options, nsp);
    }

    public string Name => "redis-streams";

    public string Uid { get; }

    public bool ReturnsOwnCommands => false;

    private SubscriptionKind Kind => _options.UseShardedPubSub ? SubscriptionKind.Sharded : SubscriptionKind.Channel;

    public string CreateRequestId() => RedisIds.CreateLong();

    public void Start(ClusterAdapter adapter)
    {
        _adapter = adapter;
        _bus.Subscribe(Kind, _channel, OnMessage);
        _bus.Subscribe(Kind, OwnChannel(Uid), OnMessage);
        _streams!.Add(_nsp, OnEntry);
    }

    public Task PublishAsync(ClusterMessage message)
    {
        // Without a request there is no hurry, but an emitter keeps to the stream, as Node's does (redis.md §4.2).
        if (message.RequestId is not null || (message.Type == ClusterMessageType.ServerSideEmit && Uid != RedisEmitter.Uid))
            return _bus.PublishAsync(_channel, ClusterWire.Write(message, _nsp, alwaysMsgPack: true), _options.UseShardedPubSub);
        return AppendAsync(message.Type, ClusterWire.WriteData(message));
    }

    public void Respond(ClusterMessage response, ClusterMessage request)
    {
        if (request.Uid is { } asker)
            _ = _bus.PublishAsync(OwnChannel(asker), ClusterWire.Write(response, _nsp, alwaysMsgPack: true), _options.UseShardedPubSub);
    }

    public Task<int> CountServersAsync() => _bus.CountSubscribersAsync(_channel, _options.UseShardedPubSub);

    public void RoomChanged(string room, bool isSocketId)
    {
        // One stream carries all rooms.
    }

    public void Close()
    {
        _bus.Unsubscribe(Kind, _channel);
        _bus.Unsubscribe(Kind, OwnChannel(Uid));
        _streams!.Remove(_nsp);
    }

    private string OwnChannel(string uid) => $"{_channel}{uid}#";

    private void OnMessage(string channel, ReadOnlyMemory<byte> message)
    {
        if (ClusterWire.TryRead(message, _nsp) is not { } read)
            _metrics.Malformed();
        else if (read.Uid != Uid)
            _adapter!.OnMessage(read);
    }

    private Task<string> AppendAsync(ClusterMessageType type, byte[] data) =>
        _bus.AppendAsync(
            _stream,
            _options.MaxStreamLength,
            [
                KeyValuePair.Create("uid", Encoding.ASCII.GetBytes(Uid)),
                KeyValuePair.Create("nsp", Encoding.UTF8.GetBytes(_nsp)),
                KeyValuePair.Create("type", Encoding.ASCII.GetBytes(((int)type).ToString(CultureInfo.InvariantCulture))),
                KeyValuePair.Create("data", data),
            ]);

    private void OnEntry(StreamEntry entry)
    {
        if (Read(entry) is not { } read)
            _metrics.Malformed();
        else if (read.Uid != Uid)
            _adapter!.OnMessage(read);
        else if (read.Type == ClusterMessageType.Broadcast)
            _adapter!.OnReturned(read.Offset!.Value, entry["data"]!);
    }
}
