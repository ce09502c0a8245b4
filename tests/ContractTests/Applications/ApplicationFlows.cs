using SocketIoCompat.ContractTests.Scenarios;
using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.ContractTests.Applications;

/// <summary>A suite of flows: the folder of scripts that has them.</summary>
public interface ISuite
{
    static abstract string Name { get; }
}

/// <summary>Runs a suite once: official clients against the server of the documented applications.</summary>
public sealed class ApplicationFlows<TSuite> : IAsyncLifetime
    where TSuite : ISuite
{
    private Dictionary<string, ScenarioResult> _results = [];

    internal Dictionary<string, string> BadExits { get; private set; } = [];

    internal ScenarioResult Result(string name) => _results[name];

    public async ValueTask InitializeAsync()
    {
        var report = await ScenarioFixture.RunAsync(TSuite.Name, "dotnet", Repository.Server);
        _results = report.Scenarios.ToDictionary(result => result.Name);
        BadExits = report.BadExits;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
