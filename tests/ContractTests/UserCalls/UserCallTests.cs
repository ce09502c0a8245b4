using SocketIoCompat.ContractTests.Scenarios;

namespace SocketIoCompat.ContractTests.UserCalls;

public sealed class UserCallFlows() : ApplicationFlows("calls");

/// <summary>The flows of the user calls' contract; the assertions stand in <c>calls/*.mjs</c>.</summary>
public sealed class UserCallTests(UserCallFlows flows) : IClassFixture<UserCallFlows>
{
    public static TheoryData<string> Names() => [.. ScenarioFixture.Names("calls")];

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
