using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Adapters;
using SocketIoCompat.Handlers.Systems;
using SocketIoCompat.UnitTests.Support;

namespace SocketIoCompat.UnitTests.Handlers.Support;

/// <summary>
/// Servers that hear each other through memory, on one clock. What they publish waits in one queue, in order, until the test delivers
/// it; on its way it may get lost, and servers may be cut off from each other or die.
/// </summary>
internal sealed class MemoryCluster : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Queue<(MemoryLink From, ClusterMessage Message, string? To)> _underWay = new();
    private readonly List<MemoryLink> _links = [];
    private readonly List<MemoryServer> _servers = [];

    public ManualTimeProvider Time { get; } = new();

    /// <summary>Whether a message gets lost on its way from one server to another.</summary>
    public Func<MemoryServer, MemoryServer, string, bool> Loses { get; set; } = static (_, _, _) => false;

    /// <summary>Everything that was published, as text.</summary>
    public List<string> Published { get; } = [];

    /// <summary>What publishing waits for.</summary>
    public Task MayPublish { get; set; } = Task.CompletedTask;

    /// <summary>A server with that system's channel. Those that are added later have started later.</summary>
    public MemoryServer Add(string system, Action<IServiceCollection>? services = null)
    {
        var server = new MemoryServer(system);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(server.Log);
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddKeyedSingleton<ISocketAdapterFactory>(string.Empty, new Factory(this, server));
        builder.Services.AddSocketIO();
        builder.Services.AddClusterChannel(system);
        services?.Invoke(builder.Services);
        server.App = builder.Build();
        _servers.Add(server);
        Thread.Sleep(2); // the next one's id is of a later millisecond
        return server;
    }

    /// <summary>Brings what is on its way to where it goes, and what follows from that.</summary>
    public void Deliver()
    {
        while (true)
        {
            (MemoryLink From, ClusterMessage Message, string? To) next;
            MemoryLink[] receivers;
            lock (_lock)
            {
                if (!_underWay.TryDequeue(out next))
                {
                    return;
                }

                receivers = [.. _links.Where(link => link != next.From && (next.To is null || link.Uid == next.To) && AreConnected(next.From, link))];
            }

            var text = Encoding.UTF8.GetString(next.Message.Payload.Span);
            foreach (var receiver in receivers)
            {
                if (!Loses(next.From.Server, receiver.Server, text))
                {
                    receiver.Adapter.OnMessage(next.Message);
                }
            }
        }
    }

    /// <summary>Lets time pass, and all that is said meanwhile arrive.</summary>
    public void Pass(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Step)
        {
            Time.Advance(Step);
            Deliver();
        }
    }

    /// <summary>Delivers until that is so; with <paramref name="passing"/> time goes on meanwhile.</summary>
    public async Task UntilAsync(string what, Func<bool> condition, bool passing = false)
    {
        using var late = new CancellationTokenSource(Patience);
        while (true)
        {
            Deliver();
            if (condition())
            {
                return;
            }

            if (late.IsCancellationRequested)
            {
                throw new TimeoutException($"Not so: {what}");
            }

            if (passing)
            {
                Time.Advance(Step);
            }

            await Task.Delay(1, CancellationToken.None); // what goes on beside this thread
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.App.DisposeAsync();
        }
    }

    private static bool AreConnected(MemoryLink one, MemoryLink other) =>
        one.Namespace == other.Namespace && one.Server.Side == other.Server.Side && !one.Server.IsDead && !other.Server.IsDead;

    private void Enqueue(MemoryLink from, ClusterMessage message, string? to)
    {
        lock (_lock)
        {
            if (!from.Server.IsDead)
            {
                Published.Add(Encoding.UTF8.GetString(message.Payload.Span));
                _underWay.Enqueue((from, message, to));
            }
        }
    }

    private int Count(MemoryLink link)
    {
        lock (_lock)
        {
            return 1 + _links.Count(other => other != link && AreConnected(link, other));
        }
    }

    private sealed class Factory(MemoryCluster cluster, MemoryServer server) : ISocketAdapterFactory
    {
        public ISocketAdapter Create(Namespace @namespace)
        {
            var link = new MemoryLink(cluster, server, @namespace.Name);
            lock (cluster._lock)
            {
                cluster._links.Add(link);
            }

            return new ClusterAdapter(@namespace, link, new ClusterTimeouts(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5)));
        }
    }

    private sealed class MemoryLink(MemoryCluster cluster, MemoryServer server, string @namespace) : IClusterLink
    {
        private int _requests;

        public MemoryServer Server => server;

        public string Namespace => @namespace;

        public ClusterAdapter Adapter { get; private set; } = null!;

        public string Name => "memory";

        public string Uid { get; } = Guid.NewGuid().ToString("N");

        public bool ReturnsOwnCommands => false;

        public string CreateRequestId() => $"{Uid}-{Interlocked.Increment(ref _requests)}";

        public void Start(ClusterAdapter adapter) => Adapter = adapter;

        public Task PublishAsync(ClusterMessage message)
        {
            cluster.Enqueue(this, message, to: null);
            return cluster.MayPublish;
        }

        public void Respond(ClusterMessage response, ClusterMessage request) => cluster.Enqueue(this, response, request.Uid);

        public Task<int> CountServersAsync() => Task.FromResult(cluster.Count(this));

        public void RoomChanged(string room, bool isSocketId)
        {
            // Nobody asks.
        }

        public void Close()
        {
            // Nothing is open.
        }
    }
}

/// <summary>One of the servers of a <see cref="MemoryCluster"/>.</summary>
internal sealed class MemoryServer(string system)
{
    public WebApplication App { get; set; } = null!;

    public RecordingLog Log { get; } = new();

    public ClusterChannel Channel => Get<ClusterChannel>(system);

    /// <summary>Servers of different sides do not hear each other.</summary>
    public int Side { get; set; }

    /// <summary>Nothing is heard of it any more, without a word.</summary>
    public bool IsDead { get; set; }

    public T Get<T>(object? key = null)
        where T : notnull => key is null ? App.Services.GetRequiredService<T>() : App.Services.GetRequiredKeyedService<T>(key);

    /// <summary>It stops, as a server does that is told to.</summary>
    public void Stop() => Get<IHostApplicationLifetime>().StopApplication();
}
