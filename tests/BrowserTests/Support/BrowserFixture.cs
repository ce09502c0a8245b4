namespace SocketIoCompat.BrowserTests.Support;

/// <summary>One server and one Chromium for all tests of a class; each person has a context, and so cookies, of their own.</summary>
public class BrowserFixture : IAsyncLifetime
{
    /// <summary>Camera and microphone are made up, and what loopback alone can do is allowed: there is no network.</summary>
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
        "--allow-loopback-in-peer-connection", "--disable-features=WebRtcHideLocalIpsWithMdns",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("browser-").FullName;
    private TestServer? _server;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public string Url => _server!.Url;

    /// <summary>Ends the server and starts it again in the same place; <paramref name="meanwhile"/> runs while it is away.</summary>
    public async Task RestartServerAsync(Func<Task> meanwhile)
    {
        var url = Url;
        await _server!.StopAsync();
        await meanwhile();
        _server.Dispose();
        _server = await TestServer.StartAsync(_folder, Settings, url);
    }

    /// <summary>Environment variables of the server beyond those of every test.</summary>
    protected virtual IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>();

    public virtual async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync(_folder, Settings);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium(), Headless = true, Args = Flags,
        });
    }

    /// <summary>A person with a browser profile of their own, not yet signed in.</summary>
    public async Task<Person> NewPersonAsync(string name)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions { BaseURL = Url });
        return new Person(name, context, await context.NewPageAsync());
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.CloseAsync();
        _playwright?.Dispose();
        _server?.Dispose();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private static string Chromium() =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "chromium")).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("chromium is not on the PATH: install Debian's package chromium.");
}
