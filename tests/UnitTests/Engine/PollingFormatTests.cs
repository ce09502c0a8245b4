using System.Buffers;
using System.Text;
using Shouldly;
using SocketIoCompat.Engine;
using SocketIoCompat.Engine.Transports;
using SocketIoCompat.Protocol.EngineIO;
using Xunit;

namespace SocketIoCompat.UnitTests.Engine;

/// <summary>One batch in the formats of Engine.IO 3; version 4 stands in <see cref="OutboundQueueTests"/>.</summary>
public sealed class PollingFormatTests
{
    [Theory]
    [InlineData("", PollingTail.None, "0:")]
    [InlineData("", PollingTail.Noop, "1:6")]
    [InlineData("", PollingTail.Close, "1:1")]
    [InlineData("", PollingTail.NoopAndClose, "1:61:1")]
    [InlineData("text,pong,shared", PollingTail.Close, "5:4té€x1:37:4shared1:1")]
    internal void A_batch_of_text_is_text_for_every_client(string content, PollingTail tail, string expected)
    {
        foreach (var format in (PollingFormat[])[PollingFormat.V3, PollingFormat.V3Base64])
            Encoding.UTF8.GetString(Write(format, content, tail, "text/plain; charset=UTF-8")).ShouldBe(expected);
    }

    [Theory]
    [InlineData("text,binary", PollingTail.None, "5:4té€x6:b4AQI=")]
    [InlineData("shared+", PollingTail.Noop, "7:4shared6:b4BA==2:b41:6")]
    internal void Binary_is_base64_for_clients_that_cannot_take_it(string content, PollingTail tail, string expected) =>
        Encoding.UTF8.GetString(Write(PollingFormat.V3Base64, content, tail, "text/plain; charset=UTF-8")).ShouldBe(expected);

    [Theory]
    [InlineData("text,binary", PollingTail.None, "0008ff3474c3a9e282ac78" + "0103ff040102")]
    [InlineData("pong,shared,binary", PollingTail.Close, "0001ff33" + "0007ff34736861726564" + "0103ff040102" + "0001ff31")]
    [InlineData("shared+", PollingTail.Noop, "0007ff34736861726564" + "0102ff0404" + "0101ff04" + "0001ff36")]
    [InlineData("binary", PollingTail.NoopAndClose, "0103ff040102" + "0001ff36" + "0001ff31")]
    internal void One_binary_packet_makes_the_whole_payload_binary(string content, PollingTail tail, string expected) =>
        Convert.ToHexStringLower(Write(PollingFormat.V3, content, tail, "application/octet-stream")).ShouldBe(expected);

    [Fact]
    public void Forms_of_a_shared_packet_are_made_once()
    {
        var packet = new EncodedPacket("shared"u8.ToArray(), [new byte[] { 4 }]);

        Same(packet.V3.PollingText, packet.V3.PollingText).ShouldBeTrue();
        Same(packet.V3.PollingBinary, packet.V3.PollingBinary).ShouldBeTrue();
        Same(packet.V3.WebSocketFrames, packet.V3.WebSocketFrames).ShouldBeTrue();
        Convert.ToHexStringLower(packet.V3.WebSocketFrames.Span).ShouldBe("810734736861726564" + "82020404");

        static bool Same(ReadOnlyMemory<byte> a, ReadOnlyMemory<byte> b) => a.Span == b.Span;
    }

    private static byte[] Write(PollingFormat format, string content, PollingTail tail, string contentType)
    {
        var queue = new OutboundQueue(1_000_000);
        foreach (var part in content.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            queue.Enqueue(part switch
            {
                "text" => OutboundItem.Copy(EnginePacketType.Message, "té€x"u8),
                "binary" => OutboundItem.Copy(EnginePacketType.Message, [1, 2], isBinary: true),
                "pong" => OutboundItem.Copy(EnginePacketType.Pong, default),
                "shared" => OutboundItem.Share(new EncodedPacket("shared"u8.ToArray()), compress: false),
                _ => OutboundItem.Share(new EncodedPacket("shared"u8.ToArray(), [new byte[] { 4 }, Array.Empty<byte>()]), compress: false),
            });
        }

        using var batch = queue.TakeAll(tail);
        var writer = new ArrayBufferWriter<byte>();
        format.Write(writer, batch);
        format.GetLength(batch).ShouldBe(writer.WrittenCount);
        format.GetContentType(batch).ShouldBe(contentType);
        return writer.WrittenSpan.ToArray();
    }
}
