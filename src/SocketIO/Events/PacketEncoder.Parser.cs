using System.Buffers;
using SocketIoCompat.Adapters;
using SocketIoCompat.Engine;
using SocketIoCompat.Protocol.SocketIO;

namespace SocketIoCompat.Events;

internal sealed partial class PacketEncoder
{
    private readonly PacketBuffer _namespace = new();
    private readonly PacketBuffer _message = new();
    private ISocketPacketParser? _parser;

    /// <summary>The event as an object of its own, for many receivers.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="attachments">The result of <see cref="CopyAttachments"/>.</param>
    /// <param name="offset">What connection state recovery appends to the arguments.</param>
    public BroadcastPacket ToBroadcast(string name, ReadOnlyMemory<byte>[] attachments, string? offset = null)
    {
        var text = offset is null ? Text.ToArray() : PacketArguments.AppendOffset(Text, offset);
        var payload = text.AsMemory(_payloadStart);
        if (_parser is not { } parser)
            return new BroadcastPacket(name, new EncodedPacket(text, attachments), payload, attachments);
        var message = Encode(parser, payload.Span, attachments).ToArray();
        return new BroadcastPacket(name, parser.IsBinary ? EncodedPacket.OfBinary(message) : new EncodedPacket(message), payload, attachments);
    }

    private void SendTo(EngineSession session, ISocketPacketParser parser, SendFlags flags)
    {
        var message = Encode(parser, Payload, _writer.Attachments);
        if (parser.IsBinary)
            session.SendBinary(message, flags);
        else
            session.Send(message, flags);
    }

    private ReadOnlySpan<byte> Encode(ISocketPacketParser parser, ReadOnlySpan<byte> payload, IReadOnlyList<ReadOnlyMemory<byte>> attachments)
    {
        _message.Reset(0);
        parser.Encode(
            new SocketPacket
            {
                Type = ToPublic(_type),
                Namespace = _namespace.Written,
                Id = _ackId < 0 ? null : _ackId,
                Payload = payload,
                Attachments = attachments,
            },
            _message);
        return _message.Written;
    }

    private void Remember(PacketType type, ReadOnlySpan<byte> nsp, long ackId, int payloadStart)
    {
        _type = type;
        _ackId = ackId;
        _payloadStart = payloadStart;
        if (_parser is null)
            return;
        // Kept beside the text, whose header has no place for a name without slash or with a comma.
        _namespace.Reset(0);
        _namespace.Write(nsp);
    }

    private static SocketPacketType ToPublic(PacketType type) => type switch
    {
        PacketType.BinaryEvent => SocketPacketType.Event,
        PacketType.BinaryAck => SocketPacketType.Ack,
        _ => (SocketPacketType)type,
    };
}
