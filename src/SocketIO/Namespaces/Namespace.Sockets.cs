using SocketIoCompat.Adapters;

namespace SocketIoCompat;

/// <content>What a broadcast to the whole namespace can do besides emitting.</content>
public sealed partial class Namespace
{
    /// <summary>Emits an event to all sockets and gathers their acknowledgements until all have come or the time is over.</summary>
    /// <typeparam name="TAck">The acknowledgements' first argument; <c>RawValue[]</c> for all of them.</typeparam>
    /// <param name="name">The event's name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What came in time, and how many were expected: a missing answer is no exception.</returns>
    public Task<BroadcastAcks<TAck>> EmitWithAckAsync<TAck>(string name, CancellationToken cancellationToken = default) =>
        Operator.EmitWithAckAsync<TAck>(name, cancellationToken);

    /// <inheritdoc cref="EmitWithAckAsync{TAck}(string, CancellationToken)"/>
    public Task<BroadcastAcks<TAck>> EmitWithAckAsync<T1, TAck>(string name, T1 first, CancellationToken cancellationToken = default) =>
        Operator.EmitWithAckAsync<T1, TAck>(name, first, cancellationToken);

    /// <summary>The sockets of the namespace, on all servers of the cluster.</summary>
    /// <param name="cancellationToken">Ends the waiting for other servers.</param>
    public Task<RemoteSockets> FetchSocketsAsync(CancellationToken cancellationToken = default) => Operator.FetchSocketsAsync(cancellationToken);

    /// <summary>Makes all sockets join rooms.</summary>
    public ValueTask SocketsJoinAsync(params string[] rooms) => Operator.SocketsJoinAsync(rooms);

    /// <summary>Makes all sockets leave rooms.</summary>
    public ValueTask SocketsLeaveAsync(params string[] rooms) => Operator.SocketsLeaveAsync(rooms);

    /// <summary>Disconnects all sockets.</summary>
    /// <param name="close">Whether to close their whole connections.</param>
    public ValueTask DisconnectSocketsAsync(bool close = false) => Operator.DisconnectSocketsAsync(close);
}
