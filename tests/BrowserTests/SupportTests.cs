using SocketIoCompat.BrowserTests.Support;

namespace SocketIoCompat.BrowserTests;

/// <summary>A customer and an agent in a support session, each in a browser of their own; their calls go over simple-peer.</summary>
public sealed class SupportTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task Agent_and_customer_chat_and_find_what_they_said_again()
    {
        await using var agent = await browser.NewPersonAsync("Anna");
        await using var customer = await browser.NewPersonAsync("Ben");
        await MeetAsync(agent, customer, "session-chat");
        await agent.SeesAsync("Ben joined");

        await customer.SaysAsync("My printer prints no more");
        await agent.SeesAsync("My printer prints no more");
        await agent.SaysAsync("Is it plugged in?");
        await customer.SeesAsync("Is it plugged in?");

        await customer.Page.ReloadAsync();
        await agent.SeesAsync("Ben left");
        await SaidAsync(customer, own: "My printer prints no more", theirs: "Is it plugged in?");
        await SaidAsync(agent, own: "Is it plugged in?", theirs: "My printer prints no more");
        agent.Errors.ShouldBeEmpty();
        customer.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_shows_both_to_each_other_and_ends_for_both()
    {
        await using var agent = await browser.NewPersonAsync("Cora");
        await using var customer = await browser.NewPersonAsync("Dirk");
        await MeetAsync(agent, customer, "session-video");

        await CallAsync(agent, customer);
        await Task.WhenAll(agent.SeesMovingPictureAsync(agent.Remote), customer.SeesMovingPictureAsync(customer.Remote));
        await customer.ClickAsync("Hang up");
        await agent.SeesAsync("The other side hung up");
        await Task.WhenAll(agent.HasNoCallAsync(), customer.HasNoCallAsync());

        await CallAsync(customer, agent);
        await Task.WhenAll(agent.SeesMovingPictureAsync(agent.Remote), customer.SeesMovingPictureAsync(customer.Remote));
        agent.Errors.ShouldBeEmpty();
        customer.Errors.ShouldBeEmpty();
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task Both_may_call_at_once()
    {
        await using var agent = await browser.NewPersonAsync("Edda");
        await using var customer = await browser.NewPersonAsync("Falk");
        await MeetAsync(agent, customer, "session-glare");

        for (var call = 0; call < 5; call++)
        {
            var both = DateTimeOffset.UtcNow.AddMilliseconds(500);
            await Task.WhenAll(
                agent.ClickAtAsync("Start video call", both),
                customer.ClickAtAsync("Start video call", both.AddMilliseconds(Random.Shared.Next(-20, 20))));
            await Task.WhenAll(agent.CallIsAsync("connected"), customer.CallIsAsync("connected"));
            await Task.WhenAll(agent.SeesMovingPictureAsync(agent.Remote), customer.SeesMovingPictureAsync(customer.Remote));
            await agent.ClickAsync("Hang up");
            await Task.WhenAll(agent.HasNoCallAsync(), customer.HasNoCallAsync());
        }

        agent.Errors.ShouldBeEmpty();
        customer.Errors.ShouldBeEmpty();
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_call_waits_for_who_is_not_there_yet()
    {
        await using var agent = await browser.NewPersonAsync("Gesa");
        await using var customer = await browser.NewPersonAsync("Hans");
        await agent.SignInAsync("tutor", "support/session-early");
        await agent.SeesAsync("The customer is not here yet");
        await agent.ClickAsync("Start video call");
        await agent.SeesMovingPictureAsync(agent.Page.Locator(".own video"));

        await customer.SignInAsync("student", "support/session-early");
        await customer.SeesAsync("Gesa is calling");
        await customer.ClickAsync("Accept");
        await Task.WhenAll(agent.SeesMovingPictureAsync(agent.Remote), customer.SeesMovingPictureAsync(customer.Remote));
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_call_that_is_not_taken_or_taken_back_ends_for_both()
    {
        await using var agent = await browser.NewPersonAsync("Ilse");
        await using var customer = await browser.NewPersonAsync("Jörg");
        await MeetAsync(agent, customer, "session-refused");

        await customer.ClickAsync("Start video call");
        await agent.SeesAsync("Jörg is calling");
        await agent.ClickAsync("Not now");
        await customer.SeesAsync("The call was not taken");
        await customer.HasNoCallAsync();

        await customer.ClickAsync("Start video call");
        await agent.SeesAsync("Jörg is calling");
        await customer.ClickAsync("Hang up");
        await Assertions.Expect(agent.Page.GetByRole(AriaRole.Alertdialog)).ToHaveCountAsync(0);

        await CallAsync(customer, agent);
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_call_rings_in_all_windows_of_a_person_until_it_is_taken_in_one()
    {
        await using var agent = await browser.NewPersonAsync("Alma");
        await using var customer = await browser.NewPersonAsync("Bert");
        var colleague = new Person("Alma", agent.Context, await agent.Context.NewPageAsync());
        var second = new Person("Bert", customer.Context, await customer.Context.NewPageAsync());
        await MeetAsync(agent, customer, "session-twice");
        await colleague.SignInAsync("tutor", "support/session-twice");
        await second.SignInAsync("student", "support/session-twice");

        await agent.ClickAsync("Start video call");
        await Task.WhenAll(customer.SeesAsync("Alma is calling"), second.SeesAsync("Alma is calling"));
        await customer.ClickAsync("Accept");
        await second.SeesAsync("You took the call in another window");
        await Task.WhenAll(agent.CallIsAsync("connected"), customer.CallIsAsync("connected"));
        await Task.WhenAll(agent.SeesMovingPictureAsync(agent.Remote), customer.SeesMovingPictureAsync(customer.Remote));
        foreach (var window in new[] { second, colleague })
            await Assertions.Expect(window.Page.GetByRole(AriaRole.Alertdialog)).ToHaveCountAsync(0);

        await customer.ClickAsync("Hang up");
        await agent.SeesAsync("The other side hung up");
        await CallAsync(second, agent);
    }

    [Fact]
    public async Task Whoever_has_been_in_several_sessions_finds_the_way_from_one_to_another()
    {
        await using var agent = await browser.NewPersonAsync("Carl");
        await using var customer = await browser.NewPersonAsync("Dora");
        await agent.SignInAsync("tutor", "support/session-monday");
        await customer.SignInAsync("student", "support/session-tuesday");
        var own = agent.Page.Locator(".sessions");
        await Assertions.Expect(own).ToHaveCountAsync(0);

        await agent.Page.GotoAsync("/#/support/session-tuesday");
        await own.GetByText("Your sessions (2)").ClickAsync();
        await Assertions.Expect(own.GetByRole(AriaRole.Listitem).First).ToContainTextAsync("session-tuesday Dora, active");
        await own.GetByRole(AriaRole.Link, new() { Name = "session-monday" }).ClickAsync();
        await Assertions.Expect(agent.Page.GetByRole(AriaRole.Heading, new() { Name = "session-monday" })).ToBeVisibleAsync();
        await agent.IsAsync("connected");
        await Assertions.Expect(customer.Page.Locator(".sessions")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Whoever_has_no_place_is_told_why()
    {
        await using var agent = await browser.NewPersonAsync("Kuno");
        await using var customer = await browser.NewPersonAsync("Lara");
        await using var third = await browser.NewPersonAsync("Mick");
        await MeetAsync(agent, customer, "session-full");
        await customer.SaysAsync("Between you and me");

        await third.EnterAsync("student", "support/session-full");
        await third.IsAsync("refused");
        await third.SeesAsync("You cannot join: this session has another customer.");
        await Assertions.Expect(third.Page.GetByLabel("Chat")).ToHaveCountAsync(0);
        await Assertions.Expect(third.Page.GetByRole(AriaRole.Button, new() { Name = "Start video call" })).ToHaveCountAsync(0);
        await Assertions.Expect(agent.Page.GetByText("Mick")).ToHaveCountAsync(0);
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_page_that_is_loaded_anew_can_call_again()
    {
        await using var agent = await browser.NewPersonAsync("Nora");
        await using var customer = await browser.NewPersonAsync("Otto");
        await MeetAsync(agent, customer, "session-reload");
        await CallAsync(agent, customer);

        await customer.Page.ReloadAsync();
        await agent.HasNoCallAsync();
        await customer.SeesAsync("Nora is here");

        await CallAsync(customer, agent);
        await Task.WhenAll(agent.SeesMovingPictureAsync(agent.Remote), customer.SeesMovingPictureAsync(customer.Remote));
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task What_is_turned_off_or_shared_is_shown_to_the_other()
    {
        await using var agent = await browser.NewPersonAsync("Petra");
        await using var customer = await browser.NewPersonAsync("Rolf");
        await MeetAsync(agent, customer, "session-mute");
        await CallAsync(agent, customer);

        await customer.ClickAsync("Mute");
        await agent.SeesAsync("Rolf is muted");
        await customer.Page.GetByLabel("Blur").SelectOptionAsync("Blur everything");
        await agent.SeesSharpAsync(agent.Remote, middle: false);
        await customer.Page.GetByLabel("Blur").SelectOptionAsync("No blur");
        await agent.SeesSharpAsync(agent.Remote, middle: true);
        await customer.ClickAsync("Camera off");
        await agent.SeesAsync("Rolf has the camera off");

        await agent.ClickAsync("Share screen");
        await customer.SeesAsync("Petra shares the screen");
        await customer.SeesMovingPictureAsync(customer.Remote, frames: 2);
        await agent.ClickAsync("Stop sharing");
        await Assertions.Expect(customer.Page.GetByText("Petra shares the screen")).ToHaveCountAsync(0);
        await customer.SeesMovingPictureAsync(customer.Remote);
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task What_is_said_is_written_down_for_the_other_and_kept()
    {
        await using var agent = await browser.NewPersonAsync("Suse");
        await using var customer = await browser.NewPersonAsync("Tim");
        await MeetAsync(agent, customer, "session-words");
        await CallAsync(agent, customer);

        // Development's transcriber says how much it heard.
        await customer.ClickAsync("Transcript");
        await Assertions.Expect(agent.Page.GetByLabel("Transcript").GetByText("Tim [2 s of audio]")).ToBeVisibleAsync();
        await customer.ClickAsync("Stop transcript");

        await customer.Page.ReloadAsync();
        await Assertions.Expect(customer.Page.GetByLabel("Transcript").GetByText("Tim [1 s of audio]")).ToBeVisibleAsync();
        customer.Errors.ShouldBeEmpty();
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_recording_is_announced_and_played_back_by_the_other()
    {
        await using var agent = await browser.NewPersonAsync("Udo");
        await using var customer = await browser.NewPersonAsync("Vera");
        await MeetAsync(agent, customer, "session-record");
        await CallAsync(agent, customer);
        await agent.SeesMovingPictureAsync(agent.Remote);

        await agent.ClickAsync("Record");
        await customer.SeesAsync("Udo records this call");
        await customer.SeesMovingPictureAsync(customer.Remote, frames: 30);
        await agent.ClickAsync("Stop recording");

        await customer.Page.GetByText("Recordings (1)").ClickAsync();
        var playback = customer.Page.Locator("video.playback");
        await playback.EvaluateAsync("video => { video.muted = true; return video.play(); }");
        await customer.SeesMovingPictureAsync(playback, frames: 5);
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task The_agent_closes_the_session_and_both_may_come_back()
    {
        await using var agent = await browser.NewPersonAsync("Wolf");
        await using var customer = await browser.NewPersonAsync("Xenia");
        await MeetAsync(agent, customer, "session-end");
        await CallAsync(agent, customer);

        await agent.ClickAsync("End session");
        await agent.SeesAsync("You ended the session");
        await customer.SeesAsync("Wolf left");
        await customer.HasNoCallAsync();
        await Assertions.Expect(customer.Page.Locator("[data-status=closed]")).ToBeVisibleAsync();

        await agent.ClickAsync("Join again");
        await agent.IsAsync("connected");
        await customer.SeesAsync("Wolf is here");
        await customer.ClickAsync("Leave session");
        await agent.SeesAsync("Xenia left");
        await customer.SeesAsync("You left the session");
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_call_outlives_the_server_and_the_chat_comes_back_with_it()
    {
        await using var agent = await browser.NewPersonAsync("Yara");
        await using var customer = await browser.NewPersonAsync("Zeno");
        await MeetAsync(agent, customer, "session-restart");
        await CallAsync(agent, customer);
        await customer.SaysAsync("Before");
        await agent.SeesAsync("Before");

        await browser.RestartServerAsync(async () =>
        {
            await Task.WhenAll(agent.IsAsync("reconnecting"), customer.IsAsync("reconnecting"));
            await agent.SeesMovingPictureAsync(agent.Remote);
        });

        await Task.WhenAll(agent.SeesAsync("Zeno is here"), customer.SeesAsync("Yara is here"));
        await Assertions.Expect(agent.Page.GetByText("Before", new() { Exact = true })).ToHaveCountAsync(1);
        await agent.SaysAsync("There you are");
        await customer.SeesAsync("There you are");
        await customer.CallIsAsync("connected");
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task Two_windows_of_one_browser_are_two_people()
    {
        await using var agent = await browser.NewPersonAsync("Agnes");
        var window = await agent.Context.NewPageAsync();
        await using var customer = new Person("Bernd", agent.Context, window);
        await MeetAsync(agent, customer, "session-windows");

        await browser.RestartServerAsync(() => Task.WhenAll(agent.IsAsync("reconnecting"), customer.IsAsync("reconnecting")));
        await Task.WhenAll(agent.SeesAsync("Bernd is here"), customer.SeesAsync("Agnes is here"));
        await agent.SaysAsync("Who am I?");
        await SaidAsync(customer, own: null, theirs: "Who am I?");
        await Assertions.Expect(customer.Page.Locator(".bubble", new() { HasText = "Agnes" })).ToBeVisibleAsync();
    }

    private static async Task MeetAsync(Person agent, Person customer, string session)
    {
        await agent.SignInAsync("tutor", $"support/{session}");
        await customer.SignInAsync("student", $"support/{session}");
        await agent.SeesAsync($"{customer.Name} is here");
        await customer.SeesAsync($"{agent.Name} is here");
    }

    private static async Task CallAsync(Person caller, Person callee)
    {
        await caller.ClickAsync("Start video call");
        await callee.ClickAsync("Accept");
        await Task.WhenAll(caller.CallIsAsync("connected"), callee.CallIsAsync("connected"));
    }

    private static async Task SaidAsync(Person person, string? own, string theirs)
    {
        if (own is not null)
            await Assertions.Expect(person.Page.Locator(".bubble.own", new() { HasText = own })).ToHaveCountAsync(1);
        await Assertions.Expect(person.Page.Locator(".bubble:not(.own)", new() { HasText = theirs })).ToHaveCountAsync(1);
    }
}
