using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace SocketIoCompat.Engine.DirectSends;

/// <summary>The sending; everything here holds the lock, or takes it.</summary>
internal sealed partial class SocketWriter
{
    /// <summary>The next piece of the backlog; without one it is over, and the flushes that wait for it end.</summary>
    internal bool TryTake(SocketBacklog backlog, out SocketPiece piece)
    {
        lock (_gate)
        {
            if (backlog.Pieces.TryDequeue(out piece))
                return true;
            _backlog = null;
            backlog.EndFlush(new FlushResult(isCanceled: false, _isOver));
            return false;
        }
    }

    /// <summary>The socket takes nothing any more: who flushes learns it, and so does whoever reads.</summary>
    internal void Fail(SocketBacklog backlog, Exception exception)
    {
        lock (_gate)
        {
            _isOver = true;
            _backlog = null;
            while (backlog.Pieces.TryDequeue(out var piece))
                piece.Release();
            backlog.EndFlush(new FlushResult(isCanceled: false, isCompleted: true));
        }
        // Never on this stack, which may be a broadcast's and hold locks.
        ThreadPool.UnsafeQueueUserWorkItem(
            static state => state.connection.Abort(new ConnectionAbortedException("The socket takes no more bytes.", state.exception)),
            (connection, exception),
            preferLocal: false);
    }

    /// <summary>Sends what is written; what the socket does not take goes to the backlog, behind what waits there.</summary>
    private void SendPieces()
    {
        if (_unflushed == 0)
            return;
        _unflushed = 0;
        while (_pieces != null)
        {
            Send(_pieces.Dequeue());
            if (_pieces.Count == 0)
                _pieces = null;
        }
        Send(TakeLast());
        // Last, because it may run to its end at once.
        if (_backlog is { Sending: null } backlog)
            backlog.Start();
    }

    private void Send(SocketPiece piece)
    {
        var rest = piece.Data;
        if (rest.IsEmpty || _isOver || (_backlog == null && TrySend(ref rest)))
            piece.Release();
        else
            (_backlog ??= new SocketBacklog(this, _socket)).Pieces.Enqueue(piece with { Data = rest });
    }

    /// <summary>
    /// Whether the socket took everything. An error is left to the backlog: its first send meets it again, or waits where
    /// that was all; so does a socket that was disposed meanwhile.
    /// </summary>
    private bool TrySend(ref ReadOnlyMemory<byte> data)
    {
        try
        {
            while (!data.IsEmpty)
            {
                var sent = _socket.Send(data.Span, SocketFlags.None, out var error);
                // Also with an error: on Unix one part may have left and the next not.
                data = data[sent..];
                if (error != SocketError.Success)
                    break;
            }
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
        return data.IsEmpty;
    }

    private ValueTask<FlushResult> EndFlush(CancellationToken cancellationToken)
    {
        if (_cancelsNextFlush)
        {
            _cancelsNextFlush = false;
            return new ValueTask<FlushResult>(new FlushResult(isCanceled: true, _isOver));
        }
        if (_backlog is { } backlog)
            return new ValueTask<FlushResult>(backlog.WaitAsync(cancellationToken));
        return new ValueTask<FlushResult>(new FlushResult(isCanceled: false, _isOver));
    }
}
