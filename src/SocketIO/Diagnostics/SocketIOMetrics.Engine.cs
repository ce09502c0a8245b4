using System.Diagnostics;
using System.Diagnostics.Metrics;
using SocketIoCompat.Engine;

namespace SocketIoCompat.Diagnostics;

/// <content>What the engine counts. Tag values come from closed sets.</content>
internal sealed partial class SocketIOMetrics
{
    private readonly UpDownCounter<long> _activeSessions;
    private readonly Counter<long> _openedSessions;
    private readonly Counter<long> _closedSessions;
    private readonly Counter<long> _connectionErrors;
    private readonly Counter<long> _handshakesNotAccepted;
    private readonly Counter<long> _foreignSessions;
    private readonly Counter<long> _upgrades;
    private readonly Counter<long> _messagesReceived;
    private readonly Counter<long> _messagesSent;
    private readonly Counter<long> _bytesReceived;
    private readonly Counter<long> _bytesSent;
    private readonly Counter<long> _volatileDropped;
    private readonly Counter<long> _slowConsumers;
    private readonly Counter<long> _engineHandlerFailures;
    private readonly Counter<long> _compressionInput;
    private readonly Counter<long> _compressionOutput;

    public void SessionOpened(string transport)
    {
        _activeSessions.Add(1);
        _openedSessions.Add(1, new KeyValuePair<string, object?>("transport", transport));
    }

    public void SessionClosed(EngineCloseReason reason)
    {
        _activeSessions.Add(-1);
        _closedSessions.Add(1, new KeyValuePair<string, object?>("reason", GetName(reason)));
    }

    public void ConnectionError(int code)
    {
        if (_connectionErrors.Enabled)
            _connectionErrors.Add(1, new KeyValuePair<string, object?>("code", code));
    }

    public void HandshakeNotAccepted() => _handshakesNotAccepted.Add(1);

    public void ForeignSession() => _foreignSessions.Add(1);

    public void Upgraded(bool succeeded) =>
        _upgrades.Add(1, new KeyValuePair<string, object?>("outcome", succeeded ? "completed" : "failed"));

    public void MessageReceived(int bytes)
    {
        _messagesReceived.Add(1);
        _bytesReceived.Add(bytes);
    }

    public void MessageSent(long bytes)
    {
        _messagesSent.Add(1);
        _bytesSent.Add(bytes);
    }

    public void VolatileDropped() => _volatileDropped.Add(1);

    public void SlowConsumer(string transport) =>
        _slowConsumers.Add(1, new KeyValuePair<string, object?>("transport", transport));

    public void EngineHandlerFailed() => _engineHandlerFailures.Add(1);

    public void Compressed(int input, int output)
    {
        _compressionInput.Add(input);
        _compressionOutput.Add(output);
    }

    private static string GetName(EngineCloseReason reason) => reason switch
    {
        EngineCloseReason.TransportError => "transport error",
        EngineCloseReason.TransportClose => "transport close",
        EngineCloseReason.ForcedClose => "forced close",
        EngineCloseReason.PingTimeout => "ping timeout",
        EngineCloseReason.ParseError => "parse error",
        EngineCloseReason.ServerShuttingDown => "server shutting down",
        _ => throw new UnreachableException(),
    };
}
