namespace SocketIoCompat;

/// <summary>An incoming event, as the middlewares of <see cref="Socket.Use"/> see it.</summary>
public sealed class EventContext
{
    internal EventContext(Socket socket, string name, RawValue[] arguments)
    {
        Socket = socket;
        Name = name;
        Arguments = arguments;
    }

    /// <summary>The socket that received the event.</summary>
    public Socket Socket { get; }

    /// <summary>The event's name.</summary>
    public string Name { get; }

    /// <summary>The event's arguments.</summary>
    public IReadOnlyList<RawValue> Arguments { get; }
}
