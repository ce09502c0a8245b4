using SocketIoCompat.Engine;

namespace SocketIoCompat;

/// <summary>Why a socket disconnected: the texts that Socket.IO gives to <c>disconnecting</c> and <c>disconnect</c>.</summary>
public static class DisconnectReason
{
    /// <summary>The connection failed.</summary>
    public const string TransportError = "transport error";

    /// <summary>The client closed the connection, or it was lost.</summary>
    public const string TransportClose = "transport close";

    /// <summary>The client broke the protocol.</summary>
    public const string ForcedClose = "forced close";

    /// <summary>The client did not answer a ping in time.</summary>
    public const string PingTimeout = "ping timeout";

    /// <summary>The client sent something that is no Engine.IO packet.</summary>
    public const string ParseError = "parse error";

    /// <summary>The server is stopping.</summary>
    public const string ServerShuttingDown = "server shutting down";

    /// <summary>The client joined no namespace in time.</summary>
    public const string ForcedServerClose = "forced server close";

    /// <summary>The client left the namespace.</summary>
    public const string ClientNamespaceDisconnect = "client namespace disconnect";

    /// <summary>The server disconnected the socket.</summary>
    public const string ServerNamespaceDisconnect = "server namespace disconnect";

    internal static string Of(EngineCloseReason reason) => reason switch
    {
        EngineCloseReason.TransportError => TransportError,
        EngineCloseReason.TransportClose => TransportClose,
        EngineCloseReason.PingTimeout => PingTimeout,
        EngineCloseReason.ParseError => ParseError,
        EngineCloseReason.ServerShuttingDown => ServerShuttingDown,
        _ => ForcedClose,
    };
}
