using SocketIoCompat.Protocol.EngineIO;

namespace SocketIoCompat.Engine;

/// <summary>
/// The heartbeat. In protocol 4 the server pings, in protocol 3 the client does and the server only watches. The clock is the
/// session's, whatever its transport.
/// </summary>
public sealed partial class EngineSession
{
    private readonly PingNode _ping;
    private volatile bool _awaitsPong;
    private bool _pongWaitExtended;

    private bool ClientPings => Protocol == 3;

    private void StartHeartbeat() => (ClientPings ? Server.Heartbeat.ClientPingDue : Server.Heartbeat.PingDue).Arm(_ping);

    /// <summary>The client pinged, with whatever data: it is answered without.</summary>
    private void OnPing()
    {
        lock (_lock)
        {
            if (_state != SessionState.Open)
                return;
            if (!ClientPings)
            {
                End(EngineCloseReason.TransportError);
                return;
            }
            Server.Heartbeat.ClientPingDue.Arm(_ping);
            SendControl(EnginePacketType.Pong);
        }
    }

    private void OnPong()
    {
        lock (_lock)
        {
            if (_state != SessionState.Open)
                return;
            if (ClientPings)
            {
                End(EngineCloseReason.TransportError);
                return;
            }
            _awaitsPong = false;
            Server.Heartbeat.PingDue.Arm(_ping);
        }
    }

    /// <summary>As in engine.io 6.6.11, the first other packet while a pong is awaited extends the wait, once.</summary>
    private void OnTraffic()
    {
        if (!_awaitsPong)
            return;
        lock (_lock)
        {
            if (!_awaitsPong || _pongWaitExtended || _state != SessionState.Open)
                return;
            _pongWaitExtended = true;
            Server.Heartbeat.PongDue.Arm(_ping);
        }
    }

    /// <summary>The client's ping or pong may lie unread behind what was paused: it gets its full time from here.</summary>
    private void RestartWait()
    {
        if (_state != SessionState.Open)
            return;
        if (ClientPings)
            Server.Heartbeat.ClientPingDue.Arm(_ping);
        else if (_awaitsPong)
            Server.Heartbeat.PongDue.Arm(_ping);
    }

    /// <summary>A client that pings hears from us at its own interval while its pings are not read.</summary>
    private void BeginPauseOfPings()
    {
        if (_state == SessionState.Open && ClientPings)
            Server.Heartbeat.PingDue.Arm(_ping);
    }

    private void OnPingDeadline()
    {
        lock (_lock)
        {
            if (_ping.IsArmed || _state != SessionState.Open)
                return;
            if ((_awaitsPong || ClientPings) && !_paused)
            {
                End(EngineCloseReason.PingTimeout);
                return;
            }
            if (ClientPings)
            {
                SendControl(EnginePacketType.Pong);
                Server.Heartbeat.PingDue.Arm(_ping);
                return;
            }
            // Also when the last one was not answered, because the answer is not read in a pause: the client's clock does not
            // stand still, and it gives us up when it hears nothing.
            SendControl(EnginePacketType.Ping);
            if (_awaitsPong)
            {
                Server.Heartbeat.PongDue.Arm(_ping);
                return;
            }
            _awaitsPong = true;
            _pongWaitExtended = false;
            Server.Heartbeat.PongDue.ArmAgain(_ping);
        }
    }

    /// <summary>Ends a session whose client's time is over though the timer has not said so yet: a request must not find it alive.</summary>
    private void EndIfSilent()
    {
        if ((_awaitsPong || ClientPings) && !_paused && _state == SessionState.Open && _ping.Due > 0 && Server.Time.GetTimestamp() >= _ping.Due)
            End(EngineCloseReason.PingTimeout);
    }

    private sealed class PingNode(EngineSession session) : DeadlineNode
    {
        public override void OnDeadline() => session.OnPingDeadline();
    }
}
