using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace SocketIoCompat.Engine;

/// <summary>Ends a server with its host: when the host begins to stop, every session is closed, so that no websocket holds it up.</summary>
internal static class EngineShutdown
{
    public static void Register(IServiceProvider services, EngineServer server)
    {
        if (services.GetService<IHostApplicationLifetime>() is not { } lifetime)
            return;
        lifetime.ApplicationStopping.Register(static server => ((EngineServer)server!).CloseAll(EngineCloseReason.ServerShuttingDown), server);
        lifetime.ApplicationStopped.Register(static server => ((EngineServer)server!).Dispose(), server);
    }
}
