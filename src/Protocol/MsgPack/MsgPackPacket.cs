using System.Buffers;
using System.Text;
using System.Text.Unicode;
using SocketIoCompat.Protocol.SocketIO;

namespace SocketIoCompat.Protocol.MsgPack;

/// <summary>What a packet has besides its payload.</summary>
internal readonly ref struct MsgPackHead
{
    /// <summary>Connect to ConnectError: binary values need no types of their own here.</summary>
    public PacketType Type { get; init; }

    public ReadOnlySpan<byte> Namespace { get; init; }

    /// <summary>The acknowledgement id, -1 when there is none.</summary>
    public long AckId { get; init; }
}

/// <summary>
/// The packets of socket.io-msgpack-parser 3.0.2: one map, <c>{type, nsp, [data], [id]}</c>, in one binary message (wire §8.7).
/// </summary>
internal static class MsgPackPacket
{
    /// <summary>
    /// Reads a packet as strictly as the reference: whatever this refuses ends the connection. Total: never throws on a peer's
    /// input. The payload's shape beyond its outermost kind is the caller's to check.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="limits">What a peer's input must keep.</param>
    /// <param name="json">Takes the payload as JSON; nothing when the packet has none.</param>
    /// <param name="attachments">Takes a copy of each binary value.</param>
    /// <param name="head">The rest of the packet; its namespace may lie in the message.</param>
    public static ParseResult TryRead(
        ReadOnlySpan<byte> message, ProtocolLimits limits, IBufferWriter<byte> json, IList<ReadOnlyMemory<byte>> attachments, out MsgPackHead head)
    {
        head = default;
        var reader = new MsgPackReader(message);
        if (!reader.TryRead(out var map)) return message.IsEmpty ? ParseResult.Empty : ParseResult.BadMessagePack;
        if (map.Kind != MsgPackKind.Map) return ParseResult.BadMessagePack;

        var members = default(Members);
        var payload = new MsgPackToJson(json, attachments, limits);
        for (var i = 0; i < map.Count; i++)
        {
            var result = members.TryRead(ref reader, payload);
            if (result != ParseResult.Ok) return result;
        }

        return reader.IsAtEnd ? members.ToHead(limits, out head) : ParseResult.BadMessagePack;
    }

    /// <summary>Writes a packet with its members in the order in which the reference creates them.</summary>
    /// <exception cref="System.Text.Json.JsonException">The payload is not JSON.</exception>
    public static void Write(
        MsgPackWriter writer, PacketType type, ReadOnlySpan<byte> nsp, long ackId, ReadOnlySpan<byte> payload, IReadOnlyList<ReadOnlyMemory<byte>> attachments)
    {
        writer.WriteMapHead(2 + (payload.IsEmpty ? 0 : 1) + (ackId < 0 ? 0 : 1));
        if (type == PacketType.Ack) WriteId(writer, ackId);
        writer.WriteString("type"u8);
        writer.WriteInteger((long)type);
        if (!payload.IsEmpty)
        {
            writer.WriteString("data"u8);
            JsonToMsgPack.Write(payload, attachments, writer, type == PacketType.Connect ? "pid"u8 : default);
        }

        if (type != PacketType.Ack) WriteId(writer, ackId);
        writer.WriteString("nsp"u8);
        writer.WriteString(nsp);
    }

    private static void WriteId(MsgPackWriter writer, long ackId)
    {
        if (ackId < 0) return;
        writer.WriteString("id"u8);
        writer.WriteInteger(ackId);
    }

    /// <summary>The members as they are met; they may come in any order, but each only once.</summary>
    private ref struct Members
    {
        private MsgPackToken _type;
        private MsgPackToken _nsp;
        private MsgPackToken _id;
        private MsgPackKind _data;
        private bool _hasType;
        private bool _hasNsp;
        private bool _hasId;
        private bool _hasData;

        public ParseResult TryRead(ref MsgPackReader reader, scoped in MsgPackToJson payload)
        {
            if (!reader.TryRead(out var name) || name.Kind != MsgPackKind.String) return ParseResult.BadMessagePack;
            if (name.Data.SequenceEqual("type"u8)) return TryReadMember(ref reader, ref _type, ref _hasType);
            if (name.Data.SequenceEqual("nsp"u8)) return TryReadMember(ref reader, ref _nsp, ref _hasNsp);
            if (name.Data.SequenceEqual("id"u8)) return TryReadMember(ref reader, ref _id, ref _hasId);
            if (name.Data.SequenceEqual("data"u8)) return TryReadData(ref reader, payload);
            return reader.TrySkip() ? ParseResult.Ok : ParseResult.BadMessagePack;
        }

        public readonly ParseResult ToHead(ProtocolLimits limits, out MsgPackHead head)
        {
            head = default;
            if (!_hasType || !IsInteger(_type) || _type.Number is < (int)PacketType.Connect or > (int)PacketType.ConnectError) return ParseResult.UnknownPacketType;
            if (!_hasNsp || _nsp.Kind != MsgPackKind.String || _nsp.Data.Length > limits.MaxNamespaceLength) return ParseResult.BadNamespace;

            var type = (PacketType)_type.Number;
            if (!IsPayloadOf(type)) return ParseResult.BadPayload;

            var hasId = _hasId && _id.Kind != MsgPackKind.Undefined;
            if (hasId && (!IsInteger(_id) || _id.Number < 0 || _id.Number > limits.MaxAckId)) return ParseResult.BadAckId;

            head = new MsgPackHead { Type = type, Namespace = ToUtf8(_nsp.Data), AckId = hasId ? (long)_id.Number : -1 };
            return ParseResult.Ok;
        }

        private static ParseResult TryReadMember(ref MsgPackReader reader, ref MsgPackToken member, ref bool isThere)
        {
            if (isThere || !reader.TryRead(out member)) return ParseResult.BadMessagePack;
            isThere = true;
            // A container is refused in the end; its contents must not be taken for members until then.
            return member.Kind is MsgPackKind.Array or MsgPackKind.Map ? ParseResult.BadMessagePack : ParseResult.Ok;
        }

        private ParseResult TryReadData(ref MsgPackReader reader, scoped in MsgPackToJson payload)
        {
            if (_hasData || !reader.TryRead(out var data)) return ParseResult.BadMessagePack;
            _hasData = true;
            _data = data.Kind;
            return _data == MsgPackKind.Undefined ? ParseResult.Ok : payload.TryWrite(ref reader, data);
        }

        private static bool IsInteger(scoped in MsgPackToken token)
            => token.Kind == MsgPackKind.Number && Math.Floor(token.Number) == token.Number && double.IsFinite(token.Number);

        private readonly bool IsPayloadOf(PacketType type) => type switch
        {
            PacketType.Connect => IsAbsent || _data == MsgPackKind.Map,
            PacketType.Disconnect => IsAbsent,
            PacketType.ConnectError => _hasData && _data is MsgPackKind.Map or MsgPackKind.String,
            _ => _hasData && _data == MsgPackKind.Array,
        };

        private readonly bool IsAbsent => !_hasData || _data == MsgPackKind.Undefined;

        private static ReadOnlySpan<byte> ToUtf8(ReadOnlySpan<byte> name)
            => Utf8.IsValid(name) ? name : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(name));
    }
}
