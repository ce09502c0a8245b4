using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Adapters;
using SocketIoCompat.Connections;
using SocketIoCompat.Diagnostics;
using SocketIoCompat.Engine;
using SocketIoCompat.Events;
using SocketIoCompat.Hosting;
using SocketIoCompat.Namespaces;
using SocketIoCompat.Protocol;

namespace SocketIoCompat;

/// <summary>One Socket.IO server: its options, its namespaces and the Engine.IO server underneath.</summary>
internal sealed partial class SocketIOServer : ISocketIO, IEngineHandler, IDisposable
{
    private readonly ISocketAdapterFactory? _adapters;

    public SocketIOServer(SocketIOOptions options, IEnumerable<NamespaceDefinition> definitions, IServiceProvider services, ISocketAdapterFactory? adapters = null)
    {
        _adapters = adapters;
        Options = options;
        Services = services;
        Time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        Logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("SocketIoCompat.SocketIO");
        Metrics = services.GetRequiredService<SocketIOMetrics>();
        Json = PacketJson.Complete(options.SerializerOptions);
        Limits = new ProtocolLimits
        {
            MaxAttachments = options.MaxAttachments,
            MaxBinaryValues = options.MaxBinaryValues,
            MaxJsonDepth = options.MaxJsonDepth,
            MaxNamespaceLength = options.MaxNamespaceLength,
            MaxPendingBinaryBytes = options.MaxPacketBinaryBytes ?? (long)options.MaxPayload * Math.Max(options.MaxAttachments, 1),
        };
        Parser = options.Parser;
        ConnectDeadlines = new DeadlineQueue(Time, options.ConnectTimeout);
        Namespaces = new NamespaceTable(this);
        foreach (var definition in definitions)
        {
            if (definition.Allows is { } allows)
                Namespaces.AddParent(definition, allows);
            else
                Namespaces.Add(definition);
        }

        Root = Namespaces.GetOrAdd("/");
        Engine = new EngineServer(options, this, services);
    }

    public SocketIOOptions Options { get; }

    public int ClientsCount => Engine.SessionCount;

    public BroadcastOperator Local => Root.Local;

    public BroadcastOperator Volatile => Root.Volatile;

    public event Action<Namespace>? NamespaceCreated;

    /// <summary>Told of each socket that is connected, before its handlers are; null for nobody.</summary>
    internal Action<Socket>? SocketConnected { get; set; }

    internal IServiceProvider Services { get; }

    internal TimeProvider Time { get; }

    internal ILogger Logger { get; }

    internal SocketIOMetrics Metrics { get; }

    internal JsonSerializerOptions Json { get; }

    internal ProtocolLimits Limits { get; }

    /// <summary>Null for Socket.IO's own format.</summary>
    internal ISocketPacketParser? Parser { get; }

    internal DeadlineQueue ConnectDeadlines { get; }

    internal NamespaceTable Namespaces { get; }

    /// <summary>The sockets whose last handler has not ended yet.</summary>
    internal CountdownGate Sockets { get; } = new();

    internal EngineServer Engine { get; }

    private Namespace Root { get; }

    public Namespace Of(string name) => Namespaces.GetOrAdd(name);

    public ParentNamespace Of(Regex pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return Of((name, _) => ValueTask.FromResult(pattern.IsMatch(name)));
    }

    public ParentNamespace Of(Func<string, Handshake, ValueTask<bool>> allows)
    {
        ArgumentNullException.ThrowIfNull(allows);
        return Namespaces.AddParent(new NamespaceDefinition(string.Empty), allows);
    }

    public void On(string name, Delegate handler) => Root.On(name, handler);

    public ISocketIO Use(Func<ConnectContext, ConnectDelegate, Task> middleware)
    {
        Root.Use(middleware);
        return this;
    }

    public BroadcastOperator To(string room) => Root.To(room);

    public BroadcastOperator To(IEnumerable<string> rooms) => Root.To(rooms);

    public BroadcastOperator In(string room) => Root.To(room);

    public BroadcastOperator Except(string room) => Root.Except(room);

    public BroadcastOperator Compress(bool compress) => Root.Compress(compress);

    public BroadcastOperator Timeout(TimeSpan timeout) => Root.Timeout(timeout);

    public ValueTask EmitAsync<TArguments>(string name, TArguments arguments)
        where TArguments : IEventArguments => Root.EmitAsync(name, arguments);

    public async Task CloseAsync(CancellationToken cancellationToken = default)
    {
        Engine.StopAccepting();
        using var deadline = new CancellationTokenSource(Options.ShutdownTimeout, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        await Engine.CloseAllAsync(EngineCloseReason.ServerShuttingDown, either.Token);
        await Sockets.WaitForNoneAsync(either.Token);
    }

    void IEngineHandler.OnOpened(EngineSession session)
    {
        var client = new ClientConnection(session, this);
        session.Owner = client;
        ConnectDeadlines.Arm(client);
        client.OnOpened();
    }

    void IEngineHandler.OnMessage(EngineSession session, ReadOnlySpan<byte> text) => Client(session).OnMessage(text);

    void IEngineHandler.OnBinary(EngineSession session, ReadOnlySpan<byte> data) => Client(session).OnBinary(data);

    void IEngineHandler.OnClosed(EngineSession session, EngineCloseReason reason) => (session.Owner as ClientConnection)?.OnClosed(reason);

    internal void OnNamespaceCreated(Namespace nsp) => NamespaceCreated?.Invoke(nsp);

    public void Dispose()
    {
        Engine.Dispose();
        foreach (var nsp in Namespaces.All)
        {
            nsp.Recovery?.Close();
            nsp.Adapter.Close();
        }

        ConnectDeadlines.Dispose();
    }

    internal ISocketAdapter CreateAdapter(Namespace nsp) => _adapters?.Create(nsp) ?? new InMemoryAdapter(Time);

    private static ClientConnection Client(EngineSession session) => (ClientConnection)session.Owner!;
}
