using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.ContractTests.Cluster;

/// <summary>A mixed cluster, and one of ours alone, leave the same trace as a cluster of two Node servers, step by step.</summary>
public sealed class ClusterTests(ClusterFixture fixture) : IClassFixture<ClusterFixture>
{
    private static readonly string[] Ways =
    [
        "redis",
        "redis --specific-response-channel",
        "redis-sharded --subscription-mode static",
        "redis-sharded --subscription-mode dynamic",
        "redis-sharded --subscription-mode dynamic-private",
        "redis-streams",
        "redis-streams --stream-count 4",
        "redis-streams --recovery 60000",
    ];

    /// <summary>Where a Node server that begins the step gets it wrong, what ours does instead (docs/differences.md, "In a cluster").</summary>
    private static readonly Dictionary<string, string> Better = new()
    {
        ["emit a number beyond 64 bits"] = """null ["a","hi",1e+21] ["b","hi",1e+21] ["silent","hi",1e+21]""",
        ["acknowledged here"] = """{"responses":[{"by":"a","args":[5]}]} ["a","q",5]""",
        ["server-side event with binary"] = """null ["b","server-side",{"bytes":"0102"}] ["silent","server-side",{"bytes":"0102"}]""",
    };

    public static TheoryData<string, string, string> Clusters()
    {
        var clusters = new TheoryData<string, string, string>();
        foreach (var way in Ways)
        {
            clusters.Add(way, "ours", "ours");
            clusters.Add(way, "Node", "ours");
            clusters.Add(way, "ours", "Node");
        }

        return clusters;
    }

    private static string? Explain(ClusterStep expected, ClusterStep actual, bool mayBeBetter)
    {
        if (expected.ToString() == actual.ToString())
            return null;
        return mayBeBetter && Better.TryGetValue(actual.Step, out var better) && actual.ToString() == $"{actual.Step}: {better}"
            ? null
            : $"expected {expected}\nbut was  {actual}";
    }

    [Theory]
    [MemberData(nameof(Clusters))]
    public async Task Each_step_is_the_same_as_between_two_Node_servers(string way, string first, string second)
    {
        var expected = await fixture.ReferenceAsync(way);
        var actual = await ClusterFixture.RunAsync(first, second, way);

        expected.Length.ShouldBeGreaterThan(45);
        actual.Length.ShouldBe(expected.Length);
        expected.Zip(actual, (node, ours) => Explain(node, ours, first == "ours")).OfType<string>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("redis-sharded --subscription-mode dynamic")]
    [InlineData("redis-streams")]
    public async Task A_named_user_of_Redis_makes_no_difference(string way)
    {
        await using var redis = await RedisInstance.StartAsync(namedUser: true);
        var named = await ClusterFixture.RunAsync(redis, "ours", "ours", way, "cluster/trace.mjs");
        await using var open = await RedisInstance.StartAsync();
        var unnamed = await ClusterFixture.RunAsync(open, "ours", "ours", way, "cluster/trace.mjs");
        named.Length.ShouldBeGreaterThan(45);
        named.Select(static step => step.ToString()).ShouldBe(unnamed.Select(static step => step.ToString()));
    }
}
