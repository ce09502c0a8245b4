using SocketIoCompat.Engine.Transports;

namespace SocketIoCompat.Engine;

/// <summary>An upgrade under way, and the wait for its end. Guarded by the session's lock.</summary>
internal sealed class TransportUpgrade(EngineSession session, WebSocketTransport webSocket) : DeadlineNode
{
    public WebSocketTransport WebSocket { get; } = webSocket;

    /// <summary>The client sent its probe: from here on a waiting GET is released at once.</summary>
    public bool IsProbed { get; set; }

    public override void OnDeadline() => session.OnUpgradeDeadline(this);
}
