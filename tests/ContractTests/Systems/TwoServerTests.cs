using SocketIoCompat.ContractTests.Scenarios;
using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.ContractTests.Systems;

/// <summary>
/// The flows of the systems on bare websockets with two servers over a Redis: the people of a flow are connected to one and the other in
/// turn, and see the same as on one server.
/// </summary>
public sealed class TwoServerTests
{
    private const string MainFlows = "calls|group calls|presence|messages";
    private const string MeetingFlows = "meeting: room|hands|chat and reactions|screen sharing|mute, recording|breakout|older page|removed";

    [Theory]
    [InlineData("project-chat", MainFlows)]
    [InlineData("meeting", MeetingFlows)]
    public async Task Flows(string suite, string mainFlows)
    {
        var only = Environment.GetEnvironmentVariable("TEST_FULL") == "1" ? null : mainFlows;
        await using var redis = await RedisInstance.StartAsync();
        var environment = new Dictionary<string, string> { ["TEST_REDIS_URL"] = $"redis://{redis.Address}" };

        var report = await ScenarioFixture.RunAsync(suite, environment, only, "dotnet", Repository.Server);

        report.Scenarios.ShouldNotBeEmpty();
        report.Scenarios.Where(s => s.Error is not null).Select(s => $"{s.Name}: {s.Error}").ShouldBeEmpty();
        report.BadExits.ShouldBeEmpty();
    }
}
