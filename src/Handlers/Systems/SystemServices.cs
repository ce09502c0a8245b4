using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SocketIoCompat.Handlers.UserCalls;

namespace SocketIoCompat.Handlers.Systems;

/// <summary>Puts systems that share a Socket.IO server into it.</summary>
internal static class SystemServices
{
    private const string SharedPath = "/socket.io";

    /// <summary>
    /// Adds a system as a handler group of its namespace; nothing when it is turned off. Its <see cref="Namespace"/> is a service with the
    /// system's name as its key, for what is sent from outside of a socket's events.
    /// </summary>
    public static SocketIOBuilder AddSystem(this SocketIOBuilder builder, SystemPlacement placement, Action<HandlerGroupBuilder> configure)
    {
        if (!placement.IsEnabled)
        {
            return builder;
        }

        var services = builder.Services;
        var isFirstHere = !services.Any(s => s.ImplementationInstance is SystemPlacement other && other.Namespace == placement.Namespace);
        services.AddSingleton(placement);
        services.TryAddSingleton<SystemSelector>();
        services.AddOptions<UserCallOptions>();
        services.AddKeyedSingleton(
            placement.System, (provider, _) => provider.GetRequiredService<ISocketIO>().Of(placement.Namespace));
        return builder.AddNamespace(placement.Namespace, ns =>
        {
            if (isFirstHere)
            {
                ns.Use((context, next) => context.Services.GetRequiredService<SystemSelector>().ConnectAsync(context, next));
            }

            ns.AddHandlerGroup(placement.System, configure);
        });
    }

    /// <summary>Maps Socket.IO on the path that all systems share and on those that belong to some.</summary>
    /// <param name="endpoints">The application's routes.</param>
    /// <param name="configure">What holds for all of them, such as CORS.</param>
    public static void MapSystems(this IEndpointRouteBuilder endpoints, Action<IEndpointConventionBuilder> configure)
    {
        var paths = endpoints.ServiceProvider.GetServices<SystemPlacement>().SelectMany(p => p.Paths);
        foreach (var path in paths.Prepend(SharedPath).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            configure(endpoints.MapSocketIO(path));
        }
    }
}
