using SocketIoCompat.Engine.Transports;
using SocketIoCompat.Protocol.EngineIO;
using SocketIoCompat.Protocol.WebSockets;

namespace SocketIoCompat.Engine;

/// <summary>
/// The move from polling to websocket: <c>2probe</c>, <c>3probe</c>, <c>5</c>. Until the last, polling stays the transport;
/// whatever else goes wrong with the websocket leaves the session as it was.
/// </summary>
public sealed partial class EngineSession
{
    private TransportUpgrade? _upgrade;

    /// <summary>Whether a websocket is probing; for tests and diagnostics.</summary>
    internal bool IsUpgrading => _upgrade != null;

    /// <summary>Takes a websocket to probe. Null when the session is upgrading, upgraded or gone.</summary>
    internal WebSocketTransport? TryBeginUpgrade(WebSocketConnection connection, WebSocketFormat format)
    {
        lock (_lock)
        {
            if (_state == SessionState.Closed || _polling == null || _upgrade != null)
                return null;
            var webSocket = new WebSocketTransport(this, connection, format, WebSocketPhase.Probing);
            _upgrade = new TransportUpgrade(this, webSocket);
            Server.Heartbeat.UpgradeDue.Arm(_upgrade);
            return webSocket;
        }
    }

    /// <summary>A message on a websocket that is not the transport yet.</summary>
    internal void OnProbe(WebSocketTransport webSocket, in WebSocketMessage message)
    {
        lock (_lock)
        {
            if (_upgrade is not { } upgrade || upgrade.WebSocket != webSocket)
                return;
            if (message.Opcode == WebSocketOpcode.Text && message.Payload.SequenceEqual("2probe"u8))
                AnswerProbe(upgrade);
            else if (message.Opcode == WebSocketOpcode.Text && message.Payload is [(byte)'5', ..])
                CompleteUpgrade(upgrade);
            else
                FailUpgrade(upgrade, "unexpected packet");
        }
    }

    internal void OnUpgradeDeadline(TransportUpgrade upgrade)
    {
        lock (_lock)
        {
            if (_upgrade == upgrade)
                FailUpgrade(upgrade, "time-out");
        }
    }

    private void AnswerProbe(TransportUpgrade upgrade)
    {
        upgrade.IsProbed = true;
        upgrade.WebSocket.Write(EnginePacketType.Pong, "probe"u8);
        upgrade.WebSocket.Flush();
        // Node looks every 100 ms for a GET to release; there is no reason to let the client wait.
        if (_polling is { IsPollPending: true } polling)
            polling.CompletePoll(_queue.TakeAll(_queue.Count > 0 ? PollingTail.None : PollingTail.Noop));
    }

    private void CompleteUpgrade(TransportUpgrade upgrade)
    {
        _upgrade = null;
        upgrade.Disarm();
        var polling = _polling!;
        Volatile.Write(ref _webSocket, upgrade.WebSocket);
        _polling = null;
        EndPolling(polling, PollingTail.Close);
        upgrade.WebSocket.Open();
        Server.Metrics.Upgraded(succeeded: true);
        Server.Upgraded?.Invoke(this);
        Log.Upgraded(Server.Logger, Id);
        Drain(upgrade.WebSocket);
    }

    private void FailUpgrade(TransportUpgrade upgrade, string reason, WebSocketCloseCode? code = null)
    {
        _upgrade = null;
        upgrade.Disarm();
        upgrade.WebSocket.Close(code);
        Server.Metrics.Upgraded(succeeded: false);
        Log.UpgradeFailed(Server.Logger, Id, reason);
    }

    /// <summary>The session ends while it is upgrading.</summary>
    private void CancelUpgrade()
    {
        if (_upgrade is { } upgrade)
            FailUpgrade(upgrade, "session closed");
    }
}
