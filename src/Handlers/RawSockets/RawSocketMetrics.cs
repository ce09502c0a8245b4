using System.Diagnostics.Metrics;
using SocketIoCompat.Diagnostics;

namespace SocketIoCompat.Handlers.RawSockets;

/// <summary>The instruments of the bare websockets, in the library's meter. Tag values come from closed sets.</summary>
internal sealed class RawSocketMetrics
{
    private readonly UpDownCounter<long> _active;
    private readonly Counter<long> _opened;
    private readonly Counter<long> _closed;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _messagesReceived;
    private readonly Counter<long> _messagesSent;
    private readonly Counter<long> _messagesDropped;
    private readonly Counter<long> _bytesReceived;
    private readonly Counter<long> _bytesSent;
    private readonly Counter<long> _slowConsumers;
    private readonly Counter<long> _handlerFailures;
    private readonly UpDownCounter<long> _rooms;

    public RawSocketMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(SocketIOMetrics.MeterName);
        _active = meter.CreateUpDownCounter<long>("rawsocket.sockets.active", "{socket}", "Open bare websockets, by endpoint.");
        _opened = meter.CreateCounter<long>("rawsocket.sockets.opened", "{socket}", "Bare websockets opened, by endpoint.");
        _closed = meter.CreateCounter<long>("rawsocket.sockets.closed", "{socket}", "Bare websockets closed, by endpoint and the code of this server's close frame; 0 without one.");
        _refused = meter.CreateCounter<long>("rawsocket.refused", "{request}", "Requests refused before they became websockets, by endpoint and reason.");
        _messagesReceived = meter.CreateCounter<long>("rawsocket.messages.received", "{message}", "Text messages received, by endpoint.");
        _messagesSent = meter.CreateCounter<long>("rawsocket.messages.sent", "{message}", "Text messages sent, by endpoint.");
        _messagesDropped = meter.CreateCounter<long>("rawsocket.messages.dropped", "{message}", "Messages received and dropped because they were too many, by endpoint.");
        _bytesReceived = meter.CreateCounter<long>("rawsocket.bytes.received", "By", "The content of messages received, by endpoint.");
        _bytesSent = meter.CreateCounter<long>("rawsocket.bytes.sent", "By", "The content of messages sent, by endpoint.");
        _slowConsumers = meter.CreateCounter<long>("rawsocket.slow_consumers", "{socket}", "Bare websockets cut off because the client reads too slowly, by endpoint.");
        _handlerFailures = meter.CreateCounter<long>("rawsocket.handler_failures", "{failure}", "Exceptions out of the handlers of bare websockets, by endpoint.");
        _rooms = meter.CreateUpDownCounter<long>("meetings.rooms", "{room}", "Meeting rooms that somebody on this server is in or watches.");
    }

    public void Opened(string endpoint)
    {
        _active.Add(1, Tag(endpoint));
        _opened.Add(1, Tag(endpoint));
    }

    public void Closed(string endpoint, int code)
    {
        _active.Add(-1, Tag(endpoint));
        _closed.Add(1, Tag(endpoint), new KeyValuePair<string, object?>("code", code));
    }

    public void Refused(string endpoint, string reason) => _refused.Add(1, Tag(endpoint), new KeyValuePair<string, object?>("reason", reason));

    public void Received(string endpoint, int bytes)
    {
        _messagesReceived.Add(1, Tag(endpoint));
        _bytesReceived.Add(bytes, Tag(endpoint));
    }

    public void Sent(string endpoint, int messages, long bytes)
    {
        if (messages > 0)
        {
            _messagesSent.Add(messages, Tag(endpoint));
            _bytesSent.Add(bytes, Tag(endpoint));
        }
    }

    public void Dropped(string endpoint) => _messagesDropped.Add(1, Tag(endpoint));

    public void SlowConsumer(string endpoint) => _slowConsumers.Add(1, Tag(endpoint));

    public void HandlerFailed(string endpoint) => _handlerFailures.Add(1, Tag(endpoint));

    public void RoomOpened() => _rooms.Add(1);

    public void RoomClosed() => _rooms.Add(-1);

    private static KeyValuePair<string, object?> Tag(string endpoint) => new("endpoint", endpoint);
}
