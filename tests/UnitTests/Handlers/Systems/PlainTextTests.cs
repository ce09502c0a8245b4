using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.UnitTests.Handlers.Systems;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("Ann Lee", true)]
    [InlineData("<b>Ann</b>", true)] // text, not markup: whoever shows it escapes it
    [InlineData("😀", true)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("  ", false)]
    [InlineData("a\nb", false)]
    [InlineData("a\0", false)]
    public void A_name_is_one_line(string? text, bool isName) => PlainText.IsShort(text).ShouldBe(isName);

    [Theory]
    [InlineData("a\r\n\tb", true)]
    [InlineData("a\u0007", false)]
    [InlineData("a\u0085b", false)]
    [InlineData("\n \n", false)]
    [InlineData("12345678901", false)]
    public void A_message_has_lines_and_no_other_controls(string text, bool isMessage) => PlainText.IsMessage(text, 10).ShouldBe(isMessage);

    [Fact]
    public void Half_a_character_is_none()
    {
        foreach (var text in new[] { "\ud800", "\udc00a", "a\ud83d", "\ud83d\ud83d\ude00" })
        {
            PlainText.IsShort(text).ShouldBeFalse();
        }
    }

    [Fact]
    public void Names_end_somewhere() => PlainText.IsShort(new string('a', 257)).ShouldBeFalse();
}
