namespace SocketIoCompat;

/// <summary>The arguments of an event did not fit its handler. Raised on the socket's <c>error</c> listeners.</summary>
public sealed class EventBindingException : Exception
{
    /// <summary>Creates the exception.</summary>
    public EventBindingException()
    {
    }

    /// <summary>Creates the exception with what did not fit.</summary>
    public EventBindingException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with what did not fit, and why.</summary>
    public EventBindingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
