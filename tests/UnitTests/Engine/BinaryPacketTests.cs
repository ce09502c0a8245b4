using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using SocketIoCompat.Engine;
using SocketIoCompat.Engine.Transports;

namespace SocketIoCompat.UnitTests.Engine;

/// <summary>A shared packet that is a binary message and nothing else, in every form it can leave in.</summary>
public sealed class BinaryPacketTests
{
    private readonly EncodedPacket _packet = EncodedPacket.OfBinary(new byte[] { 1, 2, 3 });

    [Fact]
    public void It_is_one_frame() => Convert.ToHexStringLower(_packet.WebSocketFrames.Span).ShouldBe("8203" + "010203");

    [Fact]
    public void It_is_one_frame_with_a_type_byte_in_version_3() => Convert.ToHexStringLower(_packet.V3.WebSocketFrames.Span).ShouldBe("8204" + "04010203");

    [Fact]
    public void It_is_one_packet_of_a_polling_payload() => Encoding.ASCII.GetString(_packet.PollingPayload.Span).ShouldBe("bAQID");

    [Fact]
    public void It_is_one_packet_of_a_polling_payload_in_version_3()
    {
        Encoding.ASCII.GetString(_packet.V3.PollingText.Span).ShouldBe("6:b4AQID");
        Convert.ToHexStringLower(_packet.V3.PollingBinary.Span).ShouldBe("01" + "04" + "ff" + "04010203");
    }

    [Theory]
    [InlineData(false, "8203010203")]
    [InlineData(true, "81056241514944")]
    public void It_is_written_to_clients_with_and_without_binary(bool wantsBase64, string frames)
    {
        var writer = new ArrayBufferWriter<byte>();
        var query = wantsBase64 ? "?EIO=4&transport=websocket&b64=1" : "?EIO=4&transport=websocket";
        WebSocketFormat.Of(EngineQuery.Read(new QueryString(query))).Write(writer, _packet);
        Convert.ToHexStringLower(writer.WrittenSpan).ShouldBe(frames);
    }
}
