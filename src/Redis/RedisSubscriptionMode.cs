namespace SocketIoCompat.Redis;

/// <summary>Which channels the sharded adapter uses for rooms. All servers of a cluster must use the same.</summary>
public enum RedisSubscriptionMode
{
    /// <summary>One channel for all broadcasts.</summary>
    Static,

    /// <summary>A channel for each room that has a member here; a socket's own room has none.</summary>
    Dynamic,

    /// <summary>As <see cref="Dynamic"/>, and a channel for each socket.</summary>
    DynamicPrivate,
}
