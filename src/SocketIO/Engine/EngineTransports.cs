namespace SocketIoCompat.Engine;

/// <summary>The transports that a server accepts.</summary>
[Flags]
public enum EngineTransports
{
    /// <summary>No transport.</summary>
    None = 0,

    /// <summary>HTTP long-polling.</summary>
    Polling = 1,

    /// <summary>WebSocket.</summary>
    WebSocket = 2,

    /// <summary>Every transport.</summary>
    All = Polling | WebSocket,
}
