using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.ContractTests.Cluster;

/// <summary>What becomes of a cluster when Redis or a server fails: once each time, ten times in the long run.</summary>
public sealed class FaultTests
{
    private static readonly int Runs = Environment.GetEnvironmentVariable("TEST_FULL") == "1" ? 10 : 1;

    public static TheoryData<string, string> Faults()
    {
        var faults = new TheoryData<string, string>();
        foreach (var fault in (string[])["restart", "hang", "late", "killed"])
        {
            foreach (var adapter in (string[])["redis", "redis-sharded", "redis-streams", "redis-streams --recovery 60000"])
                faults.Add(fault, adapter);
        }

        // A named user's commands have a connection of our own.
        foreach (var fault in (string[])["restart", "hang", "late"])
            faults.Add(fault, "redis-streams --named-user");
        return faults;
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Local_clients_are_served_and_the_cluster_comes_together_again(string fault, string adapter)
    {
        for (var run = 0; run < Runs; run++)
        {
            await ChildProcess.RunAsync(
                "node", ["cluster/faults.mjs", fault, adapter, Repository.ConformanceHost], Repository.ContractTests, TimeSpan.FromMinutes(2));
        }
    }
}
