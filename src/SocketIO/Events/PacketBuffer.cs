using System.Buffers;

namespace SocketIoCompat.Events;

/// <summary>
/// A growing buffer that leaves room in front, because a packet's header can only be written when its payload, and with it
/// the number of attachments, is known.
/// </summary>
internal sealed class PacketBuffer : IBufferWriter<byte>
{
    private const int RetainedCapacity = 64 * 1024;
    private byte[] _bytes = new byte[1024];
    private int _start;
    private int _end;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(_start, _end - _start);

    public void Reset(int roomInFront)
    {
        if (_bytes.Length < roomInFront)
            _bytes = new byte[Math.Max(roomInFront * 2, 1024)];
        _start = _end = roomInFront;
    }

    /// <summary>Lets go of memory that one large packet took.</summary>
    public void Trim()
    {
        if (_bytes.Length <= RetainedCapacity)
            return;
        _bytes = new byte[1024];
        _start = _end = 0;
    }

    /// <summary>Puts <paramref name="header"/> directly in front of what was written. It must fit the room reserved.</summary>
    public void Prepend(ReadOnlySpan<byte> header)
    {
        _start -= header.Length;
        header.CopyTo(_bytes.AsSpan(_start));
    }

    public void Advance(int count) => _end += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsMemory(_end);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsSpan(_end);
    }

    private void Grow(int sizeHint)
    {
        var needed = _end + Math.Max(sizeHint, 1);
        if (needed > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(needed, (int)Math.Min(_bytes.Length * 2L, Array.MaxLength)));
    }
}
