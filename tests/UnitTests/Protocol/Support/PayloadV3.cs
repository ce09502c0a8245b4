using System.Buffers;
using System.Text;
using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.EngineIO;

namespace SocketIoCompat.UnitTests.Protocol.Support;

/// <summary>Packets of Engine.IO 3 as tests write them: "4hello" for text, "#4:0102" for binary, "b4:0102" for binary as base64.</summary>
internal static class PayloadV3
{
    public static (List<string> Packets, ParseResult Error) Read(byte[] body, bool isBinary)
    {
        var packets = new List<string>();
        var consumed = 0;
        while (true)
        {
            var read = isBinary
                ? PollingPayloadReaderV3.TryReadBinary(body, ref consumed, out var packet, out var error)
                : PollingPayloadReaderV3.TryReadText(body, ref consumed, out packet, out error);
            if (!read)
                return (packets, error);
            packets.Add(Show(packet));
        }
    }

    public static string Show(in EnginePacket packet) => packet.Content switch
    {
        EnginePacketContent.Text => $"{(int)packet.Type}{Encoding.UTF8.GetString(packet.Data)}",
        EnginePacketContent.Binary => $"#{(int)packet.Type}:{Convert.ToHexStringLower(packet.Data)}",
        _ => $"b{(int)packet.Type}:{Convert.ToHexStringLower(Convert.FromBase64String(Encoding.ASCII.GetString(packet.Data)))}",
    };

    /// <summary>Writes packets in one of the two forms, each of the length announced.</summary>
    public static byte[] Write(IEnumerable<string> packets, bool isBinary)
    {
        var writer = new ArrayBufferWriter<byte>();
        foreach (var packet in packets)
        {
            var before = writer.WrittenCount;
            var announced = Write(writer, packet, isBinary);
            if (writer.WrittenCount - before != announced)
                throw new InvalidOperationException($"{packet} takes {writer.WrittenCount - before} bytes and not {announced}");
        }

        return writer.WrittenSpan.ToArray();
    }

    private static int Write(ArrayBufferWriter<byte> writer, string packet, bool isBinary)
    {
        if (packet[0] is '#' or 'b')
        {
            var data = Convert.FromHexString(packet.AsSpan(3));
            if (isBinary)
                PollingPayloadV3.WriteBinary(writer, data);
            else
                PollingPayloadV3.WriteBase64(writer, data);
            return isBinary ? PollingPayloadV3.GetBinaryLength(data.Length) : PollingPayloadV3.GetBase64Length(data.Length);
        }

        var type = (EnginePacketType)(packet[0] - '0');
        var text = Encoding.UTF8.GetBytes(packet[1..]);
        if (isBinary)
            PollingPayloadV3.WriteTextAsBinary(writer, type, text);
        else
            PollingPayloadV3.WriteText(writer, type, text);
        return isBinary ? PollingPayloadV3.GetBinaryLength(text.Length) : PollingPayloadV3.GetTextLength(text);
    }
}
