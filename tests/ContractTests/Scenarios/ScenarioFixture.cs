using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.ContractTests.Scenarios;

/// <summary>Runs every scenario on each server: first the reference, then ours; in the long run ours three times, because races do not show at once.</summary>
public sealed class ScenarioFixture : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private Dictionary<string, ScenarioResult> _reference = [];
    private readonly List<Dictionary<string, ScenarioResult>> _ours = [];

    internal List<string> BadExits { get; } = [];

    internal ScenarioResult Reference(string name) => _reference[name];

    internal IEnumerable<ScenarioResult> Ours(string name) => _ours.Select(run => run[name]);

    /// <summary>The names of all scenarios of a suite, without running any.</summary>
    internal static string[] Names(string suite) =>
        System.Text.Json.JsonSerializer.Deserialize<string[]>(
            ChildProcess.RunAsync("node", ["runner.mjs", "--list", "--suite", suite], Repository.ContractTests, TimeSpan.FromSeconds(60)).GetAwaiter().GetResult())!;

    public async ValueTask InitializeAsync()
    {
        var reference = await RunAsync("scenarios");
        _reference = reference.Scenarios.ToDictionary(result => result.Name);
        for (var run = Environment.GetEnvironmentVariable("TEST_FULL") == "1" ? 3 : 1; run > 0; run--)
        {
            var ours = await RunAsync("scenarios", "dotnet", Repository.ConformanceHost);
            _ours.Add(ours.Scenarios.ToDictionary(result => result.Name));
            BadExits.AddRange(ours.BadExits.Select(exit => $"{exit.Key}: {exit.Value}"));
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Runs a suite on the server that <paramref name="command"/> starts; without one, on the reference.</summary>
    internal static Task<ScenarioReport> RunAsync(string suite, params string[] command) =>
        RunAsync(suite, new Dictionary<string, string>(), null, command);

    /// <summary>The same with an environment, and of the flows those alone whose name contains <paramref name="only"/>.</summary>
    internal static async Task<ScenarioReport> RunAsync(string suite, IReadOnlyDictionary<string, string> environment, string? only, params string[] command)
    {
        var report = Path.Combine(Path.GetTempPath(), $"scenarios-{Guid.NewGuid():N}.json");
        try
        {
            string[] arguments = ["runner.mjs", "--suite", suite, "--out", report, .. only is null ? Array.Empty<string>() : ["--only", only]];
            await ChildProcess.RunAsync("node", command.Length == 0 ? arguments : [.. arguments, "--", .. command], Repository.ContractTests, Limit, environment);
            return ScenarioReport.Parse(await File.ReadAllTextAsync(report));
        }
        finally
        {
            File.Delete(report);
        }
    }
}
