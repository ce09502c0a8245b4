using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SocketIoCompat.Handlers.Systems;

/// <summary>Puts the channels between servers into a server.</summary>
internal static class ClusterChannelServices
{
    /// <summary>Adds the settings that all channels share.</summary>
    public static IServiceCollection AddClusterOptions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ClusterOptions>()
            .Bind(configuration)
            .Validate(
                o => o.HeartbeatInterval > TimeSpan.Zero && o.ServerTimeout >= 2 * o.HeartbeatInterval && o.AnswerTimeout > TimeSpan.Zero,
                "Cluster:HeartbeatInterval and AnswerTimeout must be greater than zero, ServerTimeout at least twice HeartbeatInterval.")
            .ValidateOnStart();
        return services;
    }

    /// <summary>Adds the channel of a system, with the system's name as its key. Whoever listens to it starts it.</summary>
    public static IServiceCollection AddClusterChannel(this IServiceCollection services, string system) =>
        services.AddKeyedSingleton(system, (provider, _) => new ClusterChannel(
            provider.GetRequiredService<ISocketIO>().Of($"/cluster/{system}"),
            provider.GetRequiredService<IOptions<ClusterOptions>>().Value,
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ClusterChannel>>()));
}
