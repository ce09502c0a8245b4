using System.Text;
using Shouldly;
using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.EngineIO;
using SocketIoCompat.UnitTests.Protocol.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Protocol;

public sealed class PollingPayloadV3Tests
{
    [Theory]
    [InlineData("2:40", "40")]
    [InlineData("15:42[\"echo\",\"é€\"]", "42[\"echo\",\"é€\"]")]
    [InlineData("3:4😀", "4😀")]
    [InlineData("1:21:31:6", "2 3 6")]
    [InlineData("6:4hello10:b4AQIDBA==", "4hello b4:01020304")]
    [InlineData("2:b4", "b4:")]
    [InlineData("2:406:b4AQI=1:1", "40 b4:0102 1")]
    public void Text_is_read_and_written(string wire, string packets)
    {
        var body = Encoding.UTF8.GetBytes(wire);

        var (read, error) = PayloadV3.Read(body, isBinary: false);

        (string.Join(' ', read), error).ShouldBe((packets, ParseResult.Ok));
        Encoding.UTF8.GetString(PayloadV3.Write(packets.Split(' '), isBinary: false)).ShouldBe(wire);
    }

    [Theory]
    [InlineData("0002ff3430", "40")]
    [InlineData("0006ff3468656c6c6f0105ff0401020304", "4hello #4:01020304")]
    [InlineData("0101ff04", "#4:")]
    [InlineData("000105ff34c3a9e282acf09f98806162636465", "4é€😀abcde")]
    public void Binary_is_read_and_written(string hex, string packets)
    {
        var (read, error) = PayloadV3.Read(Convert.FromHexString(hex), isBinary: true);

        (string.Join(' ', read), error).ShouldBe((packets, ParseResult.Ok));
        Convert.ToHexStringLower(PayloadV3.Write(packets.Split(' '), isBinary: true)).ShouldBe(hex);
    }

    [Theory]
    [InlineData("", "", nameof(ParseResult.Empty))]
    [InlineData("0:", "", nameof(ParseResult.Ok))]
    [InlineData("0:2:4a0:", "4a", nameof(ParseResult.Ok))]
    [InlineData("0002:4a", "4a", nameof(ParseResult.Ok))]
    [InlineData("abc", "", nameof(ParseResult.BadLength))]
    [InlineData(":4", "", nameof(ParseResult.BadLength))]
    [InlineData("2", "", nameof(ParseResult.BadLength))]
    [InlineData("2:4a3", "4a", nameof(ParseResult.BadLength))]
    [InlineData("2:4a-1:4", "4a", nameof(ParseResult.BadLength))]
    [InlineData(" 2:4a", "", nameof(ParseResult.BadLength))]
    [InlineData("3:4a", "", nameof(ParseResult.BadLength))]
    [InlineData("2:4é2:4", "4é", nameof(ParseResult.BadLength))]
    [InlineData("2:4😀", "", nameof(ParseResult.BadLength))]
    [InlineData("4294967298:4a", "", nameof(ParseResult.BadLength))]
    [InlineData("99999999999999999999:4a", "", nameof(ParseResult.BadLength))]
    [InlineData("1:x", "", nameof(ParseResult.UnknownPacketType))]
    [InlineData("2:4a1:72:4b", "4a", nameof(ParseResult.UnknownPacketType))]
    [InlineData("9:bAQIDBA==", "", nameof(ParseResult.UnknownPacketType))]
    [InlineData("1:b", "", nameof(ParseResult.Empty))]
    public void Text_is_read_up_to_the_first_fault(string body, string packets, string error)
    {
        var (read, result) = PayloadV3.Read(Encoding.UTF8.GetBytes(body), isBinary: false);

        (string.Join(' ', read), result.ToString()).ShouldBe((packets, error));
    }

    [Theory]
    [InlineData("", "", nameof(ParseResult.Ok))]
    [InlineData("02", "", nameof(ParseResult.BadPayload))]
    [InlineData("323a3430", "", nameof(ParseResult.BadPayload))]
    [InlineData("00", "", nameof(ParseResult.BadLength))]
    [InlineData("00ff34", "", nameof(ParseResult.BadLength))]
    [InlineData("00024034", "", nameof(ParseResult.BadLength))]
    [InlineData("000aff34", "", nameof(ParseResult.BadLength))]
    [InlineData("0002ff34", "", nameof(ParseResult.BadLength))]
    [InlineData("0001ff340001ff78", "4", nameof(ParseResult.UnknownPacketType))]
    [InlineData("0101ff07", "", nameof(ParseResult.UnknownPacketType))]
    [InlineData("0101ff34", "", nameof(ParseResult.UnknownPacketType))]
    [InlineData("0100ff", "", nameof(ParseResult.Empty))]
    [InlineData("0000ff", "", nameof(ParseResult.Empty))]
    [InlineData("0002ff34ff", "", nameof(ParseResult.BadUtf8))]
    [InlineData("0009090909090909090909090909ff34", "", nameof(ParseResult.BadLength))]
    public void Binary_is_read_up_to_the_first_fault(string hex, string packets, string error)
    {
        var (read, result) = PayloadV3.Read(Convert.FromHexString(hex), isBinary: true);

        (string.Join(' ', read), result.ToString()).ShouldBe((packets, error));
    }

    [Theory]
    [InlineData("323a34ff")]
    [InlineData("323a34c3")]
    [InlineData("333a34eda080")]
    public void Text_that_is_not_UTF8_is_a_fault(string hex)
        => PayloadV3.Read(Convert.FromHexString(hex), isBinary: false).Error.ShouldBe(ParseResult.BadUtf8);

    [Fact]
    public void Characters_are_counted_across_the_blocks_that_are_counted_at_once()
    {
        foreach (var length in Enumerable.Range(250, 14))
        {
            string[] packets = ["4" + new string('é', length) + "😀😀" + new string('a', length), "4next"];

            PayloadV3.Read(PayloadV3.Write(packets, isBinary: false), isBinary: false).Packets.ShouldBe(packets);
        }
    }

    [Fact]
    public void What_is_not_UTF8_is_counted_as_the_client_will_read_it()
    {
        var writer = new System.Buffers.ArrayBufferWriter<byte>();
        PollingPayloadV3.WriteText(writer, EnginePacketType.Message, [0xff, 0xe2, 0x82, (byte)'a']);

        var seen = Encoding.UTF8.GetString(writer.WrittenSpan);

        seen.ShouldBe("4:4\ufffd\ufffda");
        seen[2..].Length.ShouldBe(4);
    }
}
