using System.Text;
using SocketIoCompat.Adapters;
using SocketIoCompat.Auth;
using SocketIoCompat.Events;
using SocketIoCompat.Namespaces;

namespace SocketIoCompat;

/// <summary>A namespace: sockets that share rooms, middlewares and handlers.</summary>
public sealed partial class Namespace : IEmitter
{
    private readonly Lock _lock = new();
    private readonly ParentNamespace? _parent;
    private long _ackId = -1;
    private int _clients; // connecting or connected
    private bool _removed;
    private volatile bool _hadClients;

    internal Namespace(SocketIOServer server, string name, NamespaceDefinition definition, ParentNamespace? parent = null)
    {
        _parent = parent;
        Server = server;
        Name = name;
        Utf8Name = Encoding.UTF8.GetBytes(name);
        IsRoot = name.Length == 1;
        Adapter = server.CreateAdapter(this);
        if (server.Options.ConnectionStateRecovery is { } recovery)
            Recovery = Adapter.CreateRecovery(recovery);
        var events = new EventTable(definition.Handlers, server.Services, server.Options.ConcurrentHandlers);
        Dispatcher = new EventDispatcher(events, server);
        Groups = definition.Groups.ToDictionary(group => group.Name, group => new HandlerGroup(group, server), StringComparer.Ordinal);
        Pipeline = new ConnectPipeline(this);
        Authorizations = [.. definition.Authorizations];
        Middlewares = [.. definition.Middlewares];
        ConnectionHandlers = [.. definition.ConnectionHandlers];
    }

    /// <summary>The name, with its leading slash.</summary>
    public string Name { get; }

    /// <summary>How many sockets this server has in the namespace.</summary>
    public int SocketCount => Adapter.Local.Count;

    /// <summary>The sockets of this server only.</summary>
    public BroadcastOperator Local => Operator.Local;

    /// <summary>An event that may get lost: a receiver whose transport could not take it now misses it.</summary>
    public BroadcastOperator Volatile => Operator.Volatile;

    /// <summary>
    /// Told of each room of this server that comes or goes and of each socket that joins or leaves one. It runs where that
    /// happened and must neither block nor throw.
    /// </summary>
    public event Action<RoomEvent> RoomChanged
    {
        add => Adapter.Local.Observer += value;
        remove => Adapter.Local.Observer -= value;
    }

    internal SocketIOServer Server { get; }

    internal byte[] Utf8Name { get; }

    internal bool IsRoot { get; }

    internal Listeners ServerSideListeners { get; } = new();

    internal ISocketAdapter Adapter { get; }

    internal IStateRecovery? Recovery { get; }

    internal EventDispatcher Dispatcher { get; }

    internal IReadOnlyDictionary<string, HandlerGroup> Groups { get; }

    internal ConnectPipeline Pipeline { get; }

    internal NamespaceAuthorization[] Authorizations { get; }

    internal Func<ConnectContext, ConnectDelegate, Task>[] Middlewares { get; private set; }

    internal BoundHandler[] ConnectionHandlers { get; private set; }

    /// <summary>All sockets of the namespace, as the start of a broadcast.</summary>
    public BroadcastOperator Operator => new(this);

    /// <summary>The sockets in a room.</summary>
    public BroadcastOperator To(string room) => Operator.To(room);

    /// <summary>The sockets in any of the rooms, each once.</summary>
    public BroadcastOperator To(IEnumerable<string> rooms) => Operator.To(rooms);

    /// <summary>The same as <see cref="To(string)"/>.</summary>
    public BroadcastOperator In(string room) => Operator.To(room);

    /// <summary>Everybody but the sockets in a room.</summary>
    public BroadcastOperator Except(string room) => Operator.Except(room);

    /// <summary>Everybody but the sockets in any of the rooms.</summary>
    public BroadcastOperator Except(IEnumerable<string> rooms) => Operator.Except(rooms);

    /// <summary>Whether transports may compress the event. Default true.</summary>
    public BroadcastOperator Compress(bool compress) => Operator.Compress(compress);

    /// <summary>How long acknowledgements may take.</summary>
    /// <param name="timeout">Above zero.</param>
    public BroadcastOperator Timeout(TimeSpan timeout) => Operator.Timeout(timeout);

    /// <inheritdoc/>
    public ValueTask EmitAsync<TArguments>(string name, TArguments arguments)
        where TArguments : IEventArguments => Operator.EmitAsync(name, arguments);

    /// <summary>
    /// Adds a middleware that every client passes before it is connected. One that throws <see cref="ConnectRefusedException"/>
    /// refuses the client with its message and data.
    /// </summary>
    /// <param name="middleware">Awaits its second argument to let the client pass.</param>
    public Namespace Use(Func<ConnectContext, ConnectDelegate, Task> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        lock (_lock)
            Middlewares = [.. Middlewares, middleware];
        return this;
    }

