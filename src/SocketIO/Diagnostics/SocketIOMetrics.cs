using System.Diagnostics.Metrics;

namespace SocketIoCompat.Diagnostics;

/// <summary>Every instrument of the library, in one meter.</summary>
internal sealed partial class SocketIOMetrics
{
    public const string MeterName = "SocketIoCompat";

    public SocketIOMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _sockets = meter.CreateUpDownCounter<long>("socketio.sockets", "{socket}", "Clients connected to a namespace.");
        _eventsReceived = meter.CreateCounter<long>("socketio.events.received", "{event}", "Events that reached the handlers.");
        _eventsSent = meter.CreateCounter<long>("socketio.events.sent", "{event}", "Events sent, counted once for each receiver.");
        _eventsRefused = meter.CreateCounter<long>("socketio.events.refused", "{event}", "Events whose arguments fit no handler.");
        _packetsRefused = meter.CreateCounter<long>("socketio.packets.refused", "{packet}", "Packets that the protocol forbids; each closed its connection.");
        _connectsRefused = meter.CreateCounter<long>("socketio.connects.refused", "{connect}", "Clients that a middleware refused.");
        _handlerFailures = meter.CreateCounter<long>("socketio.handlers.failures", "{failure}", "Handlers that ended with an exception.");
    }
}
