using System.Text.RegularExpressions;
using SocketIoCompat.BrowserTests.Support;

namespace SocketIoCompat.BrowserTests;

/// <summary>What the people of a meeting see and hear of each other, by their own choice.</summary>
public sealed class MeetingPictureTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    /// <summary>Long enough for a slow machine; nothing waits for it when all is well.</summary>
    private const float Patience = 90_000;

    [Trait("Category", "Long")]
    [Fact]
    public async Task Who_speaks_is_marked_until_muted_and_a_picture_is_enlarged()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await MeetingPeople.JoinAsync("speak", host, ben);
        await MeetingPeople.MeetAsync(host, ben);

        await Assertions.Expect(host.TileOf(ben)).ToHaveClassAsync(new Regex("speaking"), new() { Timeout = Patience });
        await ben.ClickAsync("Mute");
        await Assertions.Expect(host.TileOf(ben)).Not.ToHaveClassAsync(new Regex("speaking"), new() { Timeout = Patience });

        await host.TileOf(ben).HoverAsync();
        await host.ClickAsync("Enlarge Ben");
        await Assertions.Expect(host.TileOf(ben)).ToHaveClassAsync(new Regex("large"));
        var (large, own) = (await host.TileOf(ben).BoundingBoxAsync(), await host.Page.Locator(".tile[data-self]").BoundingBoxAsync());
        (large!.Height * large.Width).ShouldBeGreaterThan(own!.Height * own.Width);
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task What_is_chosen_before_the_meeting_holds_in_it()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await MeetingPeople.JoinAsync("lobby", host);
        await ben.EnterAsync("student", "meeting/lobby");
        await ben.ClickAsync("Mute");
        await ben.ClickAsync("Camera off");
        await ben.Page.GetByLabel("Blur").SelectOptionAsync("all");
        await ben.ClickAsync("Join the meeting");

        await Assertions.Expect(host.TileOf(ben)).ToContainTextAsync("muted", new() { Timeout = Patience });
        await Assertions.Expect(host.TileOf(ben)).ToContainTextAsync("Ben has the camera off", new() { Timeout = Patience });
        await Assertions.Expect(ben.Page.GetByLabel("Blur")).ToHaveValueAsync("all");
        await ben.ClickAsync("Camera on");
        await MeetingPeople.MeetAsync(host, ben);
        await Assertions.Expect(host.TileOf(ben).GetByText("has the camera off")).ToHaveCountAsync(0, new() { Timeout = Patience });
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task Whoever_has_no_camera_sees_the_others_and_a_reload_keeps_the_host()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await ben.Page.AddInitScriptAsync("navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('none', 'NotFoundError'));");
        await MeetingPeople.JoinAsync("blind", host);
        await MeetingPeople.KnockAsync("blind", ben);
        await ben.SeesMovingPictureAsync(ben.TileOf(host).Locator("video"));
        await Assertions.Expect(host.TileOf(ben)).ToContainTextAsync("Ben has the camera off", new() { Timeout = Patience });

        await host.Page.ReloadAsync();
        await host.ClickAsync("Join the meeting");
        await host.SeesAsync("You are the host");
        await ben.SeesAsync("Host: Anna");
        await ben.SeesMovingPictureAsync(ben.TileOf(host).Locator("video"));
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task Whoever_comes_without_camera_and_microphone_turns_them_on_later_and_all_see_and_hear()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await using var cleo = await browser.NewPersonAsync("Cleo");
        await ben.CannotOpenMediaAsync();
        await MeetingPeople.JoinAsync("later", host, ben, cleo);
        await MeetingPeople.MeetAsync(host, cleo);
        await ben.SeesMovingPictureAsync(ben.TileOf(host).Locator("video"));
        await Assertions.Expect(host.TileOf(ben)).ToContainTextAsync("Ben has the camera off", new() { Timeout = Patience });
        await ben.ClickAsync("Camera on");
        await ben.SeesAsync("The camera could not be turned on: No camera was found.");

        // The screen goes where the camera's picture will go.
        await ben.ClickAsync("Share screen");
        await host.SeesMovingPictureAsync(host.TileOf(ben).Locator("video"), frames: 2);
        await ben.ClickAsync("Stop sharing");

        await ben.CanOpenMediaAsync();
        await ben.ClickAsync("Camera on");
        await MeetingPeople.MeetAsync(host, ben, cleo);
        await Assertions.Expect(host.TileOf(ben).GetByText("has the camera off")).ToHaveCountAsync(0, new() { Timeout = Patience });
        await ben.SeesMovingPictureAsync(ben.Page.Locator(".tile[data-self] video"));

        await Assertions.Expect(cleo.TileOf(ben)).ToContainTextAsync("muted");
        await ben.ClickAsync("Unmute");
        await Assertions.Expect(cleo.TileOf(ben)).ToHaveClassAsync(new Regex("speaking"), new() { Timeout = Patience });
        await Assertions.Expect(cleo.TileOf(ben)).Not.ToContainTextAsync("muted");
        ben.Errors.ShouldBeEmpty();
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task What_is_drawn_on_a_shared_screen_is_seen_on_it_by_all_until_it_is_cleared()
    {
        const int red = 0xe5484d, blue = 0x0091ff;
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await using var cleo = await browser.NewPersonAsync("Cleo");
        await MeetingPeople.JoinAsync("drawn", host, ben, cleo);
        await MeetingPeople.MeetAsync(host, ben, cleo);
        await cleo.Page.SetViewportSizeAsync(700, 900);
        await ben.ClickAsync("Share screen");
        await Task.WhenAll(host.SeesAsync("Ben shares the screen"), cleo.SeesAsync("Ben shares the screen"));
        await Task.WhenAll(host.SeesMovingPictureAsync(host.TileOf(ben).Locator("video"), frames: 2), cleo.SeesMovingPictureAsync(cleo.TileOf(ben).Locator("video"), frames: 2));

        await host.ClickAsync("Draw");
        await host.Page.GetByLabel("Red").CheckAsync();
        await host.DrawsAsync(host.DrawingsOn(ben), (0.2f, 0.5f), (0.8f, 0.5f));
        await host.Page.GetByLabel("Draw with").SelectOptionAsync("Rectangle");
        await host.Page.GetByLabel("Blue").CheckAsync();
        await host.DrawsAsync(host.DrawingsOn(ben), (0.3f, 0.2f), (0.7f, 0.8f));
        foreach (var person in (Person[])[host, ben, cleo])
        {
            await person.SeesColorAsync(person.DrawingsOn(ben), 0.5, 0.5, red);
            await person.SeesColorAsync(person.DrawingsOn(ben), 0.5, 0.2, blue);
            await person.SeesColorAsync(person.DrawingsOn(ben), 0.1, 0.1, 0);
        }

        await ben.ClickAsync("Draw");
        await ben.ClickAsync("Clear drawings");
        foreach (var person in (Person[])[host, ben, cleo])
            await person.SeesColorAsync(person.DrawingsOn(ben), 0.5, 0.5, 0);
        await ben.ClickAsync("Stop sharing");
        await Assertions.Expect(host.Page.Locator("canvas.drawing")).ToHaveCountAsync(0, new() { Timeout = Patience });
        await Assertions.Expect(host.Page.GetByRole(AriaRole.Button, new() { Name = "Draw" })).ToHaveCountAsync(0);
        host.Errors.ShouldBeEmpty();
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_blurred_picture_reaches_the_others_blurred()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await MeetingPeople.JoinAsync("blurred", host, ben);
        await host.SeesSharpAsync(host.TileOf(ben).Locator("video"), middle: true);

        await ben.Page.GetByLabel("Blur").SelectOptionAsync("Blur everything");

        await host.SeesSharpAsync(host.TileOf(ben).Locator("video"), middle: false);
        await host.SeesMovingPictureAsync(host.TileOf(ben).Locator("video"));
        ben.Errors.ShouldBeEmpty();
    }
}
