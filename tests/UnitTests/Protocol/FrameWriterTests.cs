using System.Buffers;
using Shouldly;
using SocketIoCompat.Protocol.WebSockets;
using Xunit;

namespace SocketIoCompat.UnitTests.Protocol;

public sealed class FrameWriterTests
{
    [Theory]
    [InlineData(0, "8100")]
    [InlineData(1, "8101")]
    [InlineData(125, "817d")]
    [InlineData(126, "817e007e")]
    [InlineData(65535, "817effff")]
    [InlineData(65536, "817f0000000000010000")]
    [InlineData(int.MaxValue + 1L, "817f0000000080000000")]
    public void The_shortest_length_is_written(long length, string head)
    {
        var destination = new byte[FrameWriter.MaxHeaderLength];

        var written = FrameWriter.WriteHeader(destination, WebSocketOpcode.Text, length);

        Convert.ToHexStringLower(destination.AsSpan(0, written)).ShouldBe(head);
        FrameWriter.GetHeaderLength(length).ShouldBe(written);
    }

    [Fact]
    public void A_compressed_frame_has_its_bit()
    {
        var destination = new byte[2];
        FrameWriter.WriteHeader(destination, WebSocketOpcode.Binary, 3, compressed: true);
        destination.ShouldBe([0xc2, 3]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(124)]
    [InlineData(125)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(70000)]
    public void Prefix_and_payload_share_one_frame(int length)
    {
        var payload = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();
        var head = new byte[FrameWriter.MaxHeaderLength];
        var headLength = FrameWriter.WriteHeader(head, WebSocketOpcode.Text, length + 1);
        var writer = new ArrayBufferWriter<byte>();

        FrameWriter.WriteFrame(writer, WebSocketOpcode.Text, "4"u8, payload);

        writer.WrittenSpan.SequenceEqual([.. head.AsSpan(0, headLength), (byte)'4', .. payload]).ShouldBeTrue();
    }

    [Fact]
    public void A_frame_without_a_prefix()
    {
        var writer = new ArrayBufferWriter<byte>();
        FrameWriter.WriteFrame(writer, WebSocketOpcode.Pong, [1, 2]);
        writer.WrittenSpan.ToArray().ShouldBe([0x8a, 2, 1, 2]);
    }

    [Fact]
    public void Close_has_a_code_or_nothing()
    {
        var writer = new ArrayBufferWriter<byte>();
        FrameWriter.WriteClose(writer, null);
        FrameWriter.WriteClose(writer, WebSocketCloseCode.MessageTooBig);
        writer.WrittenSpan.ToArray().ShouldBe([0x88, 0, 0x88, 2, 0x03, 0xf1]);
    }

    [Fact]
    public void The_handshake_is_that_of_the_RFC()
        => WebSocketHandshake.ComputeAccept("dGhlIHNhbXBsZSBub25jZQ==").ShouldBe("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");

    [Theory]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", true)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA==", true)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAA", false)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA= ", false)]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ", false)]
    [InlineData("dGhlIHNhbXBsZSBub25j!Q==", false)]
    [InlineData("dGhlIHNhbXBsZSBub25jé===", false)]
    public void A_key_is_sixteen_bytes_in_base64(string? key, bool expected) => WebSocketHandshake.IsValidKey(key).ShouldBe(expected);
}
