using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace SocketIoCompat.Engine.DirectSends;

/// <summary>
/// The output of a connection, sent by whoever flushes it: what the socket takes at once leaves on the calling thread, the rest
/// waits in a <see cref="SocketBacklog"/>, and until that is empty no flush ends. It never blocks, and holds no memory while nothing waits.
/// As with any pipe one writes at a time; flushing, cancelling and the backlog's sending may meet.
/// </summary>
/// <param name="socket">A socket that does not block. Nothing else sends on it.</param>
/// <param name="connection">Aborted when the socket takes nothing any more.</param>
internal sealed partial class SocketWriter(System.Net.Sockets.Socket socket, ConnectionContext connection) : PipeWriter
{
    private const int SmallestBuffer = 4 * 1024;

    /// <summary>Up to here what is written stays in one piece, for one call of the system.</summary>
    private const int LargestPiece = 64 * 1024;

    /// <summary>Shared frames of this length are not copied behind others, but sent by themselves.</summary>
    private const int WorthACall = 16 * 1024;

    private readonly Lock _gate = new();
    private readonly System.Net.Sockets.Socket _socket = socket;

    // What is written and not flushed: full pieces, then either bytes that others own or a buffer of ours.
    private Queue<SocketPiece>? _pieces;
    private ReadOnlyMemory<byte> _shared;
    private byte[]? _buffer;
    private int _buffered;
    private long _unflushed;

    private SocketBacklog? _backlog;
    private bool _cancelsNextFlush;
    private bool _isOver;
    private bool _isCompleted;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _unflushed;

    /// <summary>Writes bytes that never change without copying them, where that saves something.</summary>
    public void WriteShared(ReadOnlyMemory<byte> data)
    {
        ThrowIfCompleted();
        if (_unflushed > 0 && data.Length < WorthACall)
        {
            this.Write(data.Span);
            return;
        }
        EndPiece();
        _shared = data;
        _unflushed += data.Length;
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => GetBuffer(sizeHint).AsMemory(_buffered);

    public override Span<byte> GetSpan(int sizeHint = 0) => GetBuffer(sizeHint).AsSpan(_buffered);

    public override void Advance(int bytes)
    {
        if (bytes < 0 || bytes > (_buffer?.Length ?? 0) - _buffered)
            throw new ArgumentOutOfRangeException(nameof(bytes));
        _buffered += bytes;
        _unflushed += bytes;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<FlushResult>(cancellationToken);
        lock (_gate)
        {
            SendPieces();
            return EndFlush(cancellationToken);
        }
    }

    /// <summary>As any pipe's, but without a copy when the socket takes everything at once.</summary>
    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<FlushResult>(cancellationToken);
        ThrowIfCompleted();
        lock (_gate)
        {
            if (_unflushed == 0 && _backlog == null && !_isOver && TrySend(ref source))
                return EndFlush(cancellationToken);
            this.Write(source.Span);
            SendPieces();
            return EndFlush(cancellationToken);
        }
    }

    public override void CancelPendingFlush()
    {
        lock (_gate)
            _cancelsNextFlush = _backlog?.TryCancelFlush() != true;
    }

    /// <summary>Nothing more is written; what was still leaves.</summary>
    public override void Complete(Exception? exception = null)
    {
        lock (_gate)
        {
            if (_isCompleted)
                return;
            SendPieces();
            _isCompleted = true;
            if (_buffer != null)
                ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
        }
    }

    /// <summary>Completes; the task ends when all has left or the connection is aborted.</summary>
    public Task FinishAsync()
    {
        Complete();
        lock (_gate)
            return _backlog?.Sending ?? Task.CompletedTask;
    }

    private byte[] GetBuffer(int sizeHint)
    {
        ThrowIfCompleted();
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        if (!_shared.IsEmpty)
            TakeBackShared(sizeHint);
        var needed = Math.Max(1, sizeHint);
        if (_buffer == null)
            return _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(needed, SmallestBuffer));
        if (_buffer.Length - _buffered >= needed)
            return _buffer;
        if (_buffered == 0 || _buffered + needed <= LargestPiece)
            return _buffer = Grow(_buffer, needed);
        EndPiece();
        return _buffer ??= ArrayPool<byte>.Shared.Rent(Math.Max(needed, LargestPiece));
    }

    /// <summary>Something follows what was to be sent from where it lies: short bytes go together with it.</summary>
    private void TakeBackShared(int sizeHint)
    {
        var shared = _shared;
        if (shared.Length >= WorthACall)
        {
            EndPiece();
            return;
        }
        _shared = default;
        if (_buffer == null || _buffer.Length < shared.Length + sizeHint)
        {
            if (_buffer != null)
                ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(shared.Length + sizeHint + 1, SmallestBuffer));
        }
        shared.Span.CopyTo(_buffer);
        _buffered = shared.Length;
    }

    private byte[] Grow(byte[] buffer, int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffered + needed, Math.Min(buffer.Length * 2, LargestPiece)));
        buffer.AsSpan(0, _buffered).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    /// <summary>What follows goes into a piece of its own.</summary>
    private void EndPiece()
    {
        if (TakeLast() is { Data.IsEmpty: false } piece)
            (_pieces ??= new Queue<SocketPiece>()).Enqueue(piece);
    }

    private SocketPiece TakeLast()
    {
        var piece = default(SocketPiece);
        if (!_shared.IsEmpty)
        {
            piece = new SocketPiece(_shared, Owned: null);
            _shared = default;
        }
        else if (_buffered > 0)
        {
            piece = new SocketPiece(_buffer.AsMemory(0, _buffered), _buffer);
            _buffer = null;
            _buffered = 0;
        }
        return piece;
    }

    private void ThrowIfCompleted()
    {
        if (_isCompleted)
            throw new InvalidOperationException("Writing is not allowed after the writer was completed.");
    }
}
