using Shouldly;
using Xunit;

namespace SocketIoCompat.UnitTests.SocketIO;

public sealed class HandshakeTests
{
    [Theory]
    [InlineData("""{"token":"abc"}""", "abc")]
    [InlineData("""{"t\u006fken":"\u0061bc"}""", "abc")]
    [InlineData("""{"token":7}""", null)]
    [InlineData("""{"token":{}}""", null)]
    [InlineData("{}", null)]
    [InlineData("[]", null)]
    [InlineData("null", null)]
    [InlineData("""{"token":"\ud800"}""", null)]
    [InlineData("""{"\ud800":1}""", null)]
    public void The_token_is_text_or_none(string auth, string? token) =>
        new Handshake(null!, RawValue.Parse(auth)).AuthToken.ShouldBe(token);
}
