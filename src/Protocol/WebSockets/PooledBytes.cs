using System.Buffers;

namespace SocketIoCompat.Protocol.WebSockets;

/// <summary>Bytes in a rented array that grows with what is put in. Whoever holds it returns the array with <see cref="Release"/>.</summary>
internal struct PooledBytes
{
    private byte[]? _array;

    public int Length { get; private set; }

    public readonly int Capacity => _array?.Length ?? 0;

    public readonly ReadOnlySpan<byte> Written => _array.AsSpan(0, Length);

    /// <summary>Makes room for that many more bytes and counts them as written; the caller fills them.</summary>
    public Span<byte> Append(int count)
    {
        var needed = checked(Length + count);
        if (needed > Capacity) Grow(needed);
        var span = _array.AsSpan(Length, count);
        Length = needed;
        return span;
    }

    /// <summary>Takes back what was not filled.</summary>
    public void Shorten(int count) => Length -= count;

    public void Clear() => Length = 0;

    public void Release()
    {
        if (_array is not null) ArrayPool<byte>.Shared.Return(_array);
        _array = null;
        Length = 0;
    }

    private void Grow(int needed)
    {
        // The pool's arrays double from one size to the next, which keeps copying linear; what a frame announces has no say.
        var larger = ArrayPool<byte>.Shared.Rent(needed);
        if (_array is not null)
        {
            _array.AsSpan(0, Length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_array);
        }

        _array = larger;
    }
}
