using SocketIoCompat.BrowserTests.Support;

namespace SocketIoCompat.BrowserTests;

/// <summary>Meetings of many, each in a browser of their own.</summary>
public sealed class MeetingTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    /// <summary>Long enough for a slow machine; nothing waits for it when all is well.</summary>
    private const float Patience = 90_000;

    [Fact]
    public async Task Three_people_see_each_other_move_and_a_fourth_finds_the_door_locked()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await using var cleo = await browser.NewPersonAsync("Cleo");
        await using var late = await browser.NewPersonAsync("Dora");
        await MeetingPeople.JoinAsync("three", host, ben, cleo);
        await MeetingPeople.MeetAsync(host, ben, cleo);
        await host.SeesAsync("You are the host");
        await ben.SeesAsync("Host: Anna");

        await host.TurnAsync("Lock the room");
        await ben.ReadsAsync("The room is locked");
        await MeetingPeople.KnockAsync("three", late);
        await Assertions.Expect(late.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The room is locked: nobody else is let in.", new() { Timeout = Patience });

        await host.TurnAsync("Lock the room");
        await ben.ReadsAsync("The room is open again");
        await late.ClickAsync("Join again");
        await MeetingPeople.MeetAsync(late, host);

        foreach (var person in (Person[])[host, ben, cleo, late])
            person.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_is_removed_is_told_and_stays_out_and_the_others_go_on()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await using var cleo = await browser.NewPersonAsync("Cleo");
        await MeetingPeople.JoinAsync("kick", host, ben, cleo);
        await MeetingPeople.MeetAsync(host, ben, cleo);

        await host.ActAsync(cleo, "Remove Cleo");
        await Assertions.Expect(cleo.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The host has removed you from the meeting.", new() { Timeout = Patience });
        await ben.ReadsAsync("Cleo left");
        await Assertions.Expect(ben.TileOf(cleo)).ToHaveCountAsync(0, new() { Timeout = Patience });
        await cleo.ClickAsync("Join again");
        await Assertions.Expect(cleo.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The host has removed you", new() { Timeout = Patience });
        await MeetingPeople.MeetAsync(host, ben);

        // Those who do not lead find nothing to command with.
        await Assertions.Expect(ben.Page.GetByLabel("Actions for")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_waiting_room_lets_in_whom_the_host_admits_and_tells_the_others()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await using var cleo = await browser.NewPersonAsync("Cleo");
        await MeetingPeople.JoinAsync("waiting", host);
        await host.TurnAsync("Waiting room");
        await Task.WhenAll(MeetingPeople.KnockAsync("waiting", ben), MeetingPeople.KnockAsync("waiting", cleo));
        await Task.WhenAll(ben.SeesAsync("The host has been told that you are here"), cleo.SeesAsync("The host has been told that you are here"));

        await host.ClickAsync("Admit Ben");
        await MeetingPeople.MeetAsync(host, ben);
        await host.ClickAsync("Deny Cleo");
        await Assertions.Expect(cleo.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The host has not let you in.", new() { Timeout = Patience });
        await Assertions.Expect(host.Page.GetByText("Waiting to be let in")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Hands_reactions_and_chat_are_seen_by_the_others_and_the_host_turns_the_chat_off()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await MeetingPeople.JoinAsync("talk", host, ben);
        await MeetingPeople.MeetAsync(host, ben);

        await ben.ClickAsync("Raise hand");
        await Assertions.Expect(host.TileOf(ben).Locator(".hand")).ToBeVisibleAsync(new() { Timeout = Patience });
        await host.ActAsync(ben, "Lower Ben's hand");
        await Assertions.Expect(host.TileOf(ben).Locator(".hand")).ToHaveCountAsync(0);
        await Assertions.Expect(ben.Page.GetByRole(AriaRole.Button, new() { Name = "Raise hand" })).ToBeVisibleAsync();

        var seen = host.TileOf(ben).GetByText("🎉").WaitForAsync();
        await ben.ClickAsync("Celebrate");
        await seen;

        await ben.WritesAsync("Hello everybody");
        await host.ReadsAsync("Hello everybody");
        await Assertions.Expect(ben.Page.GetByText("Hello everybody")).ToHaveCountAsync(1);
        await host.TurnAsync("Chat");
        await Assertions.Expect(ben.Page.GetByPlaceholder("The chat is off")).ToBeDisabledAsync(new() { Timeout = Patience });
        await host.TurnAsync("Chat");
        await ben.WritesAsync("Thank you");
        await host.ReadsAsync("Thank you");
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_poll_and_a_question_are_counted_by_every_page_and_found_by_keyboard()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await using var cleo = await browser.NewPersonAsync("Cleo");
        await MeetingPeople.JoinAsync("asked", host, ben);
        await ben.SeesAsync("Host: Anna");
        await host.AsksAllAsync("What shall we drink?", "Tea", "Coffee");

        var tab = ben.Page.GetByRole(AriaRole.Tab, new() { Name = "Polls & questions 1 new" });
        await Assertions.Expect(tab).ToBeVisibleAsync(new() { Timeout = Patience });
        await ben.OpenAsync("People");
        await ben.Page.Keyboard.PressAsync("ArrowLeft");
        await ben.VotesAsync("Coffee");
        await host.VotesAsync("Coffee");
        foreach (var person in (Person[])[host, ben])
        {
            await Assertions.Expect(person.VotesFor("What shall we drink?", "Coffee", 2)).ToBeVisibleAsync(new() { Timeout = Patience });
            await Assertions.Expect(person.VotesFor("What shall we drink?", "Tea", 0)).ToBeVisibleAsync();
        }

        // The room keeps nothing of it, and the page says so.
        await MeetingPeople.JoinAsync("asked", cleo);
        await cleo.OpenAsync("Polls");
        await cleo.SeesAsync("is not known here");
        await Assertions.Expect(cleo.Page.GetByText("What shall we drink?")).ToHaveCountAsync(0);
        await host.ClickAsync("Close the poll");
        await ben.SeesAsync("2 votes, closed");
        await Assertions.Expect(host.Page.GetByRole(AriaRole.Heading, new() { Name = "Polls" })).ToBeFocusedAsync(new() { Timeout = Patience });
        await host.ClickAsync("New poll…");
        await Assertions.Expect(host.Page.GetByLabel("What to ask all")).ToBeFocusedAsync(new() { Timeout = Patience });
        await host.ClickAsync("Cancel");
        await Assertions.Expect(host.Page.GetByRole(AriaRole.Button, new() { Name = "New poll…" })).ToBeFocusedAsync(new() { Timeout = Patience });

        await ben.Page.GetByLabel("Your question").FillAsync("Is there milk?");
        await ben.ClickAsync("Ask");
        await cleo.ClickAsync("I want to know too: Is there milk? (0 votes)");
        await Assertions.Expect(ben.Page.GetByLabel("I want to know too: Is there milk? (1 vote)")).ToBeDisabledAsync(new() { Timeout = Patience });
        await host.ClickAsync("Answer");
        await Assertions.Expect(host.Page.GetByLabel("Answer", new() { Exact = true })).ToBeFocusedAsync(new() { Timeout = Patience });
        await host.Page.Keyboard.TypeAsync("In the fridge.");
        await host.Page.Keyboard.PressAsync("Enter");
        await Task.WhenAll(ben.SeesAsync("In the fridge."), cleo.SeesAsync("In the fridge."));
        await Assertions.Expect(ben.Page.GetByRole(AriaRole.Button, new() { Name = "Answer" })).ToHaveCountAsync(0);
        foreach (var person in (Person[])[host, ben, cleo])
            person.Errors.ShouldBeEmpty();
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task The_host_mutes_hands_over_and_when_the_new_one_leaves_another_leads()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await using var cleo = await browser.NewPersonAsync("Cleo");
        await MeetingPeople.JoinAsync("lead", host, ben, cleo);
        await MeetingPeople.MeetAsync(host, ben, cleo);

        await host.ActAsync(ben, "Mute Ben");
        await ben.SeesAsync("The host has muted you");
        await Assertions.Expect(cleo.TileOf(ben)).ToContainTextAsync("muted", new() { Timeout = Patience });

        await host.ActAsync(cleo, "Make Cleo co-host");
        await cleo.SeesAsync("You are a co-host now");
        await Assertions.Expect(ben.TileOf(cleo)).ToContainTextAsync("co-host");
        await host.ActAsync(ben, "Make Ben host");
        await ben.ReadsAsync("You are the host now");
        await host.SeesAsync("Host: Ben");

        await ben.ClickAsync("Leave");
        await ben.SeesAsync("You have left the meeting.");
        await cleo.ReadsAsync("You are the host now");
        await host.SeesAsync("Host: Cleo");

        await cleo.OpenAsync("People");
        await cleo.ClickAsync("End for all…");
        await cleo.ClickAsync("Yes, end it for all");
        await Task.WhenAll(host.SeesAsync("The host has ended the meeting."), cleo.SeesAsync("The host has ended the meeting."));
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task Sharing_is_seen_and_ended_by_the_host()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await MeetingPeople.JoinAsync("share", host, ben);
        await MeetingPeople.MeetAsync(host, ben);

        await ben.ClickAsync("Share screen");
        await host.SeesAsync("Ben shares the screen");
        await host.SeesMovingPictureAsync(host.TileOf(ben).Locator("video"), frames: 2);
        await host.ActAsync(ben, "End Ben's screen sharing");
        await ben.SeesAsync("The host has ended your screen sharing");
        await Assertions.Expect(host.TileOf(ben).GetByText("shares the screen")).ToHaveCountAsync(0, new() { Timeout = Patience });
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task In_breakout_rooms_only_those_of_the_same_room_see_each_other()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await using var cleo = await browser.NewPersonAsync("Cleo");
        await MeetingPeople.JoinAsync("breakout", host, ben, cleo);
        await MeetingPeople.MeetAsync(host, ben, cleo);

        await host.ClickAsync("Breakout rooms…");
        await host.Page.GetByLabel("Rooms").FillAsync("1");
        await host.ClickAsync("Open them");
        await Assertions.Expect(host.Page.Locator(".tile")).ToHaveCountAsync(1, new() { Timeout = Patience });
        await Assertions.Expect(ben.Page.Locator(".tile")).ToHaveCountAsync(2, new() { Timeout = Patience });
        await MeetingPeople.MeetAsync(ben, cleo);
        await ben.WritesAsync("Between us");
        await cleo.ReadsAsync("Between us");
        await ben.AsksAllAsync("Shall we go back?", "Yes", "No");
        await cleo.OpenAsync("Polls");
        await cleo.VotesAsync("No");
        await Assertions.Expect(cleo.VotesFor("Shall we go back?", "No", 1)).ToBeVisibleAsync();

        await host.ClickAsync("Close breakout rooms");
        await MeetingPeople.MeetAsync(host, ben, cleo);
        await Assertions.Expect(host.Page.GetByText("Between us")).ToHaveCountAsync(0);
        await Assertions.Expect(host.Page.GetByText("Shall we go back?")).ToHaveCountAsync(0);
        await ben.SeesAsync("1 vote, closed");
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task The_address_of_a_new_room_leads_to_its_page()
    {
        await using var person = await browser.NewPersonAsync("Anna");
        await person.Page.GotoAsync("/room/create");
        person.Page.Url.ShouldMatch("/#/meeting/[0-9a-f-]{36}$");
    }
}