    /// <summary>Listens to <c>connection</c>.</summary>
    /// <param name="name"><c>connection</c> or <c>connect</c>.</param>
    /// <param name="handler">May take the socket. No event of the socket is handled before its task has ended.</param>
    /// <exception cref="ArgumentException">Another name, or a handler that cannot be bound.</exception>
    public void On(string name, Delegate handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ReservedEvents.ThrowUnlessConnection(name);
        lock (_lock)
            ConnectionHandlers = [.. ConnectionHandlers, BoundHandler.Of(handler)];
    }

    /// <summary>Called for each client that has connected. No event of the socket is handled before the task has ended.</summary>
    /// <param name="handler">Takes the socket.</param>
    public void OnConnection(Func<Socket, Task> handler) => On("connection", handler);

    /// <summary>Counts a client that wants to connect. False when the namespace was empty and has been removed.</summary>
    internal bool TryEnter()
    {
        lock (_lock)
        {
            if (_removed)
                return false;
            _clients++;
            return true;
        }
    }

    /// <summary>The client of a successful <see cref="TryEnter"/> was refused or is gone.</summary>
    private void Leave()
    {
        lock (_lock)
        {
            _clients--;
            // One that nobody was ever let into would otherwise be kept for whoever thought up its name.
            _removed = _clients == 0 && _parent is not null && (Server.Options.CleanupEmptyChildNamespaces || !_hadClients);
            if (!_removed)
                return;
        }

        Forget();
    }

    /// <summary>Takes a removed namespace out of the tables, where whoever still finds it would otherwise meet it again.</summary>
    internal void Forget()
    {
        Server.Namespaces.Remove(this);
        _parent?.Remove(this);
        Recovery?.Close();
        Adapter.Close();
    }

    /// <summary>Calls the listeners of an event that another server has sent. Never throws.</summary>
    internal void OnServerSideEvent(string name, scoped in ReceivedEvent received, IAcknowledger asker) =>
        Dispatcher.DispatchServerSide(ServerSideListeners.Find(received.Name), name, received, asker);

    /// <summary>Listens to events that other servers of the cluster send with <see cref="ServerSideEmitAsync{TArguments}"/>.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="handler">A method or lambda; its parameters bind to the arguments, and what it returns is the acknowledgement.</param>
    /// <exception cref="ArgumentException">The handler cannot be bound.</exception>
    public void OnServerSide(string name, Delegate handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ReservedEvents.ThrowIfReserved(name);
        ServerSideListeners.Add(name, new Listener(handler, HandlerBinder.Bind(handler, concurrent: true), Once: false));
    }

    /// <summary>Sends an event to the other servers of the cluster. A server that stands alone has nobody to tell.</summary>
    /// <typeparam name="TArguments">The arguments' type.</typeparam>
    /// <param name="name">The event's name.</param>
    /// <param name="arguments">Its arguments, in order.</param>
    public ValueTask ServerSideEmitAsync<TArguments>(string name, TArguments arguments)
        where TArguments : IEventArguments
    {
        ReservedEvents.ThrowIfReserved(name);
        return Adapter.ServerSideEmitAsync(EncodeServerSide(name, arguments));
    }

    /// <summary>Sends an event to the other servers of the cluster and gathers what they acknowledge.</summary>
    /// <typeparam name="TArguments">The arguments' type.</typeparam>
    /// <typeparam name="TAck">The acknowledgements' first argument.</typeparam>
    /// <param name="name">The event's name.</param>
    /// <param name="arguments">Its arguments, in order.</param>
    /// <param name="timeout">How long to wait; null for <see cref="SocketIOOptions.AckTimeout"/>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<BroadcastAcks<TAck>> ServerSideEmitWithAckAsync<TArguments, TAck>(
        string name, TArguments arguments, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        where TArguments : IEventArguments
    {
        ReservedEvents.ThrowIfReserved(name);
        var answers = await Adapter.ServerSideEmitWithAckAsync(EncodeServerSide(name, arguments), timeout ?? Server.Options.AckTimeout, cancellationToken);
        return new BroadcastAcks<TAck>([.. answers.Responses.Select(static raw => raw.Deserialize<TAck>()!)], answers.Expected)
        {
            AnsweredServers = answers.AnsweredServers,
            AnsweredServerIds = answers.AnsweredServerIds,
            Servers = answers.Servers,
        };
    }

    internal long NextAckId() => Interlocked.Increment(ref _ackId);

    internal void Add(Socket socket)
    {
        Server.Sockets.Enter();
        _hadClients = true;
        Adapter.Local.Add(socket);
        Server.Metrics.SocketConnected();
    }

    /// <summary>The client was not accepted; a middleware may have put it in rooms.</summary>
    internal void Discard(Socket socket)
    {
        Adapter.Remove(socket);
        Leave();
    }

    internal void Remove(Socket socket)
    {
        Discard(socket);
        Server.Metrics.SocketDisconnected();
    }

    // The event's name and arguments, as one array.
    private RawValue EncodeServerSide<TArguments>(string name, TArguments arguments)
        where TArguments : IEventArguments
    {
        using var encoder = PacketEncoder.Rent(Server.Parser);
        encoder.EncodeEvent(Utf8Name, name, -1, arguments, Server.Json);
        return encoder.GetPayload(Server.Json);
    }
}
