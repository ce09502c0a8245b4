namespace SocketIoCompat.ContractTests.Scenarios;

/// <summary>The same conversation with the reference server and with ours must leave the same trace.</summary>
[Collection(Timed.Name)]
public sealed class ScenarioTests(ScenarioFixture fixture) : IClassFixture<ScenarioFixture>
{
    public static TheoryData<string> Names() => [.. ScenarioFixture.Names("scenarios")];

    [Theory]
    [MemberData(nameof(Names), DisableDiscoveryEnumeration = true)]
    public void Both_servers_agree(string scenario)
    {
        foreach (var ours in fixture.Ours(scenario))
        {
            if (TraceComparison.Explain(fixture.Reference(scenario), ours) is { } explanation)
                Assert.Fail(explanation);
        }
    }

    [Fact]
    public void Every_server_stops_with_exit_code_0() => fixture.BadExits.ShouldBeEmpty();
}
