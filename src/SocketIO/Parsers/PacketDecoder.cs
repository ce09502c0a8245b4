using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.SocketIO;

namespace SocketIoCompat.Parsers;

/// <summary>
/// Has a parser read one message, and checks what it read as if it had come in Socket.IO's own format. It keeps its buffers
/// with its thread: rent, use and dispose it within one synchronous stretch of code.
/// </summary>
internal sealed class PacketDecoder : IDisposable
{
    [ThreadStatic]
    private static PacketDecoder? _idle;

    private readonly SocketPacketBuilder _packet = new();

    private PacketDecoder()
    {
    }

    public static PacketDecoder Rent()
    {
        // Taken while in use: a handler that runs inline may lead back here.
        var decoder = _idle ?? new PacketDecoder();
        _idle = null;
        return decoder;
    }

    /// <summary>Reads one message. The packet is valid until the decoder is disposed, its attachments for good.</summary>
    public ParseResult TryDecode(
        ISocketPacketParser parser, ReadOnlySpan<byte> message, bool isBinary, ProtocolLimits limits, out Packet packet, out ReadOnlyMemory<byte>[] attachments)
    {
        packet = default;
        attachments = [];
        _packet.Reset(limits);
        var isPacket = parser.TryDecode(message, isBinary, _packet);
        if (_packet.Failure != ParseResult.Ok)
            return _packet.Failure;
        if (!isPacket)
            return ParseResult.BadPayload;
        if (!Enum.IsDefined(_packet.Type))
            return ParseResult.UnknownPacketType;
        if (_packet.Id < 0)
            return ParseResult.BadAckId;

        attachments = [.. _packet.Attachments];
        return PacketReader.TryReadParts((PacketType)_packet.Type, attachments.Length, _packet.Namespace, _packet.Id ?? -1, _packet.Json, limits, out packet);
    }

    public void Dispose()
    {
        _packet.Attachments.Clear();
        _idle = this;
    }
}
