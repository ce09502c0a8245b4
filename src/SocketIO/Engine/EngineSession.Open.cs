using SocketIoCompat.Engine.Transports;
using SocketIoCompat.Protocol.EngineIO;

namespace SocketIoCompat.Engine;

/// <summary>The beginning of a session. Its place in the table was reserved before.</summary>
public sealed partial class EngineSession
{
    /// <summary>Opens the session on polling; returns the answer to the handshake, which holds nothing but these packets.</summary>
    internal OutboundBatch OpenPolling(ReadOnlyMemory<byte> openPacket, byte[]? initialMessage)
    {
        OutboundBatch opening;
        lock (_lock)
        {
            _polling = new PollingTransport();
            EnqueueOpening(openPacket, initialMessage);
            opening = _queue.TakeAll();
        }
        Open();
        return opening;
    }

    /// <summary>Opens the session on a websocket: the open packet leaves together with what the handler sends at once.</summary>
    internal void OpenWebSocket(WebSocketTransport webSocket, ReadOnlyMemory<byte> openPacket, byte[]? initialMessage)
    {
        using var turn = FlushTurn.Begin();
        lock (_lock)
        {
            Volatile.Write(ref _webSocket, webSocket);
            EnqueueOpening(openPacket, initialMessage);
            while (_queue.TryDequeue(out var item))
            {
                webSocket.Write(item);
                item.Release();
            }
            FlushOrDefer();
        }
        Open();
    }

    private void EnqueueOpening(ReadOnlyMemory<byte> openPacket, byte[]? initialMessage)
    {
        _queue.Enqueue(OutboundItem.Copy(EnginePacketType.Open, openPacket.Span, isBinary: false, compress: true));
        if (initialMessage != null)
            _queue.Enqueue(OutboundItem.Copy(EnginePacketType.Message, initialMessage, isBinary: false, compress: true));
    }

    private void Open()
    {
        Server.OnSessionOpening(TransportName);
        _receiving = true;
        if (Server.AdmitOnOpen)
            Admit();
        Server.Sessions.Publish(this);
        lock (_lock)
        {
            if (_state == SessionState.Open)
                StartHeartbeat();
        }
        try
        {
            Log.Opened(Server.Logger, Id, TransportName);
            Server.Handler.OnOpened(this);
        }
        catch (Exception exception)
        {
            OnReceiveFailed(exception);
        }
        finally
        {
            EndReceive();
        }
        // A server that began to stop meanwhile may have missed this session.
        if (!Server.IsAccepting)
            Close(EngineCloseReason.ServerShuttingDown);
    }
}
