namespace SocketIoCompat.Engine;

/// <summary>The transports as they are named on the wire.</summary>
internal static class TransportNames
{
    public const string Polling = "polling";
    public const string WebSocket = "websocket";
}
