using SocketIoCompat.Engine.Transports;
using SocketIoCompat.Protocol.EngineIO;

namespace SocketIoCompat.Engine;

/// <summary>
/// The way out. While the client keeps up, a message goes straight into the websocket's pipe; while it does not, and always
/// on polling, it waits in the queue.
/// </summary>
public sealed partial class EngineSession
{
    /// <summary>So much of the queue is written between two flushes.</summary>
    private const int DrainChunk = 64 * 1024;

    /// <summary>Whether a volatile packet would be taken now (websocket: all written is flushed; polling: a GET waits).</summary>
    private bool IsWritable => _queue.Count == 0 && (_webSocket is { } webSocket
        ? !webSocket.IsBackpressured && !webSocket.IsDirty
        : _polling is { IsPollPending: true });

    private bool WritesThrough => _queue.Count == 0 && _webSocket is { IsBackpressured: false };

    /// <summary>Sends a text message, given as UTF-8. Never blocks; the bytes are copied or written before it returns. Does nothing when the session is not open.</summary>
    public void Send(ReadOnlySpan<byte> utf8Text, SendFlags flags = SendFlags.None) => Send(utf8Text, [], flags);

    /// <summary>Sends a binary message. Never blocks; the bytes are copied or written before it returns. Does nothing when the session is not open.</summary>
    public void SendBinary(ReadOnlySpan<byte> data, SendFlags flags = SendFlags.None)
    {
        lock (_lock)
        {
            if (!TryBeginSend(data.Length + OutboundItem.Overhead, flags))
                return;
            if (WritesThrough)
                _webSocket!.WriteBinary(data, MayCompress(flags));
            else
                _queue.Enqueue(OutboundItem.Copy(EnginePacketType.Message, data, isBinary: true, MayCompress(flags)));
            EndSend(data.Length);
        }
    }

    /// <summary>Sends a packet that other sessions send too, without copying it.</summary>
    internal void Send(EncodedPacket packet, SendFlags flags = SendFlags.None)
    {
        // Compressing for all takes its time, and is not for this session's lock. What is volatile may be dropped instead.
        if ((flags & (SendFlags.Compress | SendFlags.Volatile)) == SendFlags.Compress)
            Volatile.Read(ref _webSocket)?.Prepare(packet);
        lock (_lock)
        {
            if (!TryBeginSend(packet.Length + OutboundItem.Overhead, flags))
                return;
            if (WritesThrough)
                _webSocket!.Write(packet, MayCompress(flags));
            else
                _queue.Enqueue(OutboundItem.Share(packet, MayCompress(flags)));
            EndSend(packet.Length);
        }
    }

    /// <summary>Sends a text message and the binary messages that belong to it; nothing comes between them.</summary>
    internal void Send(ReadOnlySpan<byte> utf8Text, ReadOnlySpan<ReadOnlyMemory<byte>> attachments, SendFlags flags = SendFlags.None)
    {
        lock (_lock)
        {
            var cost = (long)utf8Text.Length + OutboundItem.Overhead;
            foreach (var attachment in attachments)
                cost += attachment.Length + OutboundItem.Overhead;
            if (!TryBeginSend(cost, flags))
                return;
            if (WritesThrough)
            {
                _webSocket!.Write(EnginePacketType.Message, utf8Text, MayCompress(flags));
                foreach (var attachment in attachments)
                    _webSocket.WriteBinary(attachment.Span, MayCompress(flags));
            }
            else
            {
                _queue.Enqueue(OutboundItem.Copy(EnginePacketType.Message, utf8Text, isBinary: false, MayCompress(flags)));
                foreach (var attachment in attachments)
                    _queue.Enqueue(OutboundItem.Copy(EnginePacketType.Message, attachment.Span, isBinary: true, MayCompress(flags)));
            }
            EndSend(cost - ((1 + attachments.Length) * OutboundItem.Overhead));
        }
    }

    /// <summary>The flush that was under way has ended: what queued up meanwhile goes out.</summary>
    internal void OnFlushed(WebSocketTransport webSocket, bool isOver)
    {
        lock (_lock)
        {
            webSocket.EndFlush(isOver);
            if (webSocket == _webSocket)
                Drain(webSocket);
            else
                webSocket.Flush();
        }
    }

    internal void FlushAtEndOfTurn(object turn)
    {
        lock (_lock)
        {
            if (FlushOwner == turn)
                FlushOwner = null;
            Flush();
        }
    }

    private static bool MayCompress(SendFlags flags) => (flags & SendFlags.Compress) != SendFlags.None;

    /// <summary>Whether a packet of this cost is taken: not when closing, volatile and in the way, or over the budget of a slow client.</summary>
    private bool TryBeginSend(long cost, SendFlags flags)
    {
        if (_state != SessionState.Open)
            return false;
        if ((flags & SendFlags.Volatile) != SendFlags.None && !IsWritable)
        {
            Server.Metrics.VolatileDropped();
            return false;
        }
        if (_queue.HasRoomFor(cost))
            return true;
        Server.Metrics.SlowConsumer(TransportName);
        Log.SlowConsumer(Server.Logger, Id, TransportName, _queue.Bytes, cost);
        End(EngineCloseReason.TransportError);
        return false;
    }

    private void EndSend(long bytes)
    {
        Server.Metrics.MessageSent(bytes);
        FlushOrDefer();
    }

    /// <summary>Sends a packet of the transport's own: never dropped, never counted.</summary>
    private void SendControl(EnginePacketType type)
    {
        if (WritesThrough)
            _webSocket!.Write(type, default);
        else
            _queue.Enqueue(OutboundItem.Copy(type, default));
        FlushOrDefer();
    }

    private void FlushOrDefer()
    {
        if (_webSocket is { ShouldFlush: true } || !FlushTurn.TryDefer(this))
            Flush();
    }

    private void Flush()
    {
        if (_webSocket is { } webSocket)
            webSocket.Flush();
        else if (_queue.Count > 0 && _polling is { IsPollPending: true } polling)
            polling.CompletePoll(_queue.TakeAll());
    }

    /// <summary>Writes what waits until the client does not keep up; a close that waited for this follows.</summary>
    private void Drain(WebSocketTransport webSocket)
    {
        while (!webSocket.IsBackpressured && _queue.Count > 0)
        {
            for (var written = 0; written < DrainChunk && _queue.TryDequeue(out var item);)
            {
                webSocket.Write(item);
                written += item.Cost;
                item.Release();
            }
            webSocket.Flush();
        }
        webSocket.Flush();
        if (_state == SessionState.Closing)
            TryFinishClose();
    }
}
