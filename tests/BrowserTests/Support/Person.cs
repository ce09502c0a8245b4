namespace SocketIoCompat.BrowserTests.Support;

/// <summary>Somebody at a browser: what every system's tests do with a page.</summary>
public sealed class Person : IAsyncDisposable
{
    /// <summary>Long enough for a slow machine; nothing waits for it when all is well.</summary>
    private const float Patience = 90_000;

    /// <summary>Resolves with how many pictures a video element has shown, at least as many as asked for, and whether they differ.</summary>
    private const string CountFrames =
        """
        (video, wanted) => new Promise((resolve) => {
          const canvas = document.createElement("canvas");
          canvas.width = 64; canvas.height = 36;
          const context = canvas.getContext("2d", { willReadFrequently: true });
          const seen = new Set();
          let frames = 0;
          const next = () => {
            context.drawImage(video, 0, 0, 64, 36);
            seen.add(context.getImageData(0, 0, 64, 36).data.join());
            if (++frames >= wanted && seen.size > 1) resolve([frames, seen.size]);
            else video.requestVideoFrameCallback(next);
          };
          video.requestVideoFrameCallback(next);
        })
        """;

    /// <summary>Resolves when the middle and the edges of a video are as sharp as asked for: when there is, or is not, a sharp edge in them.</summary>
    private const string Compare =
        """
        async (video, [middle, edges]) => {
          const [width, height, sharp] = [320, 180, 90];
          const canvas = document.createElement("canvas");
          canvas.width = width; canvas.height = height;
          const context = canvas.getContext("2d", { willReadFrequently: true });
          for (;;) {
            await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
            context.drawImage(video, 0, 0, width, height);
            const { data } = context.getImageData(0, 0, width, height);
            const green = (x, y) => data[(y * width + x) * 4 + 1];
            const most = { middle: 0, edges: 0 };
            for (let y = 0; y < height - 1; y++) {
              for (let x = 0; x < width - 1; x++) {
                const part = x > 110 && x < 210 && y > 40 && y < 160 ? "middle" : x < 80 || x > 240 ? "edges" : null;
                const step = Math.abs(green(x + 1, y) - green(x, y)) + Math.abs(green(x, y + 1) - green(x, y));
                if (part) most[part] = Math.max(most[part], step);
              }
            }
            if (most.middle > sharp === middle && (edges === null || most.edges > sharp === edges)) return;
          }
        }
        """;

    private readonly List<string> _errors = [];

    internal Person(string name, IBrowserContext context, IPage page)
    {
        (Name, Context, Page) = (name, context, page);
        context.SetDefaultTimeout(Patience);
        page.PageError += (_, error) => _errors.Add(error);
    }

    public string Name { get; }

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    /// <summary>What the page's scripts threw and nobody caught.</summary>
    public IReadOnlyList<string> Errors => _errors;

    public ILocator Remote => Page.Locator(".remote video");

    public async Task SignInAsync(string role, string address)
    {
        await EnterAsync(role, address);
        await Expect(Page.Locator(".connection.connected")).ToBeVisibleAsync(new() { Timeout = Patience });
    }

    /// <summary>Another tab of the same browser, for the same person to sign in to.</summary>
    public async Task<Person> OpenTabAsync() => new(Name, Context, await Context.NewPageAsync());

    /// <summary>Signs in at a page that does not connect by itself.</summary>
    public async Task EnterAsync(string role, string address)
    {
        await Page.GotoAsync("/#/" + address);
        await Page.GetByLabel("Your name").FillAsync(Name);
        await Page.GetByLabel(role, new() { Exact = true }).CheckAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Enter" }).ClickAsync();
    }

    public Task ClickAsync(string button) => Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    /// <summary>Clicks at a time, by the page's own clock: two pages do so at the same moment. A call that rings by then is taken.</summary>
    public async Task ClickAtAsync(string button, DateTimeOffset when)
    {
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true })).ToBeEnabledAsync(new() { Timeout = Patience });
        await Page.EvaluateAsync(
            """
            ([name, when]) => new Promise((resolve) => setTimeout(() => {
              const buttons = [...document.querySelectorAll("button")];
              (buttons.find((b) => b.textContent === name) ?? buttons.find((b) => b.textContent === "Accept")).click();
              resolve();
            }, when - Date.now()))
            """,
            new object[] { button, when.ToUnixTimeMilliseconds() });
    }

    /// <summary>Keeps the page's peer connections, to be looked into; before the page is opened.</summary>
    public Task WatchConnectionsAsync() => Page.AddInitScriptAsync(
        """
        window.connections = [];
        window.RTCPeerConnection = class extends RTCPeerConnection {
          constructor(...options) {
            super(...options);
            connections.push(this);
          }
        };
        """);

    /// <summary>What a function says of the page's present connection, asked again until it says something other than null and false.</summary>
    public Task<T> OfConnectionAsync<T>(string function) => Page.EvaluateAsync<T>(
        $$"""
        async () => {
          for (;;) {
            const answer = await ({{function}})(connections.at(-1));
            if (answer !== null && answer !== false) return answer;
            await new Promise((resolve) => setTimeout(resolve, 100));
          }
        }
        """).WaitAsync(TimeSpan.FromMilliseconds(Patience));

    public Task SeesAsync(string text) => Expect(Page.GetByText(text).First).ToBeVisibleAsync(new() { Timeout = Patience });

    public Task CallIsAsync(string state) => Expect(Page.Locator($"[data-call={state}]")).ToBeVisibleAsync(new() { Timeout = Patience });

    public Task IsAsync(string connection) => Expect(Page.Locator($".connection.{connection}")).ToBeVisibleAsync(new() { Timeout = Patience });

    public Task HasNoCallAsync() => Expect(Page.Locator("[data-call]")).ToHaveCountAsync(0, new() { Timeout = Patience });

    public async Task SaysAsync(string text)
    {
        await Page.GetByLabel("Message", new() { Exact = true }).FillAsync(text);
        await ClickAsync("Send");
    }

    /// <summary>Waits until a video element has shown this many pictures that are not all the same.</summary>
    public async Task SeesMovingPictureAsync(ILocator video, int frames = 10)
    {
        var counted = await video.EvaluateAsync<int[]>(CountFrames, frames).WaitAsync(TimeSpan.FromMilliseconds(Patience));
        counted[0].ShouldBeGreaterThanOrEqualTo(frames);
        counted[1].ShouldBeGreaterThan(1, $"the picture that {Name} sees stands still");
    }

    /// <summary>Waits until the made-up camera's picture is sharp, or blurred, in its middle and at its edges, where a large one has something.</summary>
    public Task SeesSharpAsync(ILocator video, bool middle, bool? edges = null) =>
        video.EvaluateAsync(Compare, new object?[] { middle, edges }).WaitAsync(TimeSpan.FromMilliseconds(Patience));

    public async ValueTask DisposeAsync() => await Context.CloseAsync();

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
