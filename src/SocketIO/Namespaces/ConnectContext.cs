namespace SocketIoCompat;

/// <summary>Goes on to the next middleware, and after the last one accepts the client.</summary>
/// <param name="context">The client that wants to connect.</param>
public delegate Task ConnectDelegate(ConnectContext context);

/// <summary>A client that wants to connect to a namespace, as middlewares see it.</summary>
public sealed class ConnectContext
{
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
}
