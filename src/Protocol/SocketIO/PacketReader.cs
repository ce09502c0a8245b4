using SocketIoCompat.Protocol.Json;

namespace SocketIoCompat.Protocol.SocketIO;

/// <summary>
/// Reads <c>&lt;type&gt;[&lt;attachments&gt;-][&lt;nsp&gt;,][&lt;ackId&gt;][&lt;json&gt;]</c> (Socket.IO protocol 5, "Packet encoding")
/// as strictly as socket.io-parser: whatever this refuses ends the connection.
/// </summary>
internal static class PacketReader
{
    /// <summary>
    /// Total: never throws on a peer's input, and allocates only for an event name written with escapes.
    /// The text is valid UTF-8, which the frame reader and the payload reader see to.
    /// </summary>
    public static ParseResult TryRead(ReadOnlySpan<byte> text, ProtocolLimits limits, out Packet packet)
    {
        if (text.IsEmpty) return Refuse(ParseResult.Empty, out packet);

        var digit = text[0] - '0';
        if ((uint)digit > (uint)PacketType.BinaryAck) return Refuse(ParseResult.UnknownPacketType, out packet);

        var type = (PacketType)digit;
        var position = 1;
        var attachments = 0L;
        if (type >= PacketType.BinaryEvent)
        {
            if (!TryReadNumber(text, ref position, limits.MaxAttachments, out attachments)) return Refuse(ParseResult.BadAttachmentCount, out packet);
            if (position == text.Length || text[position] != (byte)'-') return Refuse(ParseResult.BadAttachmentCount, out packet);
            if (attachments > limits.MaxAttachments) return Refuse(ParseResult.TooManyAttachments, out packet);
            position++;
        }

        var nsp = ReadNamespace(text, ref position);
        if (!TryReadNumber(text, ref position, limits.MaxAckId, out var ackId)) ackId = -1;
        return TryReadParts(type, (int)attachments, nsp, ackId, text[position..], limits, out packet);
    }

    /// <summary>Checks the parts of a packet, whatever format they came in. Total likewise.</summary>
    public static ParseResult TryReadParts(
        PacketType type,
        int attachments,
        ReadOnlySpan<byte> nsp,
        long ackId,
        ReadOnlySpan<byte> payload,
        ProtocolLimits limits,
        out Packet packet)
    {
        packet = default;
        var query = nsp.IndexOf((byte)'?');
        var name = query < 0 ? nsp : nsp[..query];
        if (name.Length > limits.MaxNamespaceLength) return ParseResult.BadNamespace;
        if (ackId > limits.MaxAckId) return ParseResult.BadAckId;

        var result = ReadPayload(type, payload, limits.MaxJsonDepth, out var eventName, out var arguments);
        if (result != ParseResult.Ok) return result;

        packet = new Packet(in arguments)
        {
            Type = type,
            Attachments = attachments,
            Namespace = name,
            NamespaceQuery = query < 0 ? default : nsp[(query + 1)..],
            NamespaceWithQuery = nsp,
            AckId = ackId,
            Payload = payload,
            EventName = eventName,
        };
        return ParseResult.Ok;
    }

    // A packet is large: on the way to an accepted one it is cleared only once.
    private static ParseResult Refuse(ParseResult result, out Packet packet)
    {
        packet = default;
        return result;
    }

    private static ReadOnlySpan<byte> ReadNamespace(ReadOnlySpan<byte> text, scoped ref int position)
    {
        if (position == text.Length || text[position] != (byte)'/') return "/"u8;

        var rest = text[position..];
        var comma = rest.IndexOf((byte)',');
        if (comma < 0)
        {
            // Clients may leave the comma out when nothing follows.
            position = text.Length;
            return rest;
        }

        position += comma + 1;
        return rest[..comma];
    }

    /// <summary>Reads digits; a number above the limit becomes limit + 1, so that no number of digits overflows.</summary>
    private static bool TryReadNumber(ReadOnlySpan<byte> text, ref int position, long limit, out long value)
    {
        value = 0;
        var start = position;
        while (position < text.Length)
        {
            var digit = (uint)(text[position] - '0');
            if (digit > 9) break;
            value = value > (limit - digit) / 10 ? limit + 1 : (value * 10) + digit;
            position++;
        }

        return position > start;
    }

    private static ParseResult ReadPayload(
        PacketType type,
        ReadOnlySpan<byte> payload,
        int maxDepth,
        out ReadOnlySpan<byte> eventName,
        out ArgumentRanges arguments)
    {
        eventName = default;
        arguments = default;
        if (payload.IsEmpty) return type <= PacketType.Disconnect ? ParseResult.Ok : ParseResult.BadPayload;

        var scanner = new JsonScanner(payload, maxDepth);
        switch (type)
        {
            case PacketType.Event or PacketType.BinaryEvent:
                if (!scanner.TryOpenArray()) return NotAnArray(ref scanner);
                var result = ReadEventName(ref scanner, payload, out eventName);
                return result == ParseResult.Ok ? ReadArguments(ref scanner, ref arguments) : result;
            case PacketType.Ack or PacketType.BinaryAck:
                return scanner.TryOpenArray() ? ReadArguments(ref scanner, ref arguments) : NotAnArray(ref scanner);
            default:
                var first = scanner.PeekValue();
                if (!scanner.TrySkipDocument()) return scanner.Error;
                var fits = type switch
                {
                    PacketType.Connect => first == (byte)'{',
                    PacketType.ConnectError => first is (byte)'{' or (byte)'"',
                    _ => false,
                };
                return fits ? ParseResult.Ok : ParseResult.BadPayload;
        }
    }

    private static ParseResult NotAnArray(ref JsonScanner scanner)
        => scanner.Error != ParseResult.Ok || !scanner.TrySkipDocument() ? scanner.Error : ParseResult.BadPayload;

    private static ParseResult ReadArguments(ref JsonScanner scanner, ref ArgumentRanges arguments)
    {
        while (scanner.TryReadElement(out var start, out var length)) arguments.Add(start, length);
        return scanner.Error == ParseResult.Ok && !scanner.IsAtEnd() ? ParseResult.BadJson : scanner.Error;
    }

    private static ParseResult ReadEventName(scoped ref JsonScanner scanner, ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> name)
    {
        name = default;
        if (!scanner.TryReadElement(out var start, out var length))
            return scanner.Error == ParseResult.Ok ? ParseResult.BadPayload : scanner.Error;

        var json = payload.Slice(start, length);
        switch (json[0])
        {
            case (byte)'"':
                name = json[1..^1];
                if (name.Contains((byte)'\\')) name = JavaScriptString.UnescapeUtf8(name);
                return EventNames.IsReserved(name) ? ParseResult.ReservedEventName : ParseResult.Ok;
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                name = EventNames.FromNumber(json);
                return ParseResult.Ok;
            default:
                return ParseResult.BadPayload;
        }
    }
}
