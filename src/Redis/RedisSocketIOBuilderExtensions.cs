using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SocketIoCompat.Adapters;
using SocketIoCompat.Redis;
using SocketIoCompat.Redis.Bus;

namespace SocketIoCompat;

/// <summary>Joins Socket.IO servers to clusters.</summary>
public static class RedisSocketIOBuilderExtensions
{
    /// <summary>
    /// Joins the server to a Socket.IO cluster through Redis, together with servers of this library and with Node's that use the
    /// same adapter. The server starts, and serves its own clients, without Redis too; a health check named <c>redis</c> says
    /// whether the cluster works.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="configure">Sets options.</param>
    public static SocketIOBuilder AddRedisAdapter(this SocketIOBuilder builder, Action<RedisAdapterOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var name = builder.Name;
        services.AddMetrics();
        services.TryAddSingleton<RedisMetrics>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RedisAdapterOptions>, RedisAdapterOptionsValidator>());
        var options = services.AddOptions<RedisAdapterOptions>(name).ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        services.TryAddKeyedSingleton(name, static (provider, key) => Create(provider, (string)key!));
        services.TryAddKeyedSingleton<ISocketAdapterFactory>(name, static (provider, key) => provider.GetRequiredKeyedService<RedisAdapterFactory>(key));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredKeyedService<RedisAdapterFactory>(name));
        services.AddHealthChecks().Add(new Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckRegistration(
            name.Length == 0 ? "redis" : "redis-" + name,
            provider => new RedisHealthCheck(provider.GetRequiredKeyedService<RedisAdapterFactory>(name)),
            failureStatus: null,
            tags: null));
        return builder;
    }

    /// <summary>Makes <see cref="RedisEmitter"/> injectable, for a process that only publishes.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets options; those that concern receiving do not matter.</param>
    public static IServiceCollection AddRedisEmitter(this IServiceCollection services, Action<RedisAdapterOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddMetrics();
        services.AddLogging();
        services.TryAddSingleton<RedisMetrics>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RedisAdapterOptions>, RedisAdapterOptionsValidator>());
        var options = services.AddOptions<RedisAdapterOptions>(RedisEmitter.Uid).ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        services.TryAddKeyedSingleton<IRedisBus>(RedisEmitter.Uid, static (provider, key) => CreateBus(provider, GetOptions(provider, (string)key!)));
        services.TryAddSingleton(static provider => new RedisEmitter(new RedisEmitterLinks(
            provider.GetRequiredKeyedService<IRedisBus>(RedisEmitter.Uid),
            GetOptions(provider, RedisEmitter.Uid),
            provider.GetRequiredService<RedisMetrics>())));
        services.AddHostedService<RedisEmitterLifetime>();
        return services;
    }

    private static RedisAdapterFactory Create(IServiceProvider provider, string name)
    {
        var options = GetOptions(provider, name);
        return new RedisAdapterFactory(CreateBus(provider, options), options, provider.GetRequiredService<RedisMetrics>());
    }

    private static RedisAdapterOptions GetOptions(IServiceProvider provider, string name) =>
        provider.GetRequiredService<IOptionsMonitor<RedisAdapterOptions>>().Get(name);

    private static RedisBus CreateBus(IServiceProvider provider, RedisAdapterOptions options) => new(
        RedisEndpoint.Parse(options.ConnectionString),
        options.MaxWaitingBytes,
        options.CommandTimeout,
        provider.GetService<TimeProvider>() ?? TimeProvider.System,
        provider.GetRequiredService<ILoggerFactory>().CreateLogger("SocketIoCompat.Redis"),
        provider.GetRequiredService<RedisMetrics>());
}
