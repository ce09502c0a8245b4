namespace SocketIoCompat.Handlers.Storage;

/// <summary>Too much work waits for the database: the caller refuses its own client instead of waiting.</summary>
internal sealed class DatabaseBusyException : Exception
{
    public DatabaseBusyException()
        : base("Too much work waits for the database.")
    {
    }

    public DatabaseBusyException(string message)
        : base(message)
    {
    }

    public DatabaseBusyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
