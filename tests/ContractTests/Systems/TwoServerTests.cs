using SocketIoCompat.ContractTests.Scenarios;
using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.ContractTests.Systems;

/// <summary>
/// The flows of the systems with two servers over a Redis: the people of a flow are connected to one and the other in turn, and see the
/// same as on one server. Every day a part of them, in the long run all, on PostgreSQL too.
/// </summary>
public sealed class TwoServerTests
{
    private static readonly bool Full = Environment.GetEnvironmentVariable("TEST_FULL") == "1";

    /// <summary>The suites, and what of each is run every day.</summary>
    private static readonly Dictionary<string, string> EveryDay = new()
    {
        ["classroom"] = "classroom signalling|classroom session|highlights",
        ["support"] = "support: talking|support: leaving",
        ["calls"] = "user calls",
        ["meeting"] = "meeting: room|hands|chat and reactions|screen sharing|mute, recording|breakout|older page|removed|who was there while it was recorded",
        ["project-chat"] = "calls|group calls|presence|messages",
    };

    public static TheoryData<string, string> Suites()
    {
        var suites = new TheoryData<string, string>();
        foreach (var suite in EveryDay.Keys)
        {
            suites.Add(suite, "SQLite");
            if (Full)
                suites.Add(suite, "PostgreSQL");
        }

        return suites;
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task Flows(string suite, string database)
    {
        await using var redis = await RedisInstance.StartAsync();
        var environment = new Dictionary<string, string> { ["TEST_REDIS_URL"] = $"redis://{redis.Address}" };
        if (database == "PostgreSQL")
            (await SharedPostgres.GetAsync()).AddTo(environment);

        var report = await ScenarioFixture.RunAsync(suite, environment, Full ? null : EveryDay[suite], "dotnet", Repository.Server);

        report.Scenarios.ShouldNotBeEmpty();
        report.Scenarios.Where(s => s.Error is not null).Select(s => $"{s.Name}: {s.Error}").ShouldBeEmpty();
        report.BadExits.ShouldBeEmpty();
    }
}
