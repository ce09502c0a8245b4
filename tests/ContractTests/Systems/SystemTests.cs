using SocketIoCompat.ContractTests.Scenarios;

namespace SocketIoCompat.ContractTests.Systems;

public sealed class SystemFlows() : ApplicationFlows("systems");

/// <summary>The flows across the systems on one server; the assertions stand in <c>systems/*.mjs</c>.</summary>
public sealed class SystemTests(SystemFlows flows) : IClassFixture<SystemFlows>
{
    public static TheoryData<string> Names() => [.. ScenarioFixture.Names("systems")];

    [Theory]
    [MemberData(nameof(Names), DisableDiscoveryEnumeration = true)]
    public void Flow(string name)
    {
        if (flows.Result(name).Error is { } error)
            Assert.Fail(error);
    }

    [Fact]
    public void Every_server_stops_with_exit_code_0() => flows.BadExits.ShouldBeEmpty();
}
