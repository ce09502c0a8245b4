using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.BrowserTests.Support;

/// <summary>The server as <c>./run</c> starts it, with its data in a folder of the test's.</summary>
internal sealed class TestServer : IDisposable
{
    /// <summary>The operator's; his name is <c>operator</c>.</summary>
    public const string AdminPassword = "correct horse battery";

    private const string Listening = "Now listening on: ";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ChildProcess _process;

    private TestServer(ChildProcess process) => _process = process;

    public string Url { get; private set; } = "";

    /// <param name="folder">Where its data is.</param>
    /// <param name="settings">More environment variables.</param>
    /// <param name="url">Where it listens; a port of its own choice without it.</param>
    public static async Task<TestServer> StartAsync(string folder, IReadOnlyDictionary<string, string> settings, string url = "http://127.0.0.1:0")
    {
        var environment = new Dictionary<string, string>(settings)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = url,
            ["ADMIN_USERNAME"] = "operator",
            ["ADMIN_PASSWORD"] = AdminPassword,
        };
        var server = new TestServer(ChildProcess.Start("dotnet", [Repository.Server], folder, environment));
        var line = await server._process.WaitForLineAsync(line => line.Contains(Listening, StringComparison.Ordinal), Limit);
        server.Url = line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Trim();
        return server;
    }

    public async Task StopAsync()
    {
        await _process.SignalAsync("TERM");
        await _process.WaitForExitAsync(Limit);
    }

    public void Dispose() => _process.Dispose();
}
