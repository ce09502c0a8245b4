using SocketIoCompat.Handlers.ProjectChat.Files;

namespace SocketIoCompat.UnitTests.Handlers.ProjectChat;

public sealed class ProjectFileTests
{
    [Theory]
    [InlineData("cut list.png", "cut list.png")]
    [InlineData("../../etc/passwd", "_.._etc_passwd")]
    [InlineData("a\\b\0c\n.txt", "a_b_c_.txt")]
    [InlineData("\uD83D\uDE00.png", "__.png")]
    [InlineData(" . ", "file")]
    [InlineData(null, "file")]
    public void A_name_is_one_of_a_file_and_nothing_else(string? given, string expected) => ProjectFile.CleanName(given).ShouldBe(expected);

    [Fact]
    public void A_long_name_keeps_its_end() => ProjectFile.CleanName(new string('x', 500) + ".png").ShouldBe(new string('x', 116) + ".png");

    [Theory]
    [InlineData("p 1", "/api/projects/p%201/files/abc/a.png", "abc")]
    [InlineData("p", "/api/projects/q/files/abc/a.png", null)]
    [InlineData("p", "/api/projects/p/files/abc", null)]
    [InlineData("p", "https://example.org/api/projects/p/files/abc/a.png", null)]
    [InlineData("p", null, null)]
    public void A_file_is_known_by_its_address_in_its_project(string projectId, string? url, string? id) => ProjectFile.IdOf(projectId, url).ShouldBe(id);

    [Fact]
    public void The_address_of_a_file_leads_to_it()
    {
        var file = new ProjectFile("abc", "p/1", "u", "50 % done?.png", PictureTypes.Other, 1, DateTimeOffset.UnixEpoch);
        file.Url.ShouldBe("/api/projects/p%2F1/files/abc/50%20%25%20done%3F.png");
        ProjectFile.IdOf("p/1", file.Url).ShouldBe("abc");
    }

    [Theory]
    [InlineData(new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0 }, "image/png")]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xE0 }, "image/jpeg")]
    [InlineData(new byte[] { 0x47, 0x49, 0x46, 0x38, 0x39, 0x61 }, "image/gif")]
    [InlineData(new byte[] { 0x52, 0x49, 0x46, 0x46, 1, 2, 3, 4, 0x57, 0x45, 0x42, 0x50 }, "image/webp")]
    [InlineData(new byte[] { 0x52, 0x49, 0x46, 0x46, 1, 2, 3, 4, 0x57, 0x41, 0x56, 0x45 }, PictureTypes.Other)]
    [InlineData(new byte[] { 0x3C, 0x73, 0x76, 0x67 }, PictureTypes.Other)]
    [InlineData(new byte[0], PictureTypes.Other)]
    public void A_picture_is_known_by_how_it_begins(byte[] head, string type) => PictureTypes.Of(head).ShouldBe(type);
}
