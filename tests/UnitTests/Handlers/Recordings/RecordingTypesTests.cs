using SocketIoCompat.Handlers.Recordings;

namespace SocketIoCompat.UnitTests.Handlers.Recordings;

public sealed class RecordingTypesTests
{
    [Theory]
    [InlineData("video/webm", "video/webm")]
    [InlineData("video/webm;codecs=vp8,opus", "video/webm")]
    [InlineData(" Video/MP4 ; codecs=\"avc1.42E01E, mp4a.40.2\"", "video/mp4")]
    [InlineData("audio/ogg;codecs=opus", "audio/ogg")]
    [InlineData("text/html", null)]
    [InlineData("text/html;video/webm", null)]
    [InlineData("video/webm, text/html", null)]
    [InlineData("image/svg+xml", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Only_types_that_browsers_record_in_are_taken(string? contentType, string? expected) =>
        RecordingTypes.Parse(contentType).ShouldBe(expected);

    [Theory]
    [InlineData("video/webm", "1A45DFA30100000000000000", true)]
    [InlineData("audio/webm", "1A45DFA3", true)]
    [InlineData("video/webm", "1A45DF", false)]
    [InlineData("video/webm", "4F67675300020000", false)]
    [InlineData("video/mp4", "0000001C6674797069736F6D", true)]
    [InlineData("video/mp4", "667479700000001C69736F6D", false)]
    [InlineData("audio/mp4", "00000018667479", false)]
    [InlineData("audio/ogg", "4F67675300020000", true)]
    [InlineData("audio/ogg", "3C21646F6374797065", false)]
    [InlineData("video/ogg", "", false)]
    public void A_file_begins_as_its_type_does(string type, string head, bool fits) =>
        RecordingTypes.Fits(type, Convert.FromHexString(head)).ShouldBe(fits);
}
