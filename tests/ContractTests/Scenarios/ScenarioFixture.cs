using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.ContractTests.Scenarios;

/// <summary>Runs every scenario once on each server: first the reference, then ours.</summary>
public sealed class ScenarioFixture : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private Dictionary<string, ScenarioResult> _reference = [];
    private Dictionary<string, ScenarioResult> _ours = [];

    internal Dictionary<string, string> BadExits { get; private set; } = [];

    internal ScenarioResult Reference(string name) => _reference[name];

    internal ScenarioResult Ours(string name) => _ours[name];

    /// <summary>The names of all scenarios of a suite, without running any.</summary>
    internal static string[] Names(string suite) =>
        System.Text.Json.JsonSerializer.Deserialize<string[]>(
            ChildProcess.RunAsync("node", ["runner.mjs", "--list", "--suite", suite], Repository.ContractTests, TimeSpan.FromSeconds(60)).GetAwaiter().GetResult())!;

    public async ValueTask InitializeAsync()
    {
        var reference = await RunAsync("scenarios");
        var ours = await RunAsync("scenarios", "dotnet", Repository.ConformanceHost);
        _reference = reference.Scenarios.ToDictionary(result => result.Name);
        _ours = ours.Scenarios.ToDictionary(result => result.Name);
        BadExits = ours.BadExits;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Runs a suite on the server that <paramref name="command"/> starts; without one, on the reference.</summary>
    internal static async Task<ScenarioReport> RunAsync(string suite, params string[] command)
    {
        var report = Path.Combine(Path.GetTempPath(), $"scenarios-{Guid.NewGuid():N}.json");
        try
        {
            string[] arguments = ["runner.mjs", "--suite", suite, "--out", report];
            await ChildProcess.RunAsync("node", command.Length == 0 ? arguments : [.. arguments, "--", .. command], Repository.ContractTests, Limit);
            return ScenarioReport.Parse(await File.ReadAllTextAsync(report));
        }
        finally
        {
            File.Delete(report);
        }
    }
}
