using SocketIoCompat.ContractTests.Scenarios;
using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.ContractTests.Systems;

/// <summary>
/// The flows of the systems with PostgreSQL behind them, each server with a database of its own: every day those that store and read,
/// all of them in the long run.
/// </summary>
public sealed class PostgresTests
{
    private const string WhatIsStored = "restart|stored|history|records|register|create, join, end|notification|take the places|book, assign|signing up|cluster|two servers";

    [Theory]
    [InlineData("classroom")]
    [InlineData("support")]
    [InlineData("calls")]
    [InlineData("project-chat")]
    [InlineData("systems")]
    public async Task Flows(string suite)
    {
        var only = Environment.GetEnvironmentVariable("TEST_FULL") == "1" ? null : WhatIsStored;
        var environment = new Dictionary<string, string>();
        (await SharedPostgres.GetAsync()).AddTo(environment);

        var report = await ScenarioFixture.RunAsync(suite, environment, only, "dotnet", Repository.Server);

        report.Scenarios.ShouldNotBeEmpty();
        report.Scenarios.Where(s => s.Error is not null).Select(s => $"{s.Name}: {s.Error}").ShouldBeEmpty();
        report.BadExits.ShouldBeEmpty();
    }
}
