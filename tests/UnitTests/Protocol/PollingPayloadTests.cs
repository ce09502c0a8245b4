using System.Text;
using Shouldly;
using SocketIoCompat.Protocol;
using SocketIoCompat.Protocol.EngineIO;
using Xunit;

namespace SocketIoCompat.UnitTests.Protocol;

public sealed class PollingPayloadTests
{
    // (body with | for the separator, packets, error)
    [Theory]
    [InlineData("4hello", "4:hello", nameof(ParseResult.Ok))]
    [InlineData("4hello|bAQIDBA==", "4:hello b:AQIDBA==", nameof(ParseResult.Ok))]
    [InlineData("2|3|42[\"é😀\"]|6", "2: 3: 4:2[\"é😀\"] 6:", nameof(ParseResult.Ok))]
    [InlineData("", "", nameof(ParseResult.Empty))]
    [InlineData("|", "", nameof(ParseResult.Empty))]
    [InlineData("4a|", "4:a", nameof(ParseResult.Empty))]
    [InlineData("|4a", "", nameof(ParseResult.Empty))]
    [InlineData("4a||4b", "4:a", nameof(ParseResult.Empty))]
    [InlineData("abc", "", nameof(ParseResult.UnknownPacketType))]
    [InlineData("4a|x|4b", "4:a", nameof(ParseResult.UnknownPacketType))]
    public void Packets_are_read_up_to_the_first_fault(string body, string packets, string error)
    {
        var (read, result) = Read(Encoding.UTF8.GetBytes(body.Replace('|', '\x1e')));

        (string.Join(' ', read), result.ToString()).ShouldBe((packets, error));
    }

    [Fact]
    public void Text_that_is_not_UTF8_is_a_fault()
    {
        var (read, result) = Read([(byte)'4', (byte)'a', 0x1e, (byte)'4', 0xff, 0x1e, (byte)'4']);

        read.ShouldBe(["4:a"]);
        result.ShouldBe(ParseResult.BadUtf8);
    }

    [Fact]
    public void Another_reader_goes_on_where_one_has_stopped()
    {
        var body = Encoding.UTF8.GetBytes("4a\u001e4b\u001e4c");
        var packets = new List<string>();
        var consumed = 0;
        while (true)
        {
            var reader = new PollingPayloadReader(body, consumed);
            if (!reader.TryRead(out var packet, out var error))
            {
                error.ShouldBe(ParseResult.Ok);
                break;
            }

            packets.Add(Encoding.UTF8.GetString(packet.Data));
            consumed = reader.Consumed;
        }

        packets.ShouldBe(["a", "b", "c"]);
        consumed.ShouldBe(body.Length);
    }

    [Fact]
    public void A_reader_that_has_failed_stays_at_its_end()
    {
        var reader = new PollingPayloadReader("x\u001e4a"u8);

        reader.TryRead(out _, out var error).ShouldBeFalse();
        error.ShouldBe(ParseResult.UnknownPacketType);
        reader.TryRead(out _, out error).ShouldBeFalse();
        error.ShouldBe(ParseResult.Ok);
    }

    private static (List<string> Packets, ParseResult Error) Read(byte[] body)
    {
        var packets = new List<string>();
        var reader = new PollingPayloadReader(body);
        ParseResult error;
        while (reader.TryRead(out var packet, out error))
            packets.Add($"{(packet.IsBinary ? "b" : ((int)packet.Type).ToString())}:{Encoding.UTF8.GetString(packet.Data)}");
        return (packets, error);
    }
}
