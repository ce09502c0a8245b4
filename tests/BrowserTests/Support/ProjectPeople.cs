namespace SocketIoCompat.BrowserTests.Support;

/// <summary>What people do with the project chat's page.</summary>
internal static class ProjectPeople
{
    public const float Patience = 45_000;

    public static string IdOf(Person person) => $"tutor-{person.Name.ToLowerInvariant()}";

    /// <summary>Signs all of them in to a project, and waits until each sees the others.</summary>
    public static async Task MeetAsync(string project, params Person[] people)
    {
        foreach (var person in people)
            await person.SignInAsync("tutor", $"projects/{project}");
        foreach (var person in people)
            await Task.WhenAll(people.Select(other => SeesOnlineAsync(person, other)));
    }

    public static Task SeesOnlineAsync(Person person, Person other) =>
        Assertions.Expect(person.Page.Locator(".people .online").GetByText(other.Name).First).ToBeVisibleAsync(new() { Timeout = Patience });

    /// <param name="caller">Who calls.</param>
    /// <param name="callee">Who takes it.</param>
    /// <param name="kind">The button's first word.</param>
    public static async Task CallAsync(Person caller, Person callee, string kind)
    {
        await caller.ClickAsync($"{kind} call with {callee.Name}");
        await callee.ClickAsync("Accept");
        await Task.WhenAll(caller.CallIsAsync("connected"), callee.CallIsAsync("connected"));
    }

    /// <summary>Both pressed the button: whoever's call was not taken may have to accept the other's.</summary>
    public static async Task GetsThroughAsync(Person person)
    {
        var accept = person.Page.GetByRole(AriaRole.Button, new() { Name = "Accept", Exact = true });
        var connected = person.Page.Locator("[data-call=connected]");
        await Assertions.Expect(accept.Or(connected)).ToBeVisibleAsync(new() { Timeout = Patience });
        if (await accept.IsVisibleAsync())
            await accept.ClickAsync();
        await person.CallIsAsync("connected");
    }
}
