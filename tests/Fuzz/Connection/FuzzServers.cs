using System.Globalization;
using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.Fuzz.Connection;

/// <summary>The reference server and ours, each in a process of its own, with the same flags.</summary>
internal sealed class FuzzServers : IDisposable
{
    private const string Listening = "listening on ";

    private static readonly string[] Flags = ["--port", "0", "--quiet", "--connect-timeout", "20000"];

    private readonly ChildProcess _reference;
    private readonly ChildProcess _ours;

    private FuzzServers(ChildProcess reference, ChildProcess ours)
    {
        _reference = reference;
        _ours = ours;
    }

    public Uri Reference { get; private set; } = null!;

    public Uri Ours { get; private set; } = null!;

    public string Output => $"reference: {_reference.Output}\nours: {_ours.Output}";

    public static async Task<FuzzServers> StartAsync(bool allowEIO3)
    {
        string[] flags = allowEIO3 ? [.. Flags, "--eio3"] : Flags;
        var tests = Path.Combine(Repository.Root, "tests");
        var servers = new FuzzServers(
            ChildProcess.Start("node", ["--require", Path.Combine(tests, "Fuzz", "keep-alive.cjs"), Path.Combine(tests, "reference-server", "server.mjs"), .. flags], tests),
            ChildProcess.Start("dotnet", [Repository.ConformanceHost, .. flags], tests));
        try
        {
            (servers.Reference, servers.Ours) = (await AddressAsync(servers._reference), await AddressAsync(servers._ours));
            return servers;
        }
        catch
        {
            servers.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _reference.Dispose();
        _ours.Dispose();
    }

    private static async Task<Uri> AddressAsync(ChildProcess server)
    {
        var line = await server.WaitForLineAsync(text => text.StartsWith(Listening, StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        return new Uri($"http://127.0.0.1:{int.Parse(line.AsSpan(Listening.Length), CultureInfo.InvariantCulture)}/");
    }
}
