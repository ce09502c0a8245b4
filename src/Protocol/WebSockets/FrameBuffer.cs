using System.Buffers;

namespace SocketIoCompat.Protocol.WebSockets;

/// <summary>Frames in a rented array, for what must be seen as a whole before it goes out. Whoever holds it calls <see cref="Release"/> after use.</summary>
internal sealed class FrameBuffer : IBufferWriter<byte>
{
    private const int MinSize = 256;

    private byte[] _array = [];
    private int _length;

    public ReadOnlySpan<byte> Written => _array.AsSpan(0, _length);

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _array.Length - _length);
        _length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(1, sizeHint));
        return _array.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(1, sizeHint));
        return _array.AsSpan(_length);
    }

    /// <summary>Forgets what was written and returns the array.</summary>
    public void Release()
    {
        if (_array.Length > 0) ArrayPool<byte>.Shared.Return(_array);
        _array = [];
        _length = 0;
    }

    private void Reserve(int count)
    {
        if (_array.Length - _length >= count) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(MinSize, checked(_length + count)));
        Written.CopyTo(larger);
        if (_array.Length > 0) ArrayPool<byte>.Shared.Return(_array);
        _array = larger;
    }
}
