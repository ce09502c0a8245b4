using System.Diagnostics.Metrics;

namespace SocketIoCompat.Diagnostics;

/// <summary>Every instrument of the library, in one meter.</summary>
internal sealed partial class SocketIOMetrics
{
    public const string MeterName = "SocketIoCompat";

    public SocketIOMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        Scope = meter.Scope;
        _activeSessions = meter.CreateUpDownCounter<long>("engineio.sessions.active", "{session}", "Open Engine.IO sessions.");
        _openedSessions = meter.CreateCounter<long>("engineio.sessions.opened", "{session}", "Sessions opened, by first transport.");
        _closedSessions = meter.CreateCounter<long>("engineio.sessions.closed", "{session}", "Sessions closed, by reason.");
        _connectionErrors = meter.CreateCounter<long>("engineio.connection_errors", "{error}", "Requests refused, by Engine.IO error code.");
        _handshakesNotAccepted = meter.CreateCounter<long>("engineio.handshakes.not_accepted", "{handshake}", "Handshakes answered with 503 because the server is full or stopping.");
        _foreignSessions = meter.CreateCounter<long>("engineio.sessions.foreign", "{request}", "Requests for a session of another server, or of this one before it was started again.");
        _upgrades = meter.CreateCounter<long>("engineio.upgrades", "{upgrade}", "Upgrades from polling to websocket, by outcome.");
        _messagesReceived = meter.CreateCounter<long>("engineio.messages.received", "{message}", "Messages received from clients.");
        _messagesSent = meter.CreateCounter<long>("engineio.messages.sent", "{message}", "Messages sent to clients; a text and its attachments count as one.");
        _bytesReceived = meter.CreateCounter<long>("engineio.bytes.received", "By", "The content of messages received from clients.");
        _bytesSent = meter.CreateCounter<long>("engineio.bytes.sent", "By", "The content of messages sent to clients, before compression and without frames.");
        _volatileDropped = meter.CreateCounter<long>("engineio.messages.volatile_dropped", "{message}", "Volatile messages dropped because the transport was not ready.");
        _slowConsumers = meter.CreateCounter<long>("engineio.slow_consumers", "{session}", "Sessions closed because the client reads too slowly, by transport.");
        _engineHandlerFailures = meter.CreateCounter<long>("engineio.handler_failures", "{failure}", "Exceptions out of the handler of an Engine.IO server.");
        _compressionInput = meter.CreateCounter<long>("engineio.compression.input", "By", "Websocket frames that were compressed, before; a broadcast counts once.");
        _compressionOutput = meter.CreateCounter<long>("engineio.compression.output", "By", "Websocket frames that were compressed, after.");
        _sockets = meter.CreateUpDownCounter<long>("socketio.sockets", "{socket}", "Clients connected to a namespace.");
        _eventsReceived = meter.CreateCounter<long>("socketio.events.received", "{event}", "Events that reached the handlers.");
        _eventsSent = meter.CreateCounter<long>("socketio.events.sent", "{event}", "Events sent, counted once for each receiver.");
        _eventsRefused = meter.CreateCounter<long>("socketio.events.refused", "{event}", "Events whose arguments fit no handler.");
        _packetsRefused = meter.CreateCounter<long>("socketio.packets.refused", "{packet}", "Packets that the protocol forbids; each closed its connection.");
        _connectsRefused = meter.CreateCounter<long>("socketio.connects.refused", "{connect}", "Clients that a middleware refused.");
        _handlerFailures = meter.CreateCounter<long>("socketio.handlers.failures", "{failure}", "Handlers that ended with an exception.");
    }

    /// <summary>What the application's meters have in common, and those of another in this process have not.</summary>
    public object? Scope { get; }
}
