namespace SocketIoCompat;

/// <summary>Goes on to the next middleware, and after the last one accepts the client.</summary>
/// <param name="context">The client that wants to connect.</param>
public delegate Task ConnectDelegate(ConnectContext context);

/// <summary>A client that wants to connect to a namespace, as middlewares see it.</summary>
public sealed class ConnectContext
{
    private bool _isGroupChosen;

    internal ConnectContext(Socket socket, IServiceProvider services)
    {
        Socket = socket;
        Services = services;
    }

    /// <summary>The socket; it is in no room yet and nothing can be sent to it.</summary>
    public Socket Socket { get; }

    /// <summary>What the client brought.</summary>
    public Handshake Handshake => Socket.Handshake;

    /// <summary>The services of a scope that lasts until the client is accepted or refused.</summary>
    public IServiceProvider Services { get; }

    /// <summary>Cancelled when the client is gone.</summary>
    public CancellationToken Aborted => Socket.Connection.ConnectionAborted;

    /// <summary>
    /// Puts the client into a handler group of the namespace: it passes the group's middlewares after those of the namespace, and only
    /// the group's handlers see it.
    /// </summary>
    /// <param name="name">The group's name.</param>
    /// <exception cref="ArgumentException">The namespace has no such group.</exception>
    /// <exception cref="InvalidOperationException">A group was chosen before.</exception>
    public void UseHandlerGroup(string name)
    {
        if (!Socket.Namespace.Groups.TryGetValue(name, out var group))
            throw new ArgumentException($"The namespace {Socket.Namespace.Name} has no handler group \"{name}\".", nameof(name));
        if (_isGroupChosen)
            throw new InvalidOperationException($"The client is in the handler group \"{Socket.HandlerGroup}\" already.");
        // What a client comes back to is its old group's: rooms, data and the events that it missed.
        if (Socket.Recovered && Socket.Group != group)
            throw new ConnectRefusedException();
        _isGroupChosen = true;
        Socket.Group = group;
    }
}
