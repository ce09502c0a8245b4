using SocketIoCompat.Engine.Transports;
using SocketIoCompat.Protocol.WebSockets;

namespace SocketIoCompat.Engine;

/// <summary>What the session's websocket, or one that probes, reports.</summary>
public sealed partial class EngineSession
{
    /// <summary>The peer's close frame; ours is answered, its own is returned.</summary>
    internal void OnWebSocketClose(WebSocketTransport webSocket, ReadOnlySpan<byte> payload)
    {
        lock (_lock)
        {
            webSocket.AnswerClose(payload);
            OnGone(webSocket);
        }
    }

    internal void OnWebSocketPing(WebSocketTransport webSocket, ReadOnlySpan<byte> data)
    {
        lock (_lock)
        {
            webSocket.WritePong(data);
            if (webSocket == _webSocket)
                FlushOrDefer();
            else
                webSocket.Flush();
        }
    }

    /// <summary>The peer broke the rules of the framing, or sent more than it may.</summary>
    internal void OnWebSocketFailed(WebSocketTransport webSocket, WebSocketCloseCode code, string? reason)
    {
        Log.FrameError(Server.Logger, Id, code, reason);
        lock (_lock)
        {
            if (webSocket == _webSocket && _state != SessionState.Closed)
                End(_state == SessionState.Closing ? _closeReason : EngineCloseReason.TransportError, PollingTail.Close, code);
            else if (_upgrade is { } upgrade && upgrade.WebSocket == webSocket)
                FailUpgrade(upgrade, "frame error", code);
        }
    }

    /// <summary>The websocket is not worth waiting for any longer.</summary>
    internal void OnCut(WebSocketTransport webSocket)
    {
        lock (_lock)
            webSocket.AbortConnection();
    }

    /// <summary>The read loop is over: the connection is about to end.</summary>
    internal void OnWebSocketEnded(WebSocketTransport webSocket)
    {
        lock (_lock)
        {
            webSocket.End();
            OnGone(webSocket);
        }
    }

    private void OnGone(WebSocketTransport webSocket)
    {
        if (webSocket == _webSocket && _state != SessionState.Closed)
            End(_state == SessionState.Closing ? _closeReason : EngineCloseReason.TransportClose);
        else if (_upgrade is { } upgrade && upgrade.WebSocket == webSocket)
            FailUpgrade(upgrade, "websocket closed");
    }
}
