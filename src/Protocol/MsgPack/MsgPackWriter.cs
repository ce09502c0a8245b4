using System.Buffers.Binary;
using SocketIoCompat.Protocol.Json;

namespace SocketIoCompat.Protocol.MsgPack;

/// <summary>
/// Writes MessagePack as notepack 2.2 does: every head in its shortest form, whole numbers as integers, the rest as doubles.
/// It owns its buffer, because the head of an array or map is only known when its contents are written.
/// </summary>
internal sealed class MsgPackWriter
{
    private const int RetainedCapacity = 64 * 1024;
    private const int MaxHead = 5;
    private const double TwoToThe63 = 9223372036854775808.0;

    private byte[] _bytes = new byte[1024];
    private int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Begins anew. A buffer that one large message has made large is let go.</summary>
    public void Reset()
    {
        if (_bytes.Length > RetainedCapacity) _bytes = new byte[1024];
        _length = 0;
    }

    public void WriteNil() => Reserve(1)[0] = 0xc0;

    public void WriteBoolean(bool value) => Reserve(1)[0] = value ? (byte)0xc3 : (byte)0xc2;

    public void WriteUndefined()
    {
        ReadOnlySpan<byte> undefined = [0xd4, 0, 0];
        undefined.CopyTo(Reserve(undefined.Length));
    }

    public void WriteInteger(long value)
    {
        if (value >= 0) WriteUnsigned((ulong)value);
        else WriteNegative(value);
    }

    /// <summary>
    /// As an integer when it is a whole number. Beyond 64 bits, where notepack writes a wrong number, as the double that it is.
    /// </summary>
    public void WriteNumber(double value)
    {
        if (Math.Floor(value) == value && value is >= -TwoToThe63 and < 2 * TwoToThe63)
        {
            if (value >= 0) WriteUnsigned((ulong)value);
            else WriteNegative((long)value);
            return;
        }

        var bytes = Reserve(9);
        bytes[0] = 0xcb;
        BinaryPrimitives.WriteDoubleBigEndian(bytes[1..], value);
    }

    public void WriteString(ReadOnlySpan<byte> utf8)
    {
        Span<byte> head = stackalloc byte[MaxHead];
        var size = StringHead(utf8.Length, head);
        var bytes = Reserve(size + utf8.Length);
        head[..size].CopyTo(bytes);
        utf8.CopyTo(bytes[size..]);
    }

    /// <summary>Writes what stands between the quotes of a JSON string; half a surrogate pair becomes U+FFFD.</summary>
    public void WriteEscapedString(ReadOnlySpan<byte> escaped)
    {
        var start = _length;
        var bytes = Reserve(MaxHead + escaped.Length);
        var length = JavaScriptString.UnescapeUtf8(escaped, bytes[MaxHead..], LoneSurrogate.Replace);
        Span<byte> head = stackalloc byte[MaxHead];
        var size = StringHead(length, head);
        bytes.Slice(MaxHead, length).CopyTo(bytes[size..]);
        head[..size].CopyTo(bytes);
        _length = start + size + length;
    }

    public void WriteBinary(ReadOnlySpan<byte> data)
    {
        Span<byte> head = stackalloc byte[MaxHead];
        var size = Head(0xc4, 1, (uint)data.Length, head);
        var bytes = Reserve(size + data.Length);
        head[..size].CopyTo(bytes);
        data.CopyTo(bytes[size..]);
    }

    public void WriteMapHead(int count)
    {
        Span<byte> head = stackalloc byte[MaxHead];
        var size = MapHead(count, head);
        head[..size].CopyTo(Reserve(size));
    }

    /// <summary>Leaves room for the head of an array or map of unknown length; give the result to the matching end.</summary>
    public int BeginContainer()
    {
        Reserve(1);
        return _length - 1;
    }

    public void EndArray(int start, int count)
    {
        Span<byte> head = stackalloc byte[MaxHead];
        var size = ArrayHead(count, head);
        End(start, head[..size]);
    }

    public void EndMap(int start, int count)
    {
        Span<byte> head = stackalloc byte[MaxHead];
        var size = MapHead(count, head);
        End(start, head[..size]);
    }

    private void WriteUnsigned(ulong value)
    {
        if (value < 0x80)
        {
            Reserve(1)[0] = (byte)value;
            return;
        }

        var size = value <= byte.MaxValue ? 1 : value <= ushort.MaxValue ? 2 : value <= uint.MaxValue ? 4 : 8;
        WriteBigEndian((byte)(0xcc + int.Log2(size)), value, size);
    }

    private void WriteNegative(long value)
    {
        if (value >= -0x20)
        {
            Reserve(1)[0] = (byte)value;
            return;
        }

        var size = value >= sbyte.MinValue ? 1 : value >= short.MinValue ? 2 : value >= int.MinValue ? 4 : 8;
        WriteBigEndian((byte)(0xd0 + int.Log2(size)), (ulong)value, size);
    }

    private void WriteBigEndian(byte prefix, ulong value, int size)
    {
        var bytes = Reserve(1 + size);
        bytes[0] = prefix;
        for (var i = size; i > 0; i--, value >>= 8) bytes[i] = (byte)value;
    }

    // The room left was for the shortest head; the contents of a longer one move.
    private void End(int start, ReadOnlySpan<byte> head)
    {
        var contents = _length - start - 1;
        Reserve(head.Length - 1);
        _bytes.AsSpan(start + 1, contents).CopyTo(_bytes.AsSpan(start + head.Length));
        head.CopyTo(_bytes.AsSpan(start));
    }

    private static int StringHead(int length, Span<byte> head)
    {
        if (length >= 0x20) return Head(0xd9, 1, (uint)length, head);
        head[0] = (byte)(0xa0 | length);
        return 1;
    }

    private static int ArrayHead(int count, Span<byte> head)
    {
        if (count >= 0x10) return Head(0xdc, 2, (uint)count, head);
        head[0] = (byte)(0x90 | count);
        return 1;
    }

    private static int MapHead(int count, Span<byte> head)
    {
        if (count >= 0x10) return Head(0xde, 2, (uint)count, head);
        head[0] = (byte)(0x80 | count);
        return 1;
    }

    /// <summary>A prefix and a length; the prefixes of one kind follow each other as their lengths' sizes double.</summary>
    private static int Head(byte prefix, int smallest, uint length, Span<byte> head)
    {
        var size = length <= byte.MaxValue ? 1 : length <= ushort.MaxValue ? 2 : 4;
        size = Math.Max(size, smallest);
        head[0] = (byte)(prefix + int.Log2(size / smallest));
        for (var i = size; i > 0; i--, length >>= 8) head[i] = (byte)length;
        return 1 + size;
    }

    private Span<byte> Reserve(int count)
    {
        var needed = checked(_length + count);
        if (needed > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(needed, (int)Math.Min(_bytes.Length * 2L, Array.MaxLength)));
        var bytes = _bytes.AsSpan(_length, count);
        _length = needed;
        return bytes;
    }
}
