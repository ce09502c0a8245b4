using SocketIoCompat.Adapters;
using SocketIoCompat.Redis.Bus;
using SocketIoCompat.Redis.Wire;

namespace SocketIoCompat.Redis;

/// <summary>One namespace in a cluster of @socket.io/redis-adapter's <c>createAdapter</c> (redis.md §1).</summary>
internal sealed class ClassicLink : IClusterLink
{
    private readonly IRedisBus _bus;
    private readonly RedisMetrics _metrics;
    private readonly bool _specificResponses;
    private readonly string _nsp;
    private readonly string _broadcastChannel;
    private readonly string _requestChannel;
    private readonly string _responseChannel;

    public ClassicLink(IRedisBus bus, RedisAdapterOptions options, RedisMetrics metrics, string nsp, string? uid = null)
    {
        _bus = bus;
        _metrics = metrics;
        _specificResponses = options.PublishOnSpecificResponseChannel;
        _nsp = nsp;
        Uid = uid ?? RedisIds.CreateShort();
        _broadcastChannel = $"{options.Prefix}#{nsp}#";
        _requestChannel = $"{options.Prefix}-request#{nsp}#";
        _responseChannel = $"{options.Prefix}-response#{nsp}#";
    }

    public string Name => "redis";

    public string Uid { get; }

    public bool ReturnsOwnCommands => true;

    private string OwnResponseChannel => $"{_responseChannel}{Uid}#";

    public string CreateRequestId() => RedisIds.CreateShort();

    public void Start(ClusterAdapter adapter)
    {
        _bus.Subscribe(SubscriptionKind.Pattern, _broadcastChannel + "*", (channel, message) => OnBroadcast(adapter, channel, message));
        _bus.Subscribe(SubscriptionKind.Channel, _requestChannel, (_, message) => OnRequest(adapter, message));
        _bus.Subscribe(SubscriptionKind.Channel, _responseChannel, (_, message) => OnResponse(adapter, message));
        _bus.Subscribe(SubscriptionKind.Channel, OwnResponseChannel, (_, message) => OnResponse(adapter, message));
    }

    public Task PublishAsync(ClusterMessage message)
    {
        if (message is not { Type: ClusterMessageType.Broadcast, RequestId: null })
            return _bus.PublishAsync(_requestChannel, ClassicWire.WriteRequest(message, _nsp), sharded: false);
        var channel = message.Options.Rooms is [var room] ? $"{_broadcastChannel}{room}#" : _broadcastChannel;
        return _bus.PublishAsync(channel, ClassicWire.WriteBroadcast(message, _nsp), sharded: false);
    }

    public void Respond(ClusterMessage response, ClusterMessage request)
    {
        // The answer to a server-side event goes to all, whatever the option says (redis.md §7.1).
        var channel = _specificResponses && response.Type != ClusterMessageType.ServerSideEmitResponse && request.Uid is { } asker
            ? $"{_responseChannel}{asker}#"
            : _responseChannel;
        _ = _bus.PublishAsync(channel, ClassicWire.WriteResponse(response), sharded: false);
    }

    public Task<int> CountServersAsync() => _bus.CountSubscribersAsync(_requestChannel, sharded: false);

    public void RoomChanged(string room, bool isSocketId)
    {
        // The pattern covers all rooms.
    }

    public void Close()
    {
        _bus.Unsubscribe(SubscriptionKind.Pattern, _broadcastChannel + "*");
        _bus.Unsubscribe(SubscriptionKind.Channel, _requestChannel);
        _bus.Unsubscribe(SubscriptionKind.Channel, _responseChannel);
        _bus.Unsubscribe(SubscriptionKind.Channel, OwnResponseChannel);
    }

    // The room stands in the channel's name: a message for a room without members here is not even decoded.
    private void OnBroadcast(ClusterAdapter adapter, string channel, ReadOnlyMemory<byte> message)
    {
        if (!channel.StartsWith(_broadcastChannel, StringComparison.Ordinal))
            return;
        if (channel.Length > _broadcastChannel.Length && !adapter.HasRoom(channel[_broadcastChannel.Length..^1]))
            return;
        Hand(adapter, ClassicWire.TryReadBroadcast(message, _nsp));
    }

    private void OnRequest(ClusterAdapter adapter, ReadOnlyMemory<byte> message) => Hand(adapter, ClassicWire.TryReadRequest(message));

    private void OnResponse(ClusterAdapter adapter, ReadOnlyMemory<byte> message)
    {
        if (ClassicWire.TryReadResponse(message) is { } response)
            adapter.OnMessage(response);
        else
            _metrics.Malformed();
    }

    private void Hand(ClusterAdapter adapter, ClusterMessage? message)
    {
        if (message is null)
            _metrics.Malformed();
        else if (message.Uid != Uid || message.Type is ClusterMessageType.SocketsJoin or ClusterMessageType.SocketsLeave or ClusterMessageType.DisconnectSockets)
            adapter.OnMessage(message);
    }
}
