namespace SocketIoCompat.Redis;

/// <summary>Which of Node's Redis adapters the cluster uses. All servers of a cluster must use the same.</summary>
public enum RedisAdapterKind
{
    /// <summary><c>createAdapter</c> of <c>@socket.io/redis-adapter</c>: PUBLISH and SUBSCRIBE.</summary>
    Classic,

    /// <summary><c>createShardedAdapter</c> of <c>@socket.io/redis-adapter</c>: sharded publish and subscribe, Redis 7 or later.</summary>
    Sharded,

    /// <summary><c>createAdapter</c> of <c>@socket.io/redis-streams-adapter</c> 0.3: a stream, which keeps what an interrupted server missed.</summary>
    Streams,
}
