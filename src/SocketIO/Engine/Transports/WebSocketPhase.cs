namespace SocketIoCompat.Engine.Transports;

/// <summary>What a websocket's messages mean.</summary>
internal enum WebSocketPhase : byte
{
    /// <summary>An upgrade under way: only the probe and the upgrade packet are expected.</summary>
    Probing,

    /// <summary>The session's transport.</summary>
    Open,

    /// <summary>Our close frame is out: everything but the peer's is dropped.</summary>
    Draining,
}
