using System.Text;
using System.Text.Json;
using Shouldly;
using SocketIoCompat.Protocol.Json;
using Xunit;

namespace SocketIoCompat.UnitTests.Protocol;

public sealed class JavaScriptNumberTests
{
    private static readonly JsonSerializerOptions Options = JavaScriptJson.Create();

    // As printed by JSON.stringify in Node.js 20.
    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(1.0, "1")]
    [InlineData(-1.0, "-1")]
    [InlineData(100.0, "100")]
    [InlineData(0.1, "0.1")]
    [InlineData(-0.5, "-0.5")]
    [InlineData(1.5, "1.5")]
    [InlineData(0.1 + 0.2, "0.30000000000000004")]
    [InlineData(1 / 3.0, "0.3333333333333333")]
    [InlineData(123456.789, "123456.789")]
    [InlineData(9007199254740991.0, "9007199254740991")]
    [InlineData(9007199254740993.0, "9007199254740992")]
    [InlineData(-9007199254740994.0, "-9007199254740994")]
    [InlineData(123456789012345680000.0, "123456789012345680000")]
    [InlineData(999999999999999900000.0, "999999999999999900000")]
    [InlineData(1e20, "100000000000000000000")]
    [InlineData(1e21, "1e+21")]
    [InlineData(-1e21, "-1e+21")]
    [InlineData(1.5e21, "1.5e+21")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e+308")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.00001, "0.00001")]
    [InlineData(0.000001, "0.000001")]
    [InlineData(0.0000012345678901234567, "0.0000012345678901234567")]
    [InlineData(-0.0000012345678901234567, "-0.0000012345678901234567")]
    [InlineData(1e-7, "1e-7")]
    [InlineData(1.5e-7, "1.5e-7")]
    [InlineData(2.2250738585072014e-308, "2.2250738585072014e-308")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(double.NaN, "null")]
    [InlineData(double.PositiveInfinity, "null")]
    [InlineData(double.NegativeInfinity, "null")]
    public void Doubles_are_written_as_JavaScript_does(double value, string text)
    {
        Span<byte> destination = new byte[JavaScriptNumber.MaxLength];
        Encoding.UTF8.GetString(destination[..JavaScriptNumber.Format(value, destination)]).ShouldBe(text);
        JsonSerializer.Serialize(value, Options).ShouldBe(text);
        JsonSerializer.Serialize<object>(new { value }, Options).ShouldBe($"{{\"value\":{text}}}");
    }

    [Theory]
    [InlineData(0f, "0")]
    [InlineData(0.1f, "0.1")]
    [InlineData(16777216f, "16777216")]
    [InlineData(16777218f, "16777218")]
    [InlineData(3.4028235e38f, "3.4028235e+38")]
    [InlineData(1e-7f, "1e-7")]
    [InlineData(1e20f, "100000000000000000000")]
    [InlineData(float.NaN, "null")]
    [InlineData(float.PositiveInfinity, "null")]
    public void Singles_are_written_with_their_own_digits(float value, string text) => JsonSerializer.Serialize(value, Options).ShouldBe(text);

    [Fact]
    public void Minus_zero_loses_its_sign()
    {
        JsonSerializer.Serialize(-0.0, Options).ShouldBe("0");
        JsonSerializer.Serialize(-0f, Options).ShouldBe("0");
    }

    [Theory]
    [InlineData("1", 1.0)]
    [InlineData("1e3", 1000.0)]
    [InlineData("-0.5", -0.5)]
    [InlineData("\"2.5\"", 2.5)]
    public void Numbers_are_read(string json, double value) => JsonSerializer.Deserialize<double>(json, Options).ShouldBe(value);
}
