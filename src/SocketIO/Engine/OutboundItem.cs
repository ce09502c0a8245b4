using System.Buffers;
using SocketIoCompat.Protocol.EngineIO;

namespace SocketIoCompat.Engine;

/// <summary>
/// One packet that waits to be sent, in a form that any transport can write: bytes copied into a pooled array that the item
/// owns until <see cref="Release"/>, or a reference to a shared <see cref="EncodedPacket"/>.
/// </summary>
internal readonly struct OutboundItem
{
    /// <summary>Counted for each item besides its bytes, so that empty messages fill a queue too.</summary>
    public const int Overhead = 32;

    private readonly object? _content;
    private readonly int _length;

    private OutboundItem(object? content, int length, EnginePacketType type, bool isBinary, bool compress)
    {
        _content = content;
        _length = length;
        Type = type;
        IsBinary = isBinary;
        MayCompress = compress;
    }

    public EnginePacketType Type { get; }

    public bool IsBinary { get; }

    public bool MayCompress { get; }

    /// <summary>What the item counts against the queue's budget, in bytes.</summary>
    public int Cost => _length + Overhead;

    public EncodedPacket? Shared => _content as EncodedPacket;

    public ReadOnlySpan<byte> Data => _content is byte[] bytes ? bytes.AsSpan(0, _length) : default;

    public static OutboundItem Copy(EnginePacketType type, ReadOnlySpan<byte> data, bool isBinary = false, bool compress = false)
    {
        if (data.IsEmpty)
            return new OutboundItem(null, 0, type, isBinary, compress);
        var bytes = ArrayPool<byte>.Shared.Rent(data.Length);
        data.CopyTo(bytes);
        return new OutboundItem(bytes, data.Length, type, isBinary, compress);
    }

    public static OutboundItem Share(EncodedPacket packet, bool compress) =>
        new(packet, packet.Length, EnginePacketType.Message, isBinary: false, compress);

    public void Release()
    {
        if (_content is byte[] bytes)
            ArrayPool<byte>.Shared.Return(bytes);
    }
}
