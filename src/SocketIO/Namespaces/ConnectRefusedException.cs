namespace SocketIoCompat;

/// <summary>Thrown by a middleware to refuse a client: it gets a CONNECT_ERROR with the message and the data.</summary>
public sealed class ConnectRefusedException : Exception
{
    /// <summary>Refuses without saying why.</summary>
    public ConnectRefusedException()
        : this("Connection refused")
    {
    }

    /// <summary>Refuses with a message for the client.</summary>
    public ConnectRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>Refuses with a message for the client; the cause is not sent.</summary>
    public ConnectRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Refuses with a message and data for the client.</summary>
    /// <param name="message">The error's <c>message</c>.</param>
    /// <param name="data">The error's <c>data</c>.</param>
    public ConnectRefusedException(string message, RawValue data)
        : base(message)
    {
        ErrorData = data;
    }

    /// <summary>What the client finds in the error's <c>data</c>; null for none.</summary>
    public RawValue? ErrorData { get; }
}
