using SocketIoCompat.ContractTests.Scenarios;

namespace SocketIoCompat.ContractTests.MeetingRooms;

public sealed class MeetingRoomFlows() : ApplicationFlows("meeting");

/// <summary>The flows of the meeting rooms' contract; the assertions stand in <c>meeting/*.mjs</c>.</summary>
public sealed class MeetingRoomTests(MeetingRoomFlows flows) : IClassFixture<MeetingRoomFlows>
{
    public static TheoryData<string> Names() => [.. ScenarioFixture.Names("meeting")];

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
