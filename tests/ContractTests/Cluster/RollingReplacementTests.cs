using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.ContractTests.Cluster;

/// <summary>The servers of a running Node cluster are replaced by ours one at a time; nobody misses a word or hears one twice.</summary>
public sealed class RollingReplacementTests
{
    private static readonly int Runs = Environment.GetEnvironmentVariable("TEST_FULL") == "1" ? 10 : 1;

    [Fact]
    public async Task Every_message_is_accounted_for()
    {
        for (var run = 0; run < Runs; run++)
        {
            await ChildProcess.RunAsync(
                "node",
                ["cluster/rolling.mjs", Repository.ConformanceHost, Path.Combine(Repository.Root, "tests", "reference-server", "server.mjs")],
                Repository.ContractTests,
                TimeSpan.FromMinutes(2));
        }
    }
}
