using System.Diagnostics.Metrics;

namespace SocketIoCompat.Diagnostics;

internal sealed partial class SocketIOMetrics
{
    private readonly UpDownCounter<long> _sockets;
    private readonly Counter<long> _eventsReceived;
    private readonly Counter<long> _eventsSent;
    private readonly Counter<long> _eventsRefused;
    private readonly Counter<long> _packetsRefused;
    private readonly Counter<long> _connectsRefused;
    private readonly Counter<long> _handlerFailures;

    public void SocketConnected() => _sockets.Add(1);

    public void SocketDisconnected() => _sockets.Add(-1);

    public void EventReceived() => _eventsReceived.Add(1);

    public void EventsSent(int receivers) => _eventsSent.Add(receivers);

    public void EventRefused() => _eventsRefused.Add(1);

    public void PacketRefused() => _packetsRefused.Add(1);

    public void ConnectRefused() => _connectsRefused.Add(1);

    public void HandlerFailed() => _handlerFailures.Add(1);
}
