namespace SocketIoCompat.Engine;

/// <summary>Why an Engine.IO session ended.</summary>
public enum EngineCloseReason
{
    /// <summary>The transport failed or the client broke a rule of the protocol ("transport error").</summary>
    TransportError,

    /// <summary>The client closed the connection or went away ("transport close").</summary>
    TransportClose,

    /// <summary>The server closed the session ("forced close").</summary>
    ForcedClose,

    /// <summary>The client did not answer a ping in time ("ping timeout").</summary>
    PingTimeout,

    /// <summary>The client sent a packet that cannot be decoded ("parse error").</summary>
    ParseError,

    /// <summary>The server is shutting down ("server shutting down").</summary>
    ServerShuttingDown,
}
