using System.Text.RegularExpressions;

namespace SocketIoCompat.ContractTests.Support;

/// <summary>A conformance app in its own process, on a port of its own.</summary>
internal sealed partial class ConformanceServer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly ChildProcess _process;

    private ConformanceServer(ChildProcess process, Uri url)
    {
        _process = process;
        Url = url;
    }

    public Uri Url { get; }

    /// <summary>Ours.</summary>
    public static Task<ConformanceServer> StartAsync(params string[] flags) => StartAsync("dotnet", Repository.ConformanceHost, flags);

    /// <summary>The reference.</summary>
    public static Task<ConformanceServer> StartReferenceAsync(params string[] flags) =>
        StartAsync("node", Path.Combine(Repository.Root, "tests", "reference-server", "server.mjs"), flags);

    private static async Task<ConformanceServer> StartAsync(string program, string script, string[] flags)
    {
        var process = ChildProcess.Start(program, [script, "--port", "0", .. flags], Repository.Root);
        try
        {
            var line = await process.WaitForLineAsync(text => Listening().IsMatch(text), Limit);
            return new ConformanceServer(process, new Uri($"http://127.0.0.1:{Listening().Match(line).Groups[1].Value}"));
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    /// <summary>Sends a signal: KILL, STOP, CONT…</summary>
    public Task SignalAsync(string name) => _process.SignalAsync(name);

    public async ValueTask DisposeAsync()
    {
        await _process.SignalAsync("TERM");
        await _process.WaitForExitAsync(Limit);
        _process.Dispose();
    }

    [GeneratedRegex(@"^listening on (\d+)$")]
    private static partial Regex Listening();
}
