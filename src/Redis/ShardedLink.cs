using SocketIoCompat.Adapters;
using SocketIoCompat.Redis.Bus;
using SocketIoCompat.Redis.Wire;

namespace SocketIoCompat.Redis;

/// <summary>One namespace in a cluster of @socket.io/redis-adapter's <c>createShardedAdapter</c> (redis.md §2).</summary>
internal sealed class ShardedLink : IClusterLink
{
    // By this a publisher tells a socket's own room from others.
    private const int SocketIdLength = 20;

    private readonly IRedisBus _bus;
    private readonly RedisMetrics _metrics;
    private readonly RedisSubscriptionMode _mode;
    private readonly string _nsp;
    private readonly string _channel;
    private readonly Lock _lock = new();
    private readonly HashSet<string> _rooms = new(StringComparer.Ordinal);
    private ClusterAdapter? _adapter;

    public ShardedLink(IRedisBus bus, RedisAdapterOptions options, RedisMetrics metrics, string nsp, string? uid = null)
    {
        _bus = bus;
        _metrics = metrics;
        _mode = options.SubscriptionMode;
        _nsp = nsp;
        Uid = uid ?? RedisIds.CreateLong();
        _channel = $"{options.Prefix}#{nsp}#";
    }

    public string Name => "redis-sharded";

    public string Uid { get; }

    public bool ReturnsOwnCommands => false;

    public string CreateRequestId() => RedisIds.CreateLong();

    public void Start(ClusterAdapter adapter)
    {
        _adapter = adapter;
        _bus.Subscribe(SubscriptionKind.Sharded, _channel, OnMessage);
        _bus.Subscribe(SubscriptionKind.Sharded, OwnChannel(Uid), OnMessage);
    }

    public Task PublishAsync(ClusterMessage message) => _bus.PublishAsync(ChannelOf(message), ClusterWire.Write(message, _nsp), sharded: true);

    public void Respond(ClusterMessage response, ClusterMessage request)
    {
        if (request.Uid is { } asker)
            _ = _bus.PublishAsync(OwnChannel(asker), ClusterWire.Write(response, _nsp), sharded: true);
    }

    public Task<int> CountServersAsync() => _bus.CountSubscribersAsync(_channel, sharded: true);

    // The table is asked again under the lock, so that changes that arrive out of order end in what is true.
    public void RoomChanged(string room, bool isSocketId)
    {
        if (_mode == RedisSubscriptionMode.Static || (isSocketId && _mode == RedisSubscriptionMode.Dynamic))
            return;
        lock (_lock)
        {
            if (_adapter!.HasRoom(room))
            {
                if (_rooms.Add(room))
                    _bus.Subscribe(SubscriptionKind.Sharded, OwnChannel(room), OnMessage);
            }
            else if (_rooms.Remove(room))
            {
                _bus.Unsubscribe(SubscriptionKind.Sharded, OwnChannel(room));
            }
        }
    }

    public void Close()
    {
        _bus.Unsubscribe(SubscriptionKind.Sharded, _channel);
        _bus.Unsubscribe(SubscriptionKind.Sharded, OwnChannel(Uid));
        lock (_lock)
        {
            foreach (var room in _rooms)
                _bus.Unsubscribe(SubscriptionKind.Sharded, OwnChannel(room));
            _rooms.Clear();
        }
    }

    private string OwnChannel(string name) => $"{_channel}{name}#";

    private string ChannelOf(ClusterMessage message) =>
        _mode != RedisSubscriptionMode.Static
        && message is { Type: ClusterMessageType.Broadcast, RequestId: null, Options.Rooms: [var room] }
        && (_mode == RedisSubscriptionMode.DynamicPrivate || room.Length != SocketIdLength)
            ? OwnChannel(room)
            : _channel;

    private void OnMessage(string channel, ReadOnlyMemory<byte> message)
    {
        if (ClusterWire.TryRead(message, _nsp) is not { } read)
            _metrics.Malformed();
        else if (read.Uid != Uid)
            _adapter!.OnMessage(read);
    }
}
