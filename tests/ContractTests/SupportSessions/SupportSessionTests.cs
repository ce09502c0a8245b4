using SocketIoCompat.ContractTests.Scenarios;

namespace SocketIoCompat.ContractTests.SupportSessions;

public sealed class SupportSessionFlows() : ApplicationFlows("support");

/// <summary>The flows of the support sessions' contract; the assertions stand in <c>support/*.mjs</c>.</summary>
public sealed class SupportSessionTests(SupportSessionFlows flows) : IClassFixture<SupportSessionFlows>
{
    public static TheoryData<string> Names() => [.. ScenarioFixture.Names("support")];

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
