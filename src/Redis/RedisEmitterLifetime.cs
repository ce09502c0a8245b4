using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SocketIoCompat.Redis.Bus;

namespace SocketIoCompat.Redis;

/// <summary>Connects the emitter when the process starts.</summary>
internal sealed class RedisEmitterLifetime(
    [FromKeyedServices(RedisEmitter.Uid)] IRedisBus bus, IOptionsMonitor<RedisAdapterOptions> options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => bus.StartAsync(options.Get(RedisEmitter.Uid).StartTimeout, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
