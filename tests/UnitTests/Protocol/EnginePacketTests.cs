using System.Buffers;
using System.Text;
using Shouldly;
using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.EngineIO;
using Xunit;

namespace SocketIoCompat.UnitTests.Protocol;

public sealed class EnginePacketTests
{
    [Theory]
    [InlineData("0{}", 0, "{}")]
    [InlineData("1", 1, "")]
    [InlineData("2", 2, "")]
    [InlineData("2probe", 2, "probe")]
    [InlineData("3probe", 3, "probe")]
    [InlineData("4hello é😀", 4, "hello é😀")]
    [InlineData("5", 5, "")]
    [InlineData("6", 6, "")]
    public void Text_is_read_and_written(string wire, int type, string data)
    {
        EnginePacketCodec.TryReadText(Encoding.UTF8.GetBytes(wire), out var packet).ShouldBe(ParseResult.Ok);
        packet.Type.ShouldBe((EnginePacketType)type);
        packet.IsBinary.ShouldBeFalse();
        Encoding.UTF8.GetString(packet.Data).ShouldBe(data);

        Written(w => EnginePacketCodec.WriteText(w, (EnginePacketType)type, Encoding.UTF8.GetBytes(data))).ShouldBe(wire);
    }

    [Theory]
    [InlineData("b", "")]
    [InlineData("bAQ==", "01")]
    [InlineData("bAQI=", "0102")]
    [InlineData("bAQIDBA==", "01020304")]
    [InlineData("b+/+/", "fbffbf")]
    public void Binary_is_read_and_written_as_base64(string wire, string hex)
    {
        EnginePacketCodec.TryReadText(Encoding.UTF8.GetBytes(wire), out var packet).ShouldBe(ParseResult.Ok);
        packet.Type.ShouldBe(EnginePacketType.Message);
        packet.IsBinary.ShouldBeTrue();
        Decode(packet.Data).ShouldBe(hex);

        Written(w => EnginePacketCodec.WriteBase64(w, Convert.FromHexString(hex))).ShouldBe(wire);
    }

    [Theory]
    [InlineData("AQ", "01")]
    [InlineData("AQI", "0102")]
    [InlineData("AQIDBA", "01020304")]
    public void Padding_may_be_missing(string base64, string hex) => Decode(Encoding.UTF8.GetBytes(base64)).ShouldBe(hex);

    [Theory]
    [InlineData("A")]
    [InlineData("AQIDB")]
    [InlineData("=")]
    [InlineData("====")]
    [InlineData("A===")]
    [InlineData("AQ=")]
    [InlineData("AQ==AQ==")]
    [InlineData("AQ==AQ")]
    [InlineData("AQI=AQ")]
    [InlineData("-_-_")]
    [InlineData("AQ I")]
    [InlineData("AQI=\n")]
    [InlineData(" AQI")]
    [InlineData("AQé=")]
    [InlineData("AQ\0=")]
    public void What_is_no_base64_is_refused(string base64) => Decode(Encoding.UTF8.GetBytes(base64)).ShouldBeNull();

    [Fact]
    public void A_destination_that_is_too_small_is_refused()
    {
        EnginePacketCodec.TryDecodeBase64("AQID"u8, new byte[2], out _).ShouldBeFalse();
        EnginePacketCodec.TryDecodeBase64("AQI"u8, new byte[1], out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("", nameof(ParseResult.Empty))]
    [InlineData("7", nameof(ParseResult.UnknownPacketType))]
    [InlineData("/", nameof(ParseResult.UnknownPacketType))]
    [InlineData("B", nameof(ParseResult.UnknownPacketType))]
    [InlineData("abc", nameof(ParseResult.UnknownPacketType))]
    [InlineData(" 4", nameof(ParseResult.UnknownPacketType))]
    [InlineData("é", nameof(ParseResult.UnknownPacketType))]
    public void Other_texts_are_refused(string wire, string expected)
        => EnginePacketCodec.TryReadText(Encoding.UTF8.GetBytes(wire), out _).ToString().ShouldBe(expected);

    [Fact]
    public void The_open_packet_has_its_members_in_order()
    {
        Written(w => OpenPacket.Write(w, "FILrEbXt6GLk3E13AAAC", ["websocket"], 25000, 20000, 1000000)).ShouldBe(
            """0{"sid":"FILrEbXt6GLk3E13AAAC","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}""");
        Written(w => OpenPacket.Write(w, "a\"b", [], 1, 2, long.MaxValue)).ShouldBe(
            """0{"sid":"a\"b","upgrades":[],"pingInterval":1,"pingTimeout":2,"maxPayload":9223372036854775807}""");
        Written(w => OpenPacket.Write(w, "a", ["websocket", "webtransport"], 1, 2, 3)).ShouldBe(
            """0{"sid":"a","upgrades":["websocket","webtransport"],"pingInterval":1,"pingTimeout":2,"maxPayload":3}""");
    }

    [Fact]
    public void Errors_have_the_bodies_of_the_reference()
    {
        EngineError[] errors =
        [
            EngineError.UnknownTransport, EngineError.UnknownSessionId, EngineError.BadHandshakeMethod, EngineError.BadRequest,
            EngineError.Forbidden, EngineError.UnsupportedProtocolVersion, EngineError.Forbid("not \"you\""),
        ];

        errors.Select(e => Encoding.UTF8.GetString(e.JsonBody.Span)).ShouldBe(
        [
            """{"code":0,"message":"Transport unknown"}""",
            """{"code":1,"message":"Session ID unknown"}""",
            """{"code":2,"message":"Bad handshake method"}""",
            """{"code":3,"message":"Bad request"}""",
            """{"code":4,"message":"Forbidden"}""",
            """{"code":5,"message":"Unsupported protocol version"}""",
            """{"code":4,"message":"not \"you\""}""",
        ]);
        errors.Select(e => e.Code).ShouldBe([0, 1, 2, 3, 4, 5, 4]);
    }

    private static string? Decode(ReadOnlySpan<byte> base64)
    {
        var destination = new byte[EnginePacketCodec.GetMaxDecodedLength(base64)];
        return EnginePacketCodec.TryDecodeBase64(base64, destination, out var written)
            ? Convert.ToHexStringLower(destination.AsSpan(0, written))
            : null;
    }

    private static string Written(Action<IBufferWriter<byte>> write)
    {
        var writer = new ArrayBufferWriter<byte>();
        write(writer);
        return Encoding.UTF8.GetString(writer.WrittenSpan);
    }
}
