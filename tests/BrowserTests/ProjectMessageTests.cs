using SocketIoCompat.BrowserTests.Support;

namespace SocketIoCompat.BrowserTests;

/// <summary>What people do with the project chat's messages once they are sent, and how they find their projects.</summary>
public sealed class ProjectMessageTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task Messages_are_changed_answered_reacted_to_pinned_and_taken_back_for_all_to_see()
    {
        await using var anna = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await ProjectPeople.MeetAsync("project-messages", anna, ben);
        await ben.SaysAsync("The cut is redy");
        await anna.SeesAsync("The cut is redy");

        await ChooseAsync(ben, "The cut is redy", "Edit");
        await Assertions.Expect(Input(ben)).ToHaveValueAsync("The cut is redy");
        await Input(ben).FillAsync("The cut is ready");
        await ben.ClickAsync("Save");
        await Assertions.Expect(Bubble(anna, "The cut is ready")).ToContainTextAsync("edited");

        await ChooseAsync(anna, "The cut is ready", "React with heart");
        await Bubble(ben, "The cut is ready").GetByRole(AriaRole.Button, new() { Name = "❤️ by Anna" }).ClickAsync();
        await Assertions.Expect(Bubble(anna, "The cut is ready").GetByRole(AriaRole.Button, new() { Name = "❤️ by you, Ben" })).ToHaveTextAsync("❤️ 2");
        await ChooseAsync(anna, "The cut is ready", "React with heart");
        await Assertions.Expect(Bubble(ben, "The cut is ready").Locator(".chip")).ToHaveTextAsync("❤️ 1");

        await ChooseAsync(anna, "The cut is ready", "Reply");
        await anna.SeesAsync("Replying to Ben: The cut is ready");
        await anna.SaysAsync("I am looking at it");
        await Assertions.Expect(Bubble(ben, "I am looking at it").Locator(".quote")).ToHaveTextAsync("You The cut is ready");

        await ChooseAsync(anna, "The cut is ready", "Pin");
        await ben.Page.GetByText("Pinned (1)").ClickAsync();
        await ben.Page.Locator(".pinned .quote").ClickAsync();
        await Assertions.Expect(Bubble(ben, "The cut is ready")).ToBeFocusedAsync();

        await ChooseAsync(ben, "The cut is ready", "Delete…");
        await ben.ClickAsync("Delete");
        await anna.SeesAsync("This message was deleted");
        await Assertions.Expect(anna.Page.GetByText("The cut is ready")).ToHaveCountAsync(0);
        anna.Errors.ShouldBeEmpty();
        ben.Errors.ShouldBeEmpty();
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task Only_what_somebody_may_do_is_offered_and_the_keyboard_is_enough()
    {
        await using var carl = await browser.NewPersonAsync("Carl");
        await using var dora = await browser.NewPersonAsync("Dora");
        await ProjectPeople.MeetAsync("project-keyboard", carl, dora);
        await carl.SaysAsync("Good morning");
        await dora.SeesAsync("Good morning");

        // Carl made the project by coming first.
        await OpenMenuAsync(carl, "Good morning");
        (await MenuOf(carl).GetByRole(AriaRole.Button).AllInnerTextsAsync()).Skip(6).ShouldBe(["Reply", "Edit", "Pin", "Delete…"]);
        await OpenMenuAsync(dora, "Good morning");
        (await MenuOf(dora).GetByRole(AriaRole.Button).AllInnerTextsAsync()).Skip(6).ShouldBe(["Reply"]);

        var keyboard = dora.Page.Keyboard;
        await keyboard.PressAsync("Escape");
        await Assertions.Expect(MenuOf(dora)).ToHaveCountAsync(0);
        await Assertions.Expect(Opener(dora, "Good morning")).ToBeFocusedAsync();
        await Input(dora).FocusAsync();
        await keyboard.PressAsync("Shift+Tab"); // to the choice of a file
        await keyboard.PressAsync("Shift+Tab");
        await keyboard.PressAsync("Enter");
        await Assertions.Expect(MenuOf(dora).GetByLabel("React with thumbs up")).ToBeFocusedAsync();
        for (var step = 0; step < 6; step++)
            await keyboard.PressAsync("Tab");
        await keyboard.PressAsync("Enter");
        await Assertions.Expect(Input(dora)).ToBeFocusedAsync();
        await dora.SeesAsync("Replying to Carl: Good morning");
        await keyboard.PressAsync("Escape");
        await Assertions.Expect(dora.Page.GetByText("Replying to Carl")).ToHaveCountAsync(0);

        // What was written before is there again when nothing is changed after all.
        await Input(carl).FillAsync("Half a thought");
        await MenuOf(carl).GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await Assertions.Expect(Input(carl)).ToHaveValueAsync("Good morning");
        await carl.ClickAsync("Cancel");
        await Assertions.Expect(Input(carl)).ToHaveValueAsync("Half a thought");
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task Projects_are_chosen_from_a_list_that_says_what_is_unread()
    {
        await using var emma = await browser.NewPersonAsync("Emma");
        await using var fred = await browser.NewPersonAsync("Fred");
        await ProjectPeople.MeetAsync("project-first", emma, fred);
        await emma.Page.GotoAsync("/#/projects/project-second");
        await Assertions.Expect(ProjectLink(emma, "project-second")).ToHaveAttributeAsync("aria-current", "page");
        await fred.SeesAsync("Emma left");
        await fred.SaysAsync("One");
        await fred.SaysAsync("Two");
        await Assertions.Expect(fred.Page.Locator("[data-status=sent]")).ToHaveCountAsync(2);

        // A page that is looked at again asks at once.
        await emma.Page.EvaluateAsync("document.dispatchEvent(new Event('visibilitychange'))");
        await Assertions.Expect(ProjectLink(emma, "project-first").Locator(".unread")).ToHaveTextAsync("2 unread");
        await ProjectLink(emma, "project-first").ClickAsync();
        await emma.SeesAsync("Two");
        await fred.SeesAsync("Read by Emma");
        await ProjectLink(emma, "project-second").ClickAsync();
        await Assertions.Expect(ProjectLink(emma, "project-second")).ToHaveAttributeAsync("aria-current", "page");
        await Assertions.Expect(ProjectLink(emma, "project-first").Locator(".unread")).ToHaveCountAsync(0);

        await emma.Page.GetByLabel("Name of a new project").FillAsync("Autumn film");
        await emma.ClickAsync("Create");
        await Assertions.Expect(emma.Page.GetByRole(AriaRole.Heading, new() { Name = "Autumn film" })).ToBeVisibleAsync();
        await emma.IsAsync("connected");
        await emma.SaysAsync("Alone here");
        await Assertions.Expect(emma.Page.Locator("[data-status=sent]")).ToHaveCountAsync(1);
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task Files_are_shared_and_pictures_shown_until_they_are_taken_back()
    {
        await using var gerd = await browser.NewPersonAsync("Gerd");
        await using var heidi = await browser.NewPersonAsync("Heidi");
        await ProjectPeople.MeetAsync("project-files", gerd, heidi);
        const string Dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

        await AttachAsync(gerd, "dot.png", "image/png", Convert.FromBase64String(Dot));
        await gerd.ClickAsync("Send");
        await HasPictureAsync(heidi);
        await HasPictureAsync(gerd);

        // What says that it is a picture and is none is a file.
        await AttachAsync(heidi, "cut list.png", "image/png", "00:00 opening"u8.ToArray());
        await heidi.SaysAsync("The list");
        await gerd.SeesAsync("The list");
        var saved = await gerd.Page.RunAndWaitForDownloadAsync(() => gerd.ClickAsync("Save cut list.png"));
        saved.SuggestedFilename.ShouldBe("cut list.png");
        (await File.ReadAllTextAsync(await saved.PathAsync())).ShouldBe("00:00 opening");

        await gerd.Page.GetByRole(AriaRole.Button, new() { Name = "Actions for dot.png" }).ClickAsync();
        await gerd.ClickAsync("Delete…");
        await gerd.ClickAsync("Delete");
        await heidi.SeesAsync("This message was deleted");
        await Assertions.Expect(heidi.Page.Locator(".picture")).ToHaveCountAsync(0);
        gerd.Errors.ShouldBeEmpty();
        heidi.Errors.ShouldBeEmpty();
    }

    private static async Task AttachAsync(Person person, string name, string type, byte[] bytes)
    {
        await person.Page.GetByLabel("Attach a file").SetInputFilesAsync(new FilePayload { Name = name, MimeType = type, Buffer = bytes });
        await Assertions.Expect(person.Page.Locator(".attached")).ToContainTextAsync(name);
    }

    private static Task HasPictureAsync(Person person) =>
        Assertions.Expect(person.Page.Locator(".picture img")).ToHaveJSPropertyAsync("naturalWidth", 1, new() { Timeout = ProjectPeople.Patience });

    private static ILocator Input(Person person) => person.Page.GetByLabel("Message", new() { Exact = true });

    private static ILocator Bubble(Person person, string text) => person.Page.Locator(".messages .bubble", new() { Has = person.Page.Locator(".text", new() { HasText = text }) });

    private static ILocator Opener(Person person, string text) => person.Page.GetByRole(AriaRole.Button, new() { Name = $"Actions for {text}" });

    private static ILocator MenuOf(Person person) => person.Page.Locator(".messages .menu");

    private static ILocator ProjectLink(Person person, string project) => person.Page.Locator(".projects").GetByRole(AriaRole.Link, new() { Name = project });

    private static Task OpenMenuAsync(Person person, string text) => Opener(person, text).ClickAsync();

    private static async Task ChooseAsync(Person person, string text, string action)
    {
        await OpenMenuAsync(person, text);
        await MenuOf(person).GetByRole(AriaRole.Button, new() { Name = action, Exact = true }).ClickAsync();
    }
}
