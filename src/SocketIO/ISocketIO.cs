using System.Text.RegularExpressions;

namespace SocketIoCompat;

/// <summary>A Socket.IO server: Node's <c>io</c>. Emits go to the namespace <c>/</c>.</summary>
public interface ISocketIO : IEmitter
{
    /// <summary>The server's options.</summary>
    SocketIOOptions Options { get; }

    /// <summary>How many clients are connected to this server.</summary>
    int ClientsCount { get; }

    /// <summary>The sockets of this server only.</summary>
    BroadcastOperator Local { get; }

    /// <summary>An event that may get lost: a receiver whose transport could not take it now misses it.</summary>
    BroadcastOperator Volatile { get; }

    /// <summary>The namespace of this name; it is made when there is none.</summary>
    /// <param name="name">The name, with or without its leading slash.</param>
    Namespace Of(string name);

    /// <summary>Namespaces by pattern: a client that asks for a name that matches gets a namespace of that name.</summary>
    /// <param name="pattern">Matched against the whole name, leading slash included, as the pattern says; anchor it.</param>
    ParentNamespace Of(Regex pattern);

    /// <summary>Namespaces by predicate.</summary>
    /// <param name="allows">Takes the name and what the client brought. Predicates are asked in the order of registration.</param>
    ParentNamespace Of(Func<string, Handshake, ValueTask<bool>> allows);

    /// <summary>Told of each namespace that is made on demand, by pattern, predicate or <see cref="Of(string)"/> (Socket.IO: new_namespace).</summary>
    event Action<Namespace> NamespaceCreated;

    /// <summary>Listens to <c>connection</c> in the namespace <c>/</c>.</summary>
    /// <param name="name"><c>connection</c>.</param>
    /// <param name="handler">May take the socket.</param>
    void On(string name, Delegate handler);

    /// <summary>Adds a middleware to the namespace <c>/</c>.</summary>
    /// <param name="middleware">Awaits its second argument to let the client pass.</param>
    ISocketIO Use(Func<ConnectContext, ConnectDelegate, Task> middleware);

    /// <summary>The sockets in a room.</summary>
    BroadcastOperator To(string room);

    /// <summary>The sockets in any of the rooms, each once.</summary>
    BroadcastOperator To(IEnumerable<string> rooms);

    /// <summary>The same as <see cref="To(string)"/>.</summary>
    BroadcastOperator In(string room);

    /// <summary>Everybody but the sockets in a room.</summary>
    BroadcastOperator Except(string room);

    /// <summary>Everybody but the sockets in any of the rooms.</summary>
    BroadcastOperator Except(IEnumerable<string> rooms);

    /// <summary>Whether transports may compress the event. Default true.</summary>
    BroadcastOperator Compress(bool compress);

    /// <summary>How long acknowledgements may take.</summary>
    /// <param name="timeout">Above zero.</param>
    BroadcastOperator Timeout(TimeSpan timeout);

    /// <summary>Emits an event to all sockets and gathers their acknowledgements until all have come or the time is over.</summary>
    /// <typeparam name="TAck">The acknowledgements' first argument; <c>RawValue[]</c> for all of them.</typeparam>
    /// <param name="name">The event's name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What came in time, and how many were expected: a missing answer is no exception.</returns>
    Task<BroadcastAcks<TAck>> EmitWithAckAsync<TAck>(string name, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="EmitWithAckAsync{TAck}(string, CancellationToken)"/>
    Task<BroadcastAcks<TAck>> EmitWithAckAsync<T1, TAck>(string name, T1 first, CancellationToken cancellationToken = default);

    /// <summary>The sockets of the namespace <c>/</c>, on all servers of the cluster.</summary>
    /// <param name="cancellationToken">Ends the waiting for other servers.</param>
    Task<RemoteSockets> FetchSocketsAsync(CancellationToken cancellationToken = default);

    /// <summary>Makes all sockets join rooms.</summary>
    ValueTask SocketsJoinAsync(params string[] rooms);

    /// <summary>Makes all sockets leave rooms.</summary>
    ValueTask SocketsLeaveAsync(params string[] rooms);

    /// <summary>Disconnects all sockets.</summary>
    /// <param name="close">Whether to close their whole connections.</param>
    ValueTask DisconnectSocketsAsync(bool close = false);

    /// <summary>Sends an event to the other servers of the cluster. A server that stands alone has nobody to tell.</summary>
    /// <typeparam name="TArguments">The arguments' type.</typeparam>
    /// <param name="name">The event's name.</param>
    /// <param name="arguments">Its arguments, in order.</param>
    ValueTask ServerSideEmitAsync<TArguments>(string name, TArguments arguments)
        where TArguments : IEventArguments;

    /// <summary>
    /// Takes no new client and closes those that are connected, as <c>io.close()</c> does: their sockets see
    /// <see cref="DisconnectReason.ServerShuttingDown"/>. Those still there after <see cref="SocketIOOptions.ShutdownTimeout"/> are cut off.
    /// </summary>
    /// <param name="cancellationToken">Cuts off at once those still there.</param>
    Task CloseAsync(CancellationToken cancellationToken = default);
}
