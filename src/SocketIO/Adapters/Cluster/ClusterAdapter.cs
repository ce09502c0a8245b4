using SocketIoCompat.Engine;
using SocketIoCompat.Namespaces;

namespace SocketIoCompat.Adapters;

/// <summary>
/// The adapter of a server in a cluster, with the semantics of Node's cluster adapters, whatever carries the messages. What
/// concerns this server's own sockets never waits for the cluster.
/// </summary>
internal sealed partial class ClusterAdapter : ISocketAdapter
{
    private readonly Namespace _namespace;
    private readonly IClusterLink _link;
    private volatile ClusterStateRecovery? _recovery;

    public ClusterAdapter(Namespace @namespace, IClusterLink link, ClusterTimeouts timeouts)
    {
        _namespace = @namespace;
        _link = link;
        _requests = new ClusterRequests(timeouts, @namespace.Server.Time);
        Local.Observer = OnRoomEvent;
        link.Start(this);
    }

    public RoomTable Local { get; } = new();

    public string Kind => _link.Name;

    public IStateRecovery? CreateRecovery(ConnectionStateRecoveryOptions options)
    {
        if (_link is IRecoveryLog log)
            _recovery = new ClusterStateRecovery(_namespace, Local, log, _link.Uid, options);
        return _recovery;
    }

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

    // A failure to publish was counted by the link; a broadcast without acknowledgement promises no more than that.
    public ValueTask BroadcastAsync(BroadcastPacket packet, BroadcastOptions options)
    {
        if (!options.Local)
            _ = _link.PublishAsync(ToMessage(packet, options));
        Local.Broadcast(packet, options);
        return default;
    }

    public ValueTask JoinAllAsync(BroadcastOptions options, string[] rooms) =>
        CommandAsync(new ClusterMessage { Type = ClusterMessageType.SocketsJoin, Uid = _link.Uid, Options = options, Names = rooms });

    public ValueTask LeaveAllAsync(BroadcastOptions options, string[] rooms) =>
        CommandAsync(new ClusterMessage { Type = ClusterMessageType.SocketsLeave, Uid = _link.Uid, Options = options, Names = rooms });

    public ValueTask DisconnectAllAsync(BroadcastOptions options, bool close) =>
        CommandAsync(new ClusterMessage { Type = ClusterMessageType.DisconnectSockets, Uid = _link.Uid, Options = options, Close = close });

    public ValueTask ServerSideEmitAsync(RawValue payload) => new(_link.PublishAsync(new ClusterMessage
    {
        Type = ClusterMessageType.ServerSideEmit,
        Uid = _link.Uid,
        Payload = payload.Json,
        Attachments = payload.Attachments,
    }));

    public Task<int> CountServersAsync() => _link.CountServersAsync();

    public void Close() => _link.Close();

    /// <summary>Whether a message for one room concerns a socket of this server; asked before the message is decoded.</summary>
    public bool HasRoom(string room) => Local.HasRoom(room);

    private ValueTask CommandAsync(ClusterMessage command)
    {
        if (command.Options.Local)
        {
            Obey(command);
            return default;
        }

        var published = _link.PublishAsync(command);
        if (!_link.ReturnsOwnCommands)
            Obey(command);
        return _link.ReturnsOwnCommands ? ObeyIfUnpublishedAsync(published, command) : default;
    }

    // What cannot come back through the cluster is at least done here.
    private async ValueTask ObeyIfUnpublishedAsync(Task published, ClusterMessage command)
    {
        try
        {
            await published;
        }
        catch (ClusterUnavailableException)
        {
            Obey(command);
        }
    }

    private void Obey(ClusterMessage command)
    {
        foreach (var socket in Local.Select(command.Options))
        {
            switch (command.Type)
            {
                case ClusterMessageType.SocketsJoin:
                    Local.Join(socket, command.Names);
                    break;
                case ClusterMessageType.SocketsLeave:
                    Local.Leave(socket, command.Names);
                    break;
                default:
                    socket.Disconnect(command.Close);
                    break;
            }
        }
    }

    private void OnRoomEvent(RoomEvent change)
    {
        if (change.Kind is RoomEventKind.Joined or RoomEventKind.Deleted)
            _link.RoomChanged(change.Room, change.Room == change.SocketId);
    }

    private ClusterMessage ToMessage(BroadcastPacket packet, BroadcastOptions options) => new()
    {
        Type = ClusterMessageType.Broadcast,
        Uid = _link.Uid,
        Options = options,
        Payload = packet.Payload,
        Attachments = packet.Attachments,
    };
}
