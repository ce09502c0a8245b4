using SocketIoCompat.ContractTests.Scenarios;

namespace SocketIoCompat.ContractTests.ProjectChat;

public sealed class ProjectChatFlows() : ApplicationFlows("project-chat");

/// <summary>The flows of the project chat's contract; the assertions stand in <c>project-chat/*.mjs</c>.</summary>
public sealed class ProjectChatTests(ProjectChatFlows flows) : IClassFixture<ProjectChatFlows>
{
    public static TheoryData<string> Names() => [.. ScenarioFixture.Names("project-chat")];

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
