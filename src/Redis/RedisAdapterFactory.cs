using Microsoft.Extensions.Hosting;
using SocketIoCompat.Adapters;
using SocketIoCompat.Redis.Bus;

namespace SocketIoCompat.Redis;

/// <summary>Makes the adapters of one server's namespaces, and starts and ends their common way to Redis with it.</summary>
internal sealed class RedisAdapterFactory : ISocketAdapterFactory, IHostedService, IAsyncDisposable
{
    private readonly IRedisBus _bus;
    private readonly RedisAdapterOptions _options;
    private readonly RedisMetrics _metrics;
    private readonly RedisStreams? _streams;
    private readonly ClusterTimeouts _timeouts;
    private int _disposed;

    public RedisAdapterFactory(IRedisBus bus, RedisAdapterOptions options, RedisMetrics metrics)
    {
        _bus = bus;
        _options = options;
        _metrics = metrics;
        _timeouts = new ClusterTimeouts(options.RequestTimeout, options.RequestTimeoutAfterTimeout);
        if (options.Kind == RedisAdapterKind.Streams)
            _streams = new RedisStreams(bus, options);
    }

    /// <summary>Whether Redis answers and the subscriptions are known to work.</summary>
    public bool IsHealthy => _bus.IsHealthy;

    public ISocketAdapter Create(Namespace @namespace) => 
        new ClusterAdapter(@namespace, RedisLinks.Create(_bus, _options, _metrics, _streams, @namespace.Name), _timeouts);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var reading = _streams?.StartAsync() ?? Task.CompletedTask;
        await _bus.StartAsync(_options.StartTimeout, cancellationToken);
        if (_bus.IsHealthy)
            await reading.WaitAsync(_options.StartTimeout, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The container disposes of it once for each service that it is.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        if (_streams is not null)
            await _streams.DisposeAsync();
        await _bus.DisposeAsync();
    }
}
