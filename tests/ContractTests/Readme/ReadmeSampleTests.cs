using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.ContractTests.Readme;

/// <summary>README.md's C# program, which the build has compiled, with the official client.</summary>
public sealed class ReadmeSampleTests
{
    private const string Listening = "Now listening on: ";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_sample_does_what_its_comments_say()
    {
        var environment = new Dictionary<string, string> { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" };
        using var server = ChildProcess.Start("dotnet", [Repository.ReadmeSample], Path.GetTempPath(), environment);
        var line = await server.WaitForLineAsync(text => text.Contains(Listening, StringComparison.Ordinal), Limit);
        var url = line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Trim();

        await ChildProcess.RunAsync("node", ["readme-sample.mjs", url], Repository.ContractTests, Limit);

        await server.SignalAsync("TERM");
        (await server.WaitForExitAsync(Limit)).ShouldBe(0);
    }
}
