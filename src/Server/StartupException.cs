namespace SocketIoCompat.Server;

/// <summary>The server cannot start with these settings; the message is the sentence for the operator.</summary>
internal sealed class StartupException : Exception
{
    public StartupException()
    {
    }

    public StartupException(string message)
        : base(message)
    {
    }

    public StartupException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
