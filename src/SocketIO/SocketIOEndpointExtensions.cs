using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SocketIoCompat.Engine;
using SocketIoCompat.Hosting;

namespace SocketIoCompat;

/// <summary>Maps Socket.IO servers to paths.</summary>
public static class SocketIOEndpointExtensions
{
    /// <summary>Maps a Socket.IO server to a path.</summary>
    /// <param name="endpoints">The application's routes.</param>
    /// <param name="path">The path, by default <c>/socket.io</c>, which is what clients use when they say nothing else.</param>
    /// <param name="name">The server's name, when it was added with one.</param>
    /// <returns>For conventions such as <c>RequireCors</c>, which hold for polling and websockets alike.</returns>
    /// <exception cref="InvalidOperationException">No such server was added.</exception>
    public static IEndpointConventionBuilder MapSocketIO(this IEndpointRouteBuilder endpoints, string path = "/socket.io", string? name = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var server = endpoints.ServiceProvider.GetKeyedService<SocketIOServer>(name ?? Options.DefaultName)
            ?? throw new InvalidOperationException(name is null ? "Call AddSocketIO first." : $"Call AddSocketIO(\"{name}\") first.");
        var engine = EngineEndpoint.Map(endpoints, path, server.Engine);
        return server.Options.ClientBundleFolder is { } folder
            ? new CompositeEndpointConventionBuilder([engine, .. new ClientBundle(folder).Map(endpoints, path)])
            : engine;
    }
}
