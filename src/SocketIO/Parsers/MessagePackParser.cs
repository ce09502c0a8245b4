using System.Buffers;
using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.MsgPack;
using SocketIoCompat.Protocol.SocketIO;

namespace SocketIoCompat.Parsers;

/// <summary>The format of socket.io-msgpack-parser 3.0.2 (wire §8.7).</summary>
internal sealed class MessagePackParser : ISocketPacketParser
{
    // Encoding is synchronous and calls nobody, so a thread needs one writer.
    [ThreadStatic]
    private static MsgPackWriter? _writer;

    public bool IsBinary => true;

    public bool TryDecode(ReadOnlySpan<byte> message, bool isBinary, SocketPacketBuilder packet)
    {
        if (!isBinary)
        {
            packet.Failure = ParseResult.UnexpectedText;
            return false;
        }

        packet.Failure = MsgPackPacket.TryRead(message, packet.Limits, packet.Payload, packet.Attachments, out var head);
        if (packet.Failure != ParseResult.Ok)
            return false;
        packet.Type = (SocketPacketType)head.Type;
        packet.SetNamespace(head.Namespace);
        packet.Id = head.AckId < 0 ? null : head.AckId;
        return true;
    }

    public void Encode(in SocketPacket packet, IBufferWriter<byte> message)
    {
        var writer = _writer ??= new MsgPackWriter();
        writer.Reset();
        MsgPackPacket.Write(writer, (PacketType)packet.Type, packet.Namespace, packet.Id ?? -1, packet.Payload, packet.Attachments);
        message.Write(writer.Written);
    }
}
