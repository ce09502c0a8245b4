using SocketIoCompat.Redis;

namespace SocketIoCompat.Server;

/// <summary>The cluster: <c>REDIS_URL</c>, <c>REDIS_ADAPTER</c> and the section <c>Redis</c>.</summary>
internal static class RedisSettings
{
    /// <summary>Joins the server to the cluster that the configuration names, if it names one.</summary>
    /// <exception cref="StartupException"><c>REDIS_ADAPTER</c> is none that there is.</exception>
    public static SocketIOBuilder AddConfiguredCluster(this SocketIOBuilder builder, IConfiguration configuration)
    {
        var section = configuration.GetSection("Redis");
        var url = configuration["REDIS_URL"];
        if (string.IsNullOrWhiteSpace(url) && string.IsNullOrWhiteSpace(section[nameof(RedisAdapterOptions.ConnectionString)]))
            return builder;
        var kind = ReadKind(configuration["REDIS_ADAPTER"]);
        return builder.AddRedisAdapter(redis =>
        {
            section.Bind(redis);
            if (!string.IsNullOrWhiteSpace(url))
                redis.ConnectionString = url;
            if (kind is { } chosen)
                redis.Kind = chosen;
        });
    }

    private static RedisAdapterKind? ReadKind(string? name) => name?.Trim().ToLowerInvariant() switch
    {
        null or "" => null,
        "redis" or "classic" => RedisAdapterKind.Classic,
        "redis-sharded" or "sharded" => RedisAdapterKind.Sharded,
        "redis-streams" or "streams" => RedisAdapterKind.Streams,
        _ => throw new StartupException($"REDIS_ADAPTER is '{name}'; there are classic, sharded and streams."),
    };
}
