using SocketIoCompat.BrowserTests.Support;
using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.BrowserTests;

/// <summary>Every page light, dark and on a phone, into <c>tests/screenshots</c> for people to look at; none is wider than its window.</summary>
public sealed class ScreenshotTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private static readonly (string Name, int Width, int Height, ColorScheme Scheme)[] Looks =
    [
        ("light", 1280, 800, ColorScheme.Light), ("dark", 1280, 800, ColorScheme.Dark), ("phone", 390, 844, ColorScheme.Light),
    ];

    [Fact]
    public async Task Sign_in()
    {
        await using var person = await browser.NewPersonAsync("Tom");
        await person.Page.GotoAsync("/");
        await person.SeesAsync("Who are you?");
        await TakeAsync(person, "sign-in");
    }

    [Fact]
    public async Task Classroom()
    {
        await using var tutor = await browser.NewPersonAsync("Anna");
        await using var student = await browser.NewPersonAsync("Ben");
        await tutor.SignInAsync("tutor", "classroom/lesson-1");
        await TakeAsync(tutor, "classroom-alone");

        await student.SignInAsync("student", "classroom/lesson-1");
        await student.SaysAsync("Hello! I has two questions about yesterday's lesson.");
        await tutor.ClickAsync("Correct");
        await tutor.Page.GetByLabel("Better:").FillAsync("Hello! I have two questions about yesterday's lesson.");
        await tutor.ClickAsync("Send");
        await student.ClickAsync("Start video call");
        await tutor.SeesAsync("is calling");
        await TakeAsync(tutor, "classroom-ringing");

        await tutor.ClickAsync("Accept");
        await tutor.CallIsAsync("connected");
        await tutor.SeesMovingPictureAsync(tutor.Remote);
        await TakeAsync(tutor, "classroom-call");
    }

    private static async Task TakeAsync(Person person, string name)
    {
        var folder = Path.Combine(Repository.Root, "tests", "screenshots");
        foreach (var look in Looks)
        {
            await person.Page.SetViewportSizeAsync(look.Width, look.Height);
            await person.Page.EmulateMediaAsync(new() { ColorScheme = look.Scheme });
            await person.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{look.Name}.png") });
            var width = await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            width.ShouldBeLessThanOrEqualTo(look.Width, $"{name}, {look.Name}: the page is wider than its window");
        }
    }
}
