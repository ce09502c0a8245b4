using Shouldly;
using SocketIoCompat.Handlers.Classroom;
using SocketIoCompat.Handlers.Classroom.Contracts;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Classroom;

public sealed class ChatRulesTests
{
    private static readonly ClassroomOptions Options = new() { MaxTextLength = 10, MaxAttachmentBytes = 40 };

    private static readonly (string Name, ChatSend? Message, bool Allowed)[] Table =
    [
        ("text", Message(), true),
        ("nothing", null, false),
        ("no session", Message() with { SessionId = null }, false),
        ("empty session", Message() with { SessionId = "" }, false),
        ("session with a line break", Message() with { SessionId = "a\nb" }, false),
        ("text that ends early", Message() with { Text = "a\0b" }, false),
        ("half a surrogate pair in the session", Message() with { SessionId = "a\ud800" }, false),
        ("whole surrogate pair in the session", Message() with { SessionId = "🐶" }, true),
        ("no file", File(""), true),
        ("no text", Message() with { Text = null }, false),
        ("empty text", Message() with { Text = "" }, false),
        ("longest text", Message() with { Text = new string('x', 10) }, true),
        ("long text", Message() with { Text = new string('x', 11) }, false),
        ("correction", Message() with { Correction = "ok" }, true),
        ("long correction", Message() with { Correction = new string('x', 11) }, false),
        ("file without text", File("data:image/png;base64,AAAA") with { Text = "" }, true),
        ("image", File("data:image/png;base64,AAAA") with { FileType = "image", FileName = "a.png", FileSize = 3 }, true),
        ("address", File("https://files.example/a.png"), true),
        ("script", File("javascript:alert(1)"), false),
        ("script in disguise", File(" javascript:alert(1)"), false),
        ("quote", File("data:,a\"b"), false),
        ("line break", File("data:,a\nb"), false),
        ("too large", File("data:," + new string('x', 40)), false),
        ("unknown type", File("data:,x") with { FileType = "video" }, false),
        ("negative size", File("data:,x") with { FileSize = -1 }, false),
        ("long name", File("data:,x") with { FileName = new string('x', 256) }, false),
    ];

    public static TheoryData<string> Rows => [.. Table.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Messages(string name)
    {
        var (_, message, allowed) = Table.Single(row => row.Name == name);
        ChatRules.Allow(message, Options).ShouldBe(allowed);
    }

    private static ChatSend Message() => new("x", "hello", null, null, null, null, null);

    private static ChatSend File(string url) => Message() with { FileUrl = url };
}
