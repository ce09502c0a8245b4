using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using SocketIoCompat.Engine;

namespace SocketIoCompat;

/// <summary>Maps an Engine.IO server that is used by itself, without Socket.IO.</summary>
public static class EngineIOEndpointExtensions
{
    /// <summary>Serves Engine.IO at <paramref name="path"/>; <paramref name="handler"/> receives the sessions and their messages.</summary>
    public static IEndpointConventionBuilder MapEngineIO(
        this IEndpointRouteBuilder endpoints, string path, EngineOptions options, IEngineHandler handler)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(handler);
        var server = new EngineServer(options, handler, endpoints.ServiceProvider, admitOnOpen: true);
        EngineShutdown.Register(endpoints.ServiceProvider, server);
        return EngineEndpoint.Map(endpoints, path, server);
    }
}
