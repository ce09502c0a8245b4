using System.Buffers;
using System.Text;
using System.Text.Json;
using Shouldly;
using SocketIoCompat.Protocol.EngineIO;
using Xunit;

namespace SocketIoCompat.UnitTests.Protocol;

public sealed class JsonpTests
{
    [Theory]
    [InlineData("0", "2:40", "___eio[0](\"2:40\");")]
    [InlineData("12", "6:42[\"\\\"]", "___eio[12](\"6:42[\\\"\\\\\\\"]\");")]
    [InlineData("", "1:6", "___eio[](\"1:6\");")]
    [InlineData("1", "4é😀\u2028\u2029\u2026‹", "___eio[1](\"4é😀\\u2028\\u2029\u2026‹\");")]
    [InlineData("1", "4\n\r\t\b\f\u0001\u001f\u007f</script>", "___eio[1](\"4\\n\\r\\t\\b\\f\\u0001\\u001f\u007f</script>\");")]
    public void A_payload_becomes_a_script(string index, string payload, string script)
    {
        var writer = new ArrayBufferWriter<byte>();
        Jsonp.WriteScript(writer, Encoding.ASCII.GetBytes(index), Encoding.UTF8.GetBytes(payload));

        var written = Encoding.UTF8.GetString(writer.WrittenSpan);
        written.ShouldBe(script);
        JsonSerializer.Deserialize<string>(written[(written.IndexOf('(') + 1)..^2]).ShouldBe(payload);
    }

    [Fact]
    public void A_script_of_bytes_that_end_within_a_character_is_written_too()
    {
        var writer = new ArrayBufferWriter<byte>();
        Jsonp.WriteScript(writer, "0"u8, [0xe2, 0x80]);

        Convert.ToHexStringLower(writer.WrittenSpan["___eio[0](\"".Length..^3]).ShouldBe("e280");
    }

    // A client sends a newline as \n and what looks like one as \\n, and then encodes the form.
    [Theory]
    [InlineData("d=2%3A40", "2:40")]
    [InlineData("d=6:4hello", "6:4hello")]
    [InlineData("d=5%3A4a+b%2B", "5:4a b+")]
    [InlineData("d=4%C3%A9%e2%82%ac", "4é€")]
    [InlineData("d=4a%5Cnb", "4a\nb")]
    [InlineData("d=4a%5C%5Cnb", "4a\\nb")]
    [InlineData("d=4a%5C%5C%5Cnb", "4a\\\\nb")]
    [InlineData("d=%5Cn%5Cn%5C%5Cn", "\n\n\\n")]
    [InlineData("d=%5Cx%5C", "\\x\\")]
    [InlineData("d=100%", "100%")]
    [InlineData("d=%4", "%4")]
    [InlineData("d=%zz", "%zz")]
    [InlineData("d=", "")]
    [InlineData("d=a=b", "a=b")]
    [InlineData("x=1&d=4a&y=2", "4a")]
    public void A_form_is_decoded(string form, string payload)
    {
        var body = Encoding.UTF8.GetBytes(form);

        Jsonp.TryReadForm(body, out var range).ShouldBeTrue();
        Encoding.UTF8.GetString(body[range]).ShouldBe(payload);
    }

    [Theory]
    [InlineData("")]
    [InlineData("d")]
    [InlineData("2:40")]
    [InlineData("dd=1")]
    [InlineData("d=1&d=2")]
    public void A_form_without_exactly_one_d_holds_nothing(string form)
        => Jsonp.TryReadForm(Encoding.UTF8.GetBytes(form), out _).ShouldBeFalse();
}
