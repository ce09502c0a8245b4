namespace SocketIoCompat.Namespaces;

/// <summary>Names that Socket.IO keeps to itself on both sides (wire §8.1).</summary>
internal static class ReservedEvents
{
    public static bool IsReserved(string name) =>
        name is "connect" or "connect_error" or "disconnect" or "disconnecting" or "newListener" or "removeListener";

    /// <summary>Refuses names that clients would not get.</summary>
    /// <exception cref="ArgumentException">The name is reserved.</exception>
    public static void ThrowIfReserved(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (IsReserved(name))
            throw new ArgumentException($"\"{name}\" is a reserved event name.", nameof(name));
    }

    /// <summary>Refuses names that no [On] method would ever be called for.</summary>
    /// <exception cref="ArgumentException">The name is reserved and none of the socket's lifecycle.</exception>
    public static void ThrowUnlessHandled(string name)
    {
        if (name is not ("disconnect" or "disconnecting"))
            ThrowIfReserved(name);
    }

    /// <summary>Refuses names of events that a namespace does not have.</summary>
    /// <exception cref="ArgumentException">The name is not <c>connection</c>.</exception>
    public static void ThrowUnlessConnection(string name)
    {
        if (name is not ("connection" or "connect"))
            throw new ArgumentException($"A namespace has no event \"{name}\".", nameof(name));
    }
}
