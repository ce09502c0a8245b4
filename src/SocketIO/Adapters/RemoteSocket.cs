namespace SocketIoCompat;

/// <summary>A socket as <c>FetchSocketsAsync</c> found it, on this server or on another of the cluster.</summary>
public sealed class RemoteSocket
{
    private readonly Namespace _namespace;

    internal RemoteSocket(Socket socket)
        : this(socket.Namespace, socket.Id, socket.Rooms, socket.Data.Values, socket.Handshake)
    {
    }

    internal RemoteSocket(
        Namespace @namespace, string id, IReadOnlyCollection<string> rooms, IReadOnlyDictionary<string, object?> data, Handshake handshake)
    {
        _namespace = @namespace;
        Id = id;
        Rooms = rooms;
        Data = data;
        Handshake = handshake;
    }

    /// <summary>The socket's id.</summary>
    public string Id { get; }

    /// <summary>The rooms that it was in.</summary>
    public IReadOnlyCollection<string> Rooms { get; }

    /// <summary>The named values of its <see cref="Socket.Data"/>; those of a socket on another server are of type <see cref="RawValue"/>.</summary>
    public IReadOnlyDictionary<string, object?> Data { get; }

    /// <summary>What it brought when it connected.</summary>
    public Handshake Handshake { get; }

    /// <summary>Emits to this socket.</summary>
    public BroadcastOperator Operator => new BroadcastOperator(_namespace).To(Id);

    /// <summary>Makes the socket join rooms.</summary>
    public ValueTask JoinAsync(params string[] rooms) => Operator.SocketsJoinAsync(rooms);

    /// <summary>Makes the socket leave rooms.</summary>
    public ValueTask LeaveAsync(params string[] rooms) => Operator.SocketsLeaveAsync(rooms);

    /// <summary>Disconnects the socket.</summary>
    /// <param name="close">Whether to close the whole connection.</param>
    public ValueTask DisconnectAsync(bool close = false) => Operator.DisconnectSocketsAsync(close);

    internal static RemoteSocket[] Of(ReadOnlySpan<Socket> sockets)
    {
        var found = new RemoteSocket[sockets.Length];
        for (var i = 0; i < found.Length; i++)
            found[i] = new RemoteSocket(sockets[i]);
        return found;
    }
}
