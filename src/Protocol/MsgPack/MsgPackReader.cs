using System.Buffers.Binary;

namespace SocketIoCompat.Protocol.MsgPack;

/// <summary>
/// Reads MessagePack value by value as notepack 2.2 does: the same prefixes, numbers as doubles, extensions of type 0 as
/// JavaScript's own kinds. Total: never throws, allocates nothing, and takes no length that the message does not hold.
/// </summary>
internal ref struct MsgPackReader(ReadOnlySpan<byte> message, bool readTimestamps = false)
{
    private readonly ReadOnlySpan<byte> _message = message;
    private int _position;

    public readonly bool IsAtEnd => _position == _message.Length;

    private readonly int Left => _message.Length - _position;

    /// <summary>Reads the next value; of an array or map its head, which its contents follow. False when there is none.</summary>
    public bool TryRead(out MsgPackToken token)
    {
        token = default;
        if (IsAtEnd) return false;

        var prefix = _message[_position++];
        return prefix switch
        {
            < 0x80 => Number(prefix, out token),
            < 0x90 => TryMap(prefix & 0x0fu, out token),
            < 0xa0 => TryArray(prefix & 0x0fu, out token),
            < 0xc0 => TryBytes(MsgPackKind.String, prefix & 0x1fu, out token),
            >= 0xe0 => Number((sbyte)prefix, out token),
            _ => TryReadPrefixed(prefix, out token),
        };
    }

    /// <summary>Reads past the next value and all that it contains.</summary>
    public bool TrySkip()
    {
        for (var pending = 1L; pending > 0; pending--)
        {
            if (!TryRead(out var token)) return false;
            pending += token.Kind == MsgPackKind.Map ? 2L * token.Count : token.Count;
        }

        return true;
    }

    private bool TryReadPrefixed(byte prefix, out MsgPackToken token)
    {
        token = default;
        uint length;
        switch (prefix)
        {
            case 0xc0:
                token = new MsgPackToken(MsgPackKind.Nil);
                return true;
            case 0xc2 or 0xc3:
                token = new MsgPackToken(MsgPackKind.Boolean) { Number = prefix & 1 };
                return true;
            case >= 0xc4 and <= 0xc6:
                return TryReadLength(1 << (prefix - 0xc4), out length) && TryBytes(MsgPackKind.Binary, length, out token);
            case >= 0xc7 and <= 0xc9:
                return TryReadLength(1 << (prefix - 0xc7), out length) && TryExtension(length, isFixed: false, out token);
            case 0xca or 0xcb:
                return TryReadFloat(prefix == 0xca, out token);
            case >= 0xcc and <= 0xcf:
                return TryReadInteger(1 << (prefix - 0xcc), isSigned: false, out token);
            case >= 0xd0 and <= 0xd3:
                return TryReadInteger(1 << (prefix - 0xd0), isSigned: true, out token);
            case >= 0xd4 and <= 0xd8:
                return TryExtension(1u << (prefix - 0xd4), isFixed: true, out token);
            case >= 0xd9 and <= 0xdb:
                return TryReadLength(1 << (prefix - 0xd9), out length) && TryBytes(MsgPackKind.String, length, out token);
            case 0xdc or 0xdd:
                return TryReadLength(2 << (prefix - 0xdc), out length) && TryArray(length, out token);
            case 0xde or 0xdf:
                return TryReadLength(2 << (prefix - 0xde), out length) && TryMap(length, out token);
            default:
                return false; // 0xc1 means nothing
        }
    }

    private static bool Number(double value, out MsgPackToken token)
    {
        token = new MsgPackToken(MsgPackKind.Number) { Number = value };
        return true;
    }

    // Each element takes at least one byte, so a count beyond what is left cannot be true.
    private readonly bool TryArray(uint count, out MsgPackToken token)
    {
        token = new MsgPackToken(MsgPackKind.Array) { Count = (int)Math.Min(count, int.MaxValue) };
        return count <= Left;
    }

    private readonly bool TryMap(uint count, out MsgPackToken token)
    {
        token = new MsgPackToken(MsgPackKind.Map) { Count = (int)Math.Min(count, int.MaxValue) };
        return count * 2L <= Left;
    }

    private bool TryBytes(MsgPackKind kind, uint length, out MsgPackToken token)
    {
        var isThere = TryTake(length, out var data);
        token = new MsgPackToken(kind) { Data = data };
        return isThere;
    }

    private bool TryExtension(uint length, bool isFixed, out MsgPackToken token)
    {
        token = default;
        if (!TryTake(1, out var type) || !TryTake(length, out var data)) return false;

        token = (type[0], isFixed, length) switch
        {
            (0, false, _) => new MsgPackToken(MsgPackKind.Binary) { Data = data },
            (0, true, 1) => new MsgPackToken(MsgPackKind.Undefined),
            (0, true, 8) => new MsgPackToken(MsgPackKind.Date) { Number = BinaryPrimitives.ReadInt64BigEndian(data) },
            (0xff, _, 4 or 8 or 12) when readTimestamps => new MsgPackToken(MsgPackKind.Date) { Number = ReadTimestamp(data) },
            _ => new MsgPackToken(MsgPackKind.Extension) { Number = (sbyte)type[0], Data = data },
        };
        return true;
    }

    /// <summary>Milliseconds since 1970 of MessagePack's own timestamps, which notepack 3 and @msgpack/msgpack write (extension type -1).</summary>
    private static double ReadTimestamp(ReadOnlySpan<byte> data)
    {
        switch (data.Length)
        {
            case 4:
                return BinaryPrimitives.ReadUInt32BigEndian(data) * 1000.0;
            case 8:
                var both = BinaryPrimitives.ReadUInt64BigEndian(data);
                return ((both & 0x3_ffff_ffff) * 1000.0) + Math.Floor((both >> 34) / 1e6);
            default:
                return (BinaryPrimitives.ReadInt64BigEndian(data[4..]) * 1000.0) + Math.Floor(BinaryPrimitives.ReadUInt32BigEndian(data) / 1e6);
        }
    }

    private bool TryReadFloat(bool isSingle, out MsgPackToken token)
    {
        token = default;
        if (!TryTake(isSingle ? 4u : 8u, out var data)) return false;
        return Number(isSingle ? BinaryPrimitives.ReadSingleBigEndian(data) : BinaryPrimitives.ReadDoubleBigEndian(data), out token);
    }

    /// <summary>Beyond 2^53 the nearest double, as notepack adds the halves up.</summary>
    private bool TryReadInteger(int size, bool isSigned, out MsgPackToken token)
    {
        token = default;
        if (!TryTake((uint)size, out var data)) return false;

        var value = 0UL;
        foreach (var part in data) value = (value << 8) | part;
        if (!isSigned) return Number(value, out token);

        var unused = 64 - (8 * size);
        return Number((long)(value << unused) >> unused, out token);
    }

    private bool TryReadLength(int size, out uint length)
    {
        length = 0;
        if (!TryTake((uint)size, out var data)) return false;
        foreach (var part in data) length = (length << 8) | part;
        return true;
    }

    private bool TryTake(uint length, out ReadOnlySpan<byte> data)
    {
        data = default;
        if (length > Left) return false;
        data = _message.Slice(_position, (int)length);
        _position += (int)length;
        return true;
    }
}
