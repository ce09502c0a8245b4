namespace SocketIoCompat.Protocol.WebSockets;

/// <summary>What <see cref="System.IO.Compression.DeflateStream"/> reads compressed bytes from or writes them to: a rented array, nothing more.</summary>
internal sealed class DeflatePipe : Stream
{
    private PooledBytes _bytes;
    private int _position;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => _bytes.Length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public ReadOnlySpan<byte> Written => _bytes.Written;

    /// <summary>More was asked for than there is.</summary>
    public bool WasReadPastEnd { get; private set; }

    public override void Write(ReadOnlySpan<byte> buffer) => buffer.CopyTo(_bytes.Append(buffer.Length));

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _bytes.Length - _position);
        WasReadPastEnd |= count == 0;
        _bytes.Written.Slice(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    /// <summary>Returns the array.</summary>
    public void Release()
    {
        _bytes.Release();
        _position = 0;
        WasReadPastEnd = false;
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
