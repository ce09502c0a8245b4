using SocketIoCompat.BrowserTests.Support;

namespace SocketIoCompat.BrowserTests;

/// <summary>Calls of more than two in the project chat, each in a browser of their own.</summary>
public sealed class ProjectGroupCallTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task Three_see_each_other_move_come_and_go_and_the_call_is_in_the_history()
    {
        await using var nora = await browser.NewPersonAsync("Nora");
        await using var otto = await browser.NewPersonAsync("Otto");
        await using var paul = await browser.NewPersonAsync("Paul");
        await ProjectPeople.MeetAsync("project-group", nora, otto, paul);

        await nora.ClickAsync("Start group call");
        await otto.SeesAsync("started a group call");
        await otto.ClickAsync("Join group call");
        await IsInCallOfAsync(nora, 2);
        await paul.ClickAsync("Join group call");
        Person[] all = [nora, otto, paul];
        await Task.WhenAll(all.Select(person => IsInCallOfAsync(person, 3)));
        await Task.WhenAll(all.SelectMany(person => all.Where(other => other != person).Select(other => SeesMoveAsync(person, other))));

        await otto.ClickAsync("Mute");
        await Assertions.Expect(Tile(nora, otto).GetByText("muted")).ToBeVisibleAsync();
        await otto.ClickAsync("Leave call");
        await Task.WhenAll(IsInCallOfAsync(nora, 2), IsInCallOfAsync(paul, 2));
        await SeesMoveAsync(paul, nora);
        await otto.ClickAsync("Join group call");
        await Task.WhenAll(SeesMoveAsync(paul, otto), SeesMoveAsync(otto, nora));

        foreach (var person in all)
            await person.ClickAsync("Leave call");
        await nora.SeesAsync("Start group call");
        await paul.SeesAsync("Group call of Nora");
        await paul.SeesAsync("video, 3 people");
        await Assertions.Expect(paul.Page.Locator("[data-call-status=completed]")).ToHaveCountAsync(1);
        all.SelectMany(person => person.Errors).ShouldBeEmpty();
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_page_that_is_loaded_anew_can_join_again()
    {
        await using var quinn = await browser.NewPersonAsync("Quinn");
        await using var rosa = await browser.NewPersonAsync("Rosa");
        await ProjectPeople.MeetAsync("project-reload", quinn, rosa);
        await quinn.ClickAsync("Start group call");
        await rosa.ClickAsync("Join group call");
        await Task.WhenAll(SeesMoveAsync(quinn, rosa), SeesMoveAsync(rosa, quinn));

        await rosa.Page.ReloadAsync();
        await rosa.ClickAsync("Join group call");
        await Task.WhenAll(SeesMoveAsync(quinn, rosa), SeesMoveAsync(rosa, quinn));
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_shared_screen_is_seen_by_all_and_whoever_closes_the_page_is_gone()
    {
        await using var vera = await browser.NewPersonAsync("Vera");
        await using var wim = await browser.NewPersonAsync("Wim");
        await using var xenia = await browser.NewPersonAsync("Xenia");
        await ProjectPeople.MeetAsync("project-group-screen", vera, wim, xenia);
        await vera.ClickAsync("Voices only");
        await wim.ClickAsync("Join group call");
        await IsInCallOfAsync(vera, 2);
        (await wim.Page.GetByRole(AriaRole.Button, new() { Name = "Camera off" }).CountAsync()).ShouldBe(0);

        await vera.ClickAsync("Share screen");
        await Assertions.Expect(Tile(wim, vera).GetByText("shares the screen")).ToBeVisibleAsync(new() { Timeout = ProjectPeople.Patience });
        await SeesMoveAsync(wim, vera);
        await xenia.ClickAsync("Join group call");
        await SeesMoveAsync(xenia, vera);

        // A call that began with voices only has cameras too, when somebody turns one on.
        await wim.ClickAsync("Camera on");
        await Task.WhenAll(SeesMoveAsync(vera, wim), SeesMoveAsync(xenia, wim));

        await vera.Page.CloseAsync();
        await Task.WhenAll(IsInCallOfAsync(wim, 2), IsInCallOfAsync(xenia, 2));
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_group_call_outlives_the_server()
    {
        await using var sven = await browser.NewPersonAsync("Sven");
        await using var tina = await browser.NewPersonAsync("Tina");
        await using var uwe = await browser.NewPersonAsync("Uwe");
        await ProjectPeople.MeetAsync("project-group-restart", sven, tina, uwe);
        await sven.ClickAsync("Start group call");
        await tina.ClickAsync("Join group call");
        await Task.WhenAll(SeesMoveAsync(sven, tina), SeesMoveAsync(tina, sven));

        await browser.RestartServerAsync(async () =>
        {
            await Task.WhenAll(sven.IsAsync("reconnecting"), tina.IsAsync("reconnecting"));
            await SeesMoveAsync(sven, tina);
        });

        await Task.WhenAll(sven.IsAsync("connected"), tina.IsAsync("connected"), uwe.IsAsync("connected"));
        await Task.WhenAll(SeesMoveAsync(sven, tina), SeesMoveAsync(tina, sven));
        await uwe.ClickAsync("Join group call");
        await Task.WhenAll(SeesMoveAsync(uwe, sven), SeesMoveAsync(uwe, tina), SeesMoveAsync(sven, uwe));
    }

    private static ILocator Tile(Person person, Person other) => person.Page.Locator($".tile[data-peer='{ProjectPeople.IdOf(other)}']");

    private static Task IsInCallOfAsync(Person person, int people) =>
        Assertions.Expect(person.Page.Locator($"[data-mesh='{people}']")).ToBeVisibleAsync(new() { Timeout = ProjectPeople.Patience });

    private static async Task SeesMoveAsync(Person person, Person other)
    {
        await Assertions.Expect(Tile(person, other).And(person.Page.Locator("[data-state=connected]"))).ToBeVisibleAsync(new() { Timeout = ProjectPeople.Patience });
        await person.SeesMovingPictureAsync(Tile(person, other).Locator("video"));
    }
}
