using SocketIoCompat.BrowserTests.Support;

namespace SocketIoCompat.BrowserTests;

/// <summary>The project chat in two tabs of one person, and calls that nobody takes.</summary>
[Trait("Category", "Long")]
public sealed class ProjectTabTests(ShortRingFixture browser) : IClassFixture<ShortRingFixture>
{
    [Fact]
    public async Task A_second_tab_leaves_the_group_call_of_the_first_alone()
    {
        await using var anna = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await ProjectPeople.MeetAsync("project-tabs", anna, ben);
        await anna.ClickAsync("Start group call");
        await ben.ClickAsync("Join group call");
        await Task.WhenAll(SeesMoveAsync(anna, ben), SeesMoveAsync(ben, anna));

        var second = await anna.OpenTabAsync();
        await second.SignInAsync("tutor", "projects/project-tabs");
        await second.ClickAsync("Join group call");
        await second.SeesAsync("You are in another call, perhaps in another window");
        await second.Page.ReloadAsync();
        await second.SeesAsync("started a group call");
        await second.Page.CloseAsync();

        // Said after everything that the second tab sent: the call has not changed by then.
        await anna.SaysAsync("Still here");
        await ben.SeesAsync("Still here");
        await Assertions.Expect(ben.Page.Locator("[data-mesh='2']")).ToBeVisibleAsync();
        await Assertions.Expect(ben.Page.GetByText("left the call")).ToHaveCountAsync(0);
        await Task.WhenAll(SeesMoveAsync(anna, ben), SeesMoveAsync(ben, anna));
    }

    [Fact]
    public async Task A_page_that_is_loaded_anew_without_having_left_is_taken_out_of_the_group_call()
    {
        await using var cora = await browser.NewPersonAsync("Cora");
        await using var dirk = await browser.NewPersonAsync("Dirk");
        await ProjectPeople.MeetAsync("project-crash", cora, dirk);
        await cora.ClickAsync("Start group call");
        await dirk.ClickAsync("Join group call");
        await SeesMoveAsync(cora, dirk);

        // As after a crash: nothing is sent when the page goes.
        await dirk.Page.EvaluateAsync("addEventListener('pagehide', (event) => event.stopImmediatePropagation(), { capture: true })");
        await dirk.Page.EvaluateAsync("WebSocket.prototype.send = () => undefined");
        await dirk.Page.ReloadAsync();
        await cora.SeesAsync("Dirk left the call");
        await dirk.ClickAsync("Join group call");
        await Task.WhenAll(SeesMoveAsync(cora, dirk), SeesMoveAsync(dirk, cora));
    }

    [Fact]
    public async Task A_ringing_tab_that_is_closed_refuses_nothing_and_what_one_takes_rings_in_no_other()
    {
        await using var ella = await browser.NewPersonAsync("Ella");
        await using var felix = await browser.NewPersonAsync("Felix");
        await ProjectPeople.MeetAsync("project-ringing", ella, felix);
        var (second, third) = (await felix.OpenTabAsync(), await felix.OpenTabAsync());
        await second.SignInAsync("tutor", "projects/project-ringing");
        await third.SignInAsync("tutor", "projects/project-ringing");

        await ella.ClickAsync("Voice call with Felix");
        await Task.WhenAll(felix.SeesAsync("is calling"), second.SeesAsync("is calling"), third.SeesAsync("is calling"));
        await third.Page.CloseAsync();
        await second.ClickAsync("Accept");
        await Task.WhenAll(ella.CallIsAsync("connected"), second.CallIsAsync("connected"));
        await Assertions.Expect(felix.Page.GetByRole(AriaRole.Alertdialog)).ToHaveCountAsync(0, new() { Timeout = ProjectPeople.Patience });

        // Nor does the tab that rang no more end it when it goes.
        await felix.Page.CloseAsync();
        await ella.SaysAsync("Can you hear me?");
        await second.SeesAsync("Can you hear me?");
        await Task.WhenAll(ella.CallIsAsync("connected"), second.CallIsAsync("connected"));
    }

    [Fact]
    public async Task A_page_that_is_loaded_anew_while_it_rings_rings_again()
    {
        await using var gina = await browser.NewPersonAsync("Gina");
        await using var hugo = await browser.NewPersonAsync("Hugo");
        await ProjectPeople.MeetAsync("project-again", gina, hugo);
        await gina.ClickAsync("Video call with Hugo");
        await hugo.SeesAsync("is calling");

        await hugo.Page.ReloadAsync();
        await hugo.ClickAsync("Accept");
        await Task.WhenAll(gina.SeesMovingPictureAsync(gina.Remote), hugo.SeesMovingPictureAsync(hugo.Remote));
    }

    [Fact]
    public async Task A_call_that_nobody_takes_ends_on_both_sides_and_is_missed()
    {
        await using var ida = await browser.NewPersonAsync("Ida");
        await using var jon = await browser.NewPersonAsync("Jon");
        await ProjectPeople.MeetAsync("project-missed", ida, jon);
        await ida.ClickAsync("Video call with Jon");
        await jon.SeesAsync("is calling");

        await Task.WhenAll(ida.SeesAsync("Nobody answered the call with Jon"), jon.SeesAsync("Nobody answered the call with Ida"));
        await Task.WhenAll(ida.HasNoCallAsync(), jon.HasNoCallAsync());
        await Assertions.Expect(jon.Page.GetByRole(AriaRole.Alertdialog)).ToHaveCountAsync(0);
        foreach (var person in new[] { ida, jon })
            await Assertions.Expect(person.Page.Locator("[data-call-status=missed]")).ToHaveCountAsync(1, new() { Timeout = ProjectPeople.Patience });
    }

    private static async Task SeesMoveAsync(Person person, Person other)
    {
        var tile = person.Page.Locator($".tile[data-peer='{ProjectPeople.IdOf(other)}'][data-state=connected]");
        await Assertions.Expect(tile).ToBeVisibleAsync(new() { Timeout = ProjectPeople.Patience });
        await person.SeesMovingPictureAsync(tile.Locator("video"));
    }
}
