using SocketIoCompat.ContractTests.Scenarios;

namespace SocketIoCompat.ContractTests.Applications;

/// <summary>A test for each flow of a suite.</summary>
public abstract class ApplicationTests<TSuite>(ApplicationFlows<TSuite> flows) : IClassFixture<ApplicationFlows<TSuite>>
    where TSuite : ISuite
{
    public static TheoryData<string> Names() => [.. ScenarioFixture.Names(TSuite.Name)];

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

/// <summary>The flows of the classroom's contract; the assertions stand in <c>classroom/*.mjs</c>.</summary>
public sealed class ClassroomTests(ApplicationFlows<ClassroomTests> flows) : ApplicationTests<ClassroomTests>(flows), ISuite
{
    public static string Name => "classroom";
}

/// <summary>The flows of the support sessions' contract; the assertions stand in <c>support/*.mjs</c>.</summary>
public sealed class SupportSessionTests(ApplicationFlows<SupportSessionTests> flows) : ApplicationTests<SupportSessionTests>(flows), ISuite
{
    public static string Name => "support";
}

/// <summary>The flows of the user calls' contract; the assertions stand in <c>calls/*.mjs</c>.</summary>
public sealed class UserCallTests(ApplicationFlows<UserCallTests> flows) : ApplicationTests<UserCallTests>(flows), ISuite
{
    public static string Name => "calls";
}

/// <summary>The flows of the meeting rooms' contract; the assertions stand in <c>meeting/*.mjs</c>.</summary>
public sealed class MeetingRoomTests(ApplicationFlows<MeetingRoomTests> flows) : ApplicationTests<MeetingRoomTests>(flows), ISuite
{
    public static string Name => "meeting";
}

/// <summary>The flows of the project chat's contract; the assertions stand in <c>project-chat/*.mjs</c>.</summary>
public sealed class ProjectChatTests(ApplicationFlows<ProjectChatTests> flows) : ApplicationTests<ProjectChatTests>(flows), ISuite
{
    public static string Name => "project-chat";
}

/// <summary>The flows across the systems on one server; the assertions stand in <c>systems/*.mjs</c>.</summary>
public sealed class SystemTests(ApplicationFlows<SystemTests> flows) : ApplicationTests<SystemTests>(flows), ISuite
{
    public static string Name => "systems";
}
