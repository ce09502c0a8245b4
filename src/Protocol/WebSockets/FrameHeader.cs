using System.Buffers.Binary;

namespace SocketIoCompat.Protocol.WebSockets;

/// <summary>The head of a frame from a client (RFC 6455, 5.2): two bytes, zero, two or eight of length, four of mask.</summary>
internal readonly struct FrameHeader
{
    public const int MinLength = 2;
    public const int MaxLength = 14;

    private readonly byte _first;

    private FrameHeader(byte first, ulong payloadLength, uint mask)
    {
        _first = first;
        PayloadLength = payloadLength;
        Mask = mask;
    }

    public bool IsFinal => (_first & 0x80) != 0;

    public bool IsCompressed => (_first & 0x40) != 0;

    public WebSocketOpcode Opcode => (WebSocketOpcode)(_first & 0x0f);

    public bool IsControl => (_first & 0x08) != 0;

    public ulong PayloadLength { get; }

    /// <summary>The mask with its first byte lowest.</summary>
    public uint Mask { get; }

    /// <summary>The length of the head that begins with these two bytes.</summary>
    public static int GetLength(byte second) => (second & 0x7f) switch
    {
        126 => 2 + 2 + 4,
        127 => 2 + 8 + 4,
        _ => 2 + 4,
    };

    /// <summary>Reads a head that is there as a whole.</summary>
    public static FrameHeader Read(ReadOnlySpan<byte> head)
    {
        var length = (ulong)(head[1] & 0x7f);
        if (length == 126) length = BinaryPrimitives.ReadUInt16BigEndian(head[2..]);
        else if (length == 127) length = BinaryPrimitives.ReadUInt64BigEndian(head[2..]);
        return new FrameHeader(head[0], length, BinaryPrimitives.ReadUInt32LittleEndian(head[^4..]));
    }
}
