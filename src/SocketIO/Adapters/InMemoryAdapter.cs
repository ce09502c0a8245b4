using SocketIoCompat.Namespaces;

namespace SocketIoCompat.Adapters;

/// <summary>The adapter of a server that stands alone.</summary>
internal sealed class InMemoryAdapter(TimeProvider time) : ISocketAdapter
{
    public RoomTable Local { get; } = new();

    public string Kind => "memory";

    public Task<int> CountServersAsync() => Task.FromResult(1);

    public IStateRecovery CreateRecovery(ConnectionStateRecoveryOptions options) => new InMemoryStateRecovery(Local, options, time);

    public ValueTask JoinAsync(Socket socket, string[] rooms)
    {
        Local.Join(socket, rooms);
        return default;
    }

    public ValueTask LeaveAsync(Socket socket, string[] rooms)
    {
        Local.Leave(socket, rooms);
        return default;
    }

    public void Remove(Socket socket) => Local.Remove(socket);

    public IReadOnlyCollection<string> GetRooms(Socket socket) => Local.GetRooms(socket);

    public ValueTask BroadcastAsync(BroadcastPacket packet, BroadcastOptions options)
    {
        Local.Broadcast(packet, options);
        return default;
    }

    public ValueTask BroadcastWithAckAsync(BroadcastPacket packet, BroadcastOptions options, BroadcastAckCollector collector)
    {
        var sockets = Local.Select(options);
        collector.Expect(sockets);
        RoomTable.Deliver(packet, sockets, options.Flags);
        return default;
    }

    public Task<RemoteSockets> FetchSocketsAsync(BroadcastOptions options, CancellationToken cancellationToken) =>
        Task.FromResult(new RemoteSockets(RemoteSocket.Of(Local.Select(options)), 1, 1));

    public ValueTask JoinAllAsync(BroadcastOptions options, string[] rooms)
    {
        foreach (var socket in Local.Select(options))
            Local.Join(socket, rooms);
        return default;
    }

    public ValueTask LeaveAllAsync(BroadcastOptions options, string[] rooms)
    {
        foreach (var socket in Local.Select(options))
            Local.Leave(socket, rooms);
        return default;
    }

    public ValueTask DisconnectAllAsync(BroadcastOptions options, bool close)
    {
        foreach (var socket in Local.Select(options))
            socket.Disconnect(close);
        return default;
    }

    public ValueTask ServerSideEmitAsync(RawValue payload) => default;

    public Task<BroadcastAcks<RawValue>> ServerSideEmitWithAckAsync(RawValue payload, TimeSpan timeout, CancellationToken cancellationToken) =>
        Task.FromResult(new BroadcastAcks<RawValue>([], 0));

    public void Close()
    {
    }
}
