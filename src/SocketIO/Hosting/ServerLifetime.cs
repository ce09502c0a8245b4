using Microsoft.Extensions.Hosting;

namespace SocketIoCompat.Hosting;

/// <summary>
/// Ties a server to its host. Being built at start, it makes wrong handlers and options fail there; and it closes the clients
/// before the host stops its listeners, which would otherwise wait for them.
/// </summary>
internal sealed class ServerLifetime(SocketIOServer server) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => server.CloseAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
