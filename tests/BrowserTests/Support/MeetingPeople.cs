using System.Text.RegularExpressions;

namespace SocketIoCompat.BrowserTests.Support;

/// <summary>What people do in a meeting.</summary>
internal static class MeetingPeople
{
    /// <summary>They come in one after another: the first is host.</summary>
    public static async Task JoinAsync(string room, params Person[] people)
    {
        foreach (var person in people)
        {
            await KnockAsync(room, person);
            await person.IsAsync("connected");
        }
    }

    public static async Task KnockAsync(string room, Person person)
    {
        await person.EnterAsync(person.Name == "Anna" ? "tutor" : "student", $"meeting/{room}");
        await person.ClickAsync("Join the meeting");
    }

    /// <summary>Each sees the moving pictures of all the others.</summary>
    public static Task MeetAsync(params Person[] people) => Task.WhenAll(
        from person in people
        from other in people
        where person != other
        select person.SeesMovingPictureAsync(person.TileOf(other).Locator("video"), frames: 5));

    public static ILocator TileOf(this Person person, Person other) => person.Page.Locator($".tile[data-peer$='-{other.Name.ToLowerInvariant()}']");

    /// <summary>Shows a panel of the side, by the beginning of its name.</summary>
    public static Task OpenAsync(this Person person, string tab) => person.Page.GetByRole(AriaRole.Tab, new() { Name = tab }).ClickAsync();

    public static async Task TurnAsync(this Person host, string rule)
    {
        await host.OpenAsync("People");
        await host.Page.GetByRole(AriaRole.Switch, new() { Name = rule }).ClickAsync();
    }

    public static async Task ActAsync(this Person host, Person other, string action)
    {
        await host.OpenAsync("People");
        await host.ClickAsync($"Actions for {other.Name}");
        await host.ClickAsync(action);
    }

    /// <summary>There is no camera and no microphone; before the page is opened.</summary>
    public static Task CannotOpenMediaAsync(this Person person) => person.Page.AddInitScriptAsync(
        """
        const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = (wanted) => window.plugged ? open(wanted) : Promise.reject(new DOMException("none", "NotFoundError"));
        """);

    /// <summary>Camera and microphone are there from now on.</summary>
    public static Task CanOpenMediaAsync(this Person person) => person.Page.EvaluateAsync("window.plugged = true");

    public static async Task AsksAllAsync(this Person host, string question, params string[] options)
    {
        await host.OpenAsync("Polls");
        await host.ClickAsync("New poll…");
        await host.Page.GetByLabel("What to ask all").FillAsync(question);
        foreach (var (i, option) in options.Index())
        {
            if (i >= 2)
                await host.ClickAsync("Add option");
            await host.Page.GetByLabel($"Option {i + 1}").FillAsync(option);
        }

        await host.ClickAsync("Start the poll");
    }

    public static async Task VotesAsync(this Person person, string option)
    {
        await person.Page.GetByRole(AriaRole.Radio, new() { Name = option }).CheckAsync();
        await person.ClickAsync("Vote");
    }

    /// <summary>Where somebody's page shows that an option has so many votes.</summary>
    public static ILocator VotesFor(this Person person, string question, string option, int votes) =>
        person.Page.GetByLabel($"Results: {question}").Locator($"li[data-votes='{votes}']").Filter(new() { HasText = option });

    /// <summary>The drawings on a screen, as somebody's page shows them once they have their place.</summary>
    public static ILocator DrawingsOn(this Person person, Person sharing) => person.TileOf(sharing).Locator("canvas.drawing[style]");

    /// <summary>Waits until a drawing has this colour at a place, in parts of its width and height; 0 for nothing there.</summary>
    public static Task SeesColorAsync(this Person person, ILocator drawings, double x, double y, int color) => drawings.EvaluateAsync(
        """
        async (canvas, [x, y, color]) => {
          for (;;) {
            const [red, green, blue, there] = canvas.getContext("2d").getImageData(Math.floor(x * canvas.width), Math.floor(y * canvas.height), 1, 1).data;
            if (canvas.width > 300 && (color ? there === 255 && (red << 16 | green << 8 | blue) === color : there === 0)) return;
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
        }
        """,
        new object[] { x, y, color }).WaitAsync(TimeSpan.FromSeconds(90));

    /// <summary>Draws from one place to another, in parts of the picture's width and height.</summary>
    public static async Task DrawsAsync(this Person person, ILocator drawings, (float X, float Y) from, (float X, float Y) to)
    {
        await Assertions.Expect(drawings).ToHaveClassAsync(new Regex("active"));
        var box = (await drawings.BoundingBoxAsync())!;
        var mouse = person.Page.Mouse;
        await mouse.MoveAsync(box.X + (from.X * box.Width), box.Y + (from.Y * box.Height));
        await mouse.DownAsync();
        await mouse.MoveAsync(box.X + (to.X * box.Width), box.Y + (to.Y * box.Height), new() { Steps = 8 });
        await mouse.UpAsync();
    }

    public static async Task WritesAsync(this Person person, string text)
    {
        await person.OpenAsync("Chat");
        await person.SaysAsync(text);
    }

    public static async Task ReadsAsync(this Person person, string text)
    {
        await person.OpenAsync("Chat");
        await person.SeesAsync(text);
    }
}
