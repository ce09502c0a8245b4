using System.Text;
using Shouldly;
using SocketIoCompat.Handlers.Classroom;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Classroom;

public sealed class DataUrlTests
{
    [Theory]
    [InlineData("data:image/png;base64,aGk=", "image/png", "hi")]
    [InlineData("DATA:text/html;charset=utf-8;BASE64,aGk=", "text/html", "hi")]
    [InlineData("data:,a%20b", "text/plain", "a b")]
    [InlineData("data:;base64,", "text/plain", "")]
    [InlineData("data:no type,x", "text/plain", "x")]
    public void Well_formed(string url, string type, string content)
    {
        var parsed = DataUrl.Parse(url).ShouldNotBeNull();
        parsed.MediaType.ShouldBe(type);
        Encoding.UTF8.GetString(parsed.Bytes).ShouldBe(content);
    }

    [Theory]
    [InlineData("https://x.example/,")]
    [InlineData("data:image/png;base64")]
    [InlineData("data:image/png;base64,a")]
    [InlineData("data:image/png;base64,****")]
    public void Malformed(string url) => DataUrl.Parse(url).ShouldBeNull();
}
