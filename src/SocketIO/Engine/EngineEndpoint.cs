using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace SocketIoCompat.Engine;

/// <summary>Puts an <see cref="EngineServer"/> behind a path.</summary>
internal static class EngineEndpoint
{
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string path, EngineServer server) =>
        throw new NotSupportedException(path);
}
