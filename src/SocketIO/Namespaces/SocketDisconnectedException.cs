namespace SocketIoCompat;

/// <summary>The client that should have acknowledged is gone.</summary>
public sealed class SocketDisconnectedException : Exception
{
    /// <summary>Creates the exception with Socket.IO's text.</summary>
    public SocketDisconnectedException()
        : base("socket has been disconnected")
    {
    }

    /// <summary>Creates the exception with a text.</summary>
    public SocketDisconnectedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a text and a cause.</summary>
    public SocketDisconnectedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
