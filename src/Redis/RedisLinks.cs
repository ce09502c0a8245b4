using SocketIoCompat.Adapters;
using SocketIoCompat.Redis.Bus;

namespace SocketIoCompat.Redis;

/// <summary>Makes the link of the kind that the options name.</summary>
internal static class RedisLinks
{
    /// <summary>A link that has not started yet.</summary>
    /// <param name="bus">The way to Redis.</param>
    /// <param name="options">The kind, and its names.</param>
    /// <param name="metrics">The instruments.</param>
    /// <param name="streams">The streams, for that kind; null for one that only publishes.</param>
    /// <param name="nsp">The namespace.</param>
    /// <param name="uid">The sender's id; null for a new one.</param>
    public static IClusterLink Create(
        IRedisBus bus, RedisAdapterOptions options, RedisMetrics metrics, RedisStreams? streams, string nsp, string? uid = null) => options.Kind switch
    {
        RedisAdapterKind.Classic => new ClassicLink(bus, options, metrics, nsp, uid),
        RedisAdapterKind.Sharded => new ShardedLink(bus, options, metrics, nsp, uid),
        _ => new StreamsLink(bus, options, metrics, streams, nsp, uid),
    };
}
