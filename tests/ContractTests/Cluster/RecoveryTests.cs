using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.ContractTests.Cluster;

/// <summary>Connection state recovery through a stream: clients come back to any server of the cluster, whatever it is written in.</summary>
public sealed class RecoveryTests
{
    private const string Flags = "redis-streams --recovery 60000";

    /// <summary>What two Node servers do worse (docs/differences.md, "In a cluster").</summary>
    private static readonly HashSet<string> Better = ["offsets only grow, whoever emits", "nothing is lost or doubled while everybody emits"];

    [Theory]
    [InlineData("")]
    [InlineData(" --stream-count 3")]
    public async Task A_client_comes_back_to_any_server_as_between_two_Node_servers(string more)
    {
        var expected = await RunAsync("Node", "Node", Flags + more);
        foreach (var (first, second) in new[] { ("ours", "ours"), ("Node", "ours"), ("ours", "Node") })
        {
            var actual = await RunAsync(first, second, Flags + more);
            actual.Length.ShouldBe(expected.Length);
            actual.Where(step => !Better.Contains(step.Step)).Select(static step => step.ToString())
                .ShouldBe(expected.Where(step => !Better.Contains(step.Step)).Select(static step => step.ToString()), $"{first}+{second}");
            if (first == second)
            {
                actual.Single(static step => step.Step.StartsWith("offsets", StringComparison.Ordinal)).Result.GetRawText().ShouldBe("""{"count":200,"ascending":true}""");
                actual.Single(static step => step.Step.StartsWith("nothing", StringComparison.Ordinal)).Result.GetRawText().ShouldBe("""{"complete":true,"once":true,"inOrder":true}""");
            }
        }
    }

    [Fact]
    public async Task A_named_user_of_Redis_makes_no_difference()
    {
        await using var redis = await RedisInstance.StartAsync(namedUser: true);
        var named = await ClusterFixture.RunAsync(redis, "ours", "ours", Flags, "cluster/recovery.mjs");
        named.Select(static step => step.ToString()).ShouldBe((await RunAsync("ours", "ours", Flags)).Select(static step => step.ToString()));
    }

    private static async Task<ClusterStep[]> RunAsync(string first, string second, string flags)
    {
        await using var redis = await RedisInstance.StartAsync();
        return await ClusterFixture.RunAsync(redis, first, second, flags, "cluster/recovery.mjs");
    }
}
