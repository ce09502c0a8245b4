using SocketIoCompat.Namespaces;

namespace SocketIoCompat.Adapters;

/// <summary>Keeps the rooms of one namespace and brings broadcasts to their sockets, on this server or in a cluster.</summary>
internal interface ISocketAdapter
{
    /// <summary>The sockets of the namespace on this server.</summary>
    RoomTable Local { get; }

    /// <summary>What connects the servers, for operators: <c>memory</c> for a server that stands alone.</summary>
    string Kind { get; }

    /// <summary>How many servers there are, this one included.</summary>
    Task<int> CountServersAsync();

    /// <summary>Connection state recovery for the namespace; null when the adapter has no means for it. Called once, before all else.</summary>
    IStateRecovery? CreateRecovery(ConnectionStateRecoveryOptions options);

    ValueTask JoinAsync(Socket socket, string[] rooms);

    ValueTask LeaveAsync(Socket socket, string[] rooms);

    /// <summary>The socket has left the namespace, and with it all rooms.</summary>
    void Remove(Socket socket);

    IReadOnlyCollection<string> GetRooms(Socket socket);

    /// <summary>Completes when the packet is queued for the sockets here and published to the cluster.</summary>
    ValueTask BroadcastAsync(BroadcastPacket packet, BroadcastOptions options);

    /// <summary>Broadcasts a packet whose receivers acknowledge to <paramref name="collector"/>.</summary>
    ValueTask BroadcastWithAckAsync(BroadcastPacket packet, BroadcastOptions options, BroadcastAckCollector collector);

    Task<RemoteSockets> FetchSocketsAsync(BroadcastOptions options, CancellationToken cancellationToken);

    ValueTask JoinAllAsync(BroadcastOptions options, string[] rooms);

    ValueTask LeaveAllAsync(BroadcastOptions options, string[] rooms);

    ValueTask DisconnectAllAsync(BroadcastOptions options, bool close);

    /// <summary>Sends an event, as an array of its name and arguments, to the other servers.</summary>
    ValueTask ServerSideEmitAsync(RawValue payload);

    /// <summary>As <see cref="ServerSideEmitAsync"/>, and gathers the first arguments of what they acknowledge.</summary>
    Task<BroadcastAcks<RawValue>> ServerSideEmitWithAckAsync(RawValue payload, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>The namespace is gone.</summary>
    void Close();
}
