using SocketIoCompat.BrowserTests.Support;
using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.BrowserTests;

/// <summary>Every page light, dark and on a phone, into <c>tests/screenshots</c> for people to look at; none is wider than its window.</summary>
[Trait("Category", "Long")]
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

    [Fact]
    public async Task Meeting()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await using var cleo = await browser.NewPersonAsync("Cleo");
        await host.EnterAsync("tutor", "meeting/weekly");
        await Assertions.Expect(host.Page.GetByRole(AriaRole.Button, new() { Name = "Join the meeting" })).ToBeEnabledAsync();
        await TakeAsync(host, "meeting-lobby");

        await host.ClickAsync("Join the meeting");
        await host.SeesAsync("You are the host");
        await MeetingPeople.JoinAsync("weekly", ben);
        await host.Page.GetByRole(AriaRole.Switch, new() { Name = "Waiting room" }).ClickAsync();
        await MeetingPeople.KnockAsync("weekly", cleo);
        await cleo.SeesAsync("The host has been told");
        await TakeAsync(cleo, "meeting-waiting");
        await ben.WritesAsync("Good morning! Shall we begin with the plan for next week?");
        await host.ReadsAsync("Good morning!");
        await TakeAsync(host, "meeting-knocking");

        await host.ClickAsync("Admit Cleo");
        await MeetingPeople.MeetAsync(host, ben, cleo);
        await ben.ClickAsync("Raise hand");
        await cleo.ClickAsync("Camera off");
        await host.SeesAsync("Cleo has the camera off");
        await host.OpenAsync("People");
        await host.ClickAsync("Actions for Ben");
        await TakeAsync(host, "meeting-host");
        await ben.OpenAsync("Polls");
        await ben.Page.GetByLabel("Your question").FillAsync("Will there be a recording of today's meeting?");
        await ben.ClickAsync("Ask");
        await host.AsksAllAsync("When shall we meet next week?", "Monday morning", "Tuesday afternoon", "Not at all: a mail is enough");
        await ben.VotesAsync("Tuesday afternoon");
        await TakeAsync(host, "meeting-poll");
        await cleo.ClickAsync("Share screen");
        await ben.SeesAsync("Cleo shares the screen");
        await ben.SeesMovingPictureAsync(ben.TileOf(cleo).Locator("video"), frames: 2);
        await ben.ClickAsync("Draw");
        await ben.DrawsAsync(ben.DrawingsOn(cleo), (0.2f, 0.4f), (0.7f, 0.6f));
        await TakeAsync(ben, "meeting-screen");
    }

    [Fact]
    public async Task Calls()
    {
        await using var caller = await browser.NewPersonAsync("Anna");
        await using var callee = await browser.NewPersonAsync("Ben");
        await caller.SignInAsync("tutor", "calls/");
        await callee.SignInAsync("student", "calls/");
        await TakeAsync(callee, "calls-alone");

        await caller.Page.GetByLabel("Whom to call").FillAsync("student-ben");
        await caller.ClickAsync("Call");
        await callee.SeesAsync("tutor-anna is calling");
        await TakeAsync(callee, "calls-ringing");

        await callee.ClickAsync("Accept");
        await callee.SeesMovingPictureAsync(callee.Remote);
        await callee.ClickAsync("Record");
        await caller.SeesMovingPictureAsync(caller.Remote);
        await callee.ClickAsync("Stop recording");
        await callee.Page.GetByText("Recordings (1)").ClickAsync();
        await callee.Page.GetByLabel("Blur").SelectOptionAsync("Blur the edges");
        await callee.SeesSharpAsync(callee.Page.Locator(".own video"), middle: true, edges: false);
        await TakeAsync(callee, "calls-call");
    }

    [Fact]
    public async Task Project_chat()
    {
        await using var anna = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await using var cora = await browser.NewPersonAsync("Cora");
        await ProjectPeople.MeetAsync("summer-film", anna, ben, cora);
        await ben.SaysAsync("The second cut is ready. Shall we look at it together?");
        await anna.SaysAsync("Yes, give me a minute.");
        await anna.SeesAsync("Read by");
        await ben.Page.GetByLabel("Actions for Yes, give me a minute.").ClickAsync();
        await ben.ClickAsync("Reply");
        await ben.SaysAsync("Take your time.");
        await anna.Page.GetByLabel("Actions for The second cut").ClickAsync();
        await anna.ClickAsync("React with thumbs up");
        await anna.Page.GetByLabel("Actions for The second cut").ClickAsync();
        await anna.ClickAsync("Pin");
        await anna.SeesAsync("Pinned (1)");
        await anna.Page.GetByLabel("Actions for Yes, give me a minute.").ClickAsync();
        await TakeAsync(anna, "project-messages");
        await anna.Page.Keyboard.PressAsync("Escape");
        await ProjectPeople.CallAsync(anna, ben, "Voice");
        await TakeAsync(anna, "project-voice");
        await ben.ClickAsync("Hang up");
        await ben.ClickAsync("Video call with Anna");
        await anna.SeesAsync("is calling");
        await TakeAsync(anna, "project-ringing");
        await anna.ClickAsync("Accept");
        await anna.SeesMovingPictureAsync(anna.Remote);
        await TakeAsync(anna, "project-call");
        await anna.ClickAsync("Hang up");
        await cora.ClickAsync("Start group call");
        await TakeAsync(anna, "project-group-invitation");

        await ben.ClickAsync("Join group call");
        await anna.ClickAsync("Join group call");
        foreach (var other in new[] { ben, cora })
            await anna.SeesMovingPictureAsync(anna.Page.Locator($".tile[data-peer='{ProjectPeople.IdOf(other)}'] video"));
        await TakeAsync(anna, "project-group");
    }

    [Fact]
    public async Task Support()
    {
        await using var agent = await browser.NewPersonAsync("Anna");
        await using var customer = await browser.NewPersonAsync("Ben");
        await agent.SignInAsync("tutor", "support/session-0");
        await agent.Page.GotoAsync("/#/support/session-1");
        await agent.Page.GetByText("Your sessions (2)").ClickAsync();
        await agent.SeesAsync("The customer is not here yet");
        await TakeAsync(agent, "support-alone");

        await agent.Page.SetViewportSizeAsync(390, 844);
        await customer.SignInAsync("student", "support/session-1");
        await CoversNothingAsync(agent, "Ben is here");
        await agent.SeesAsync("Ben is here");
        await customer.SaysAsync("Good morning! My printer prints no more, and I have tried everything that the manual says.");
        await agent.SaysAsync("Let us look at it together.");
        await customer.SeesAsync("Let us look at it together.");
        await agent.ClickAsync("Start video call");
        await customer.SeesAsync("Anna is calling");
        await TakeAsync(customer, "support-ringing");

        await customer.ClickAsync("Accept");
        await customer.CallIsAsync("connected");
        await agent.ClickAsync("Transcript");
        await customer.SeesAsync("[2 s of audio]");
        await customer.SeesMovingPictureAsync(customer.Remote);
        await TakeAsync(customer, "support-call");

        await agent.ClickAsync("End session");
        await agent.SeesAsync("You ended the session");
        await Assertions.Expect(agent.Page.Locator(".sessions")).ToContainTextAsync("session-1 Ben, closed");
        await TakeAsync(agent, "support-ended");

        await using var third = await browser.NewPersonAsync("Mick");
        await third.EnterAsync("student", "support/session-1");
        await third.IsAsync("refused");
        await TakeAsync(third, "support-refused");
    }

    /// <summary>What a phone says in passing lies over the header, not over what the page itself says.</summary>
    private static async Task CoversNothingAsync(Person person, string text)
    {
        var toast = person.Page.Locator(".toast").GetByText(text);
        await Assertions.Expect(toast).ToBeVisibleAsync();
        var (said, page) = (await toast.BoundingBoxAsync(), await person.Page.Locator("main").BoundingBoxAsync());
        await person.Page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Root, "tests", "screenshots", "toast-phone.png") });
        said!.Y.ShouldBeGreaterThanOrEqualTo(0);
        (said.Y + said.Height).ShouldBeLessThanOrEqualTo(page!.Y);
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
