using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.ContractTests.Scenarios;

/// <summary>Runs the flows of one of the documented applications once: official clients against the server.</summary>
public abstract class ApplicationFlows(string suite) : IAsyncLifetime
{
    private Dictionary<string, ScenarioResult> _results = [];

    internal Dictionary<string, string> BadExits { get; private set; } = [];

    internal ScenarioResult Result(string name) => _results[name];

    public async ValueTask InitializeAsync()
    {
        var report = await ScenarioFixture.RunAsync(suite, "dotnet", Repository.Server);
        _results = report.Scenarios.ToDictionary(result => result.Name);
        BadExits = report.BadExits;
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
