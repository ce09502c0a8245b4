using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.ContractTests.Cluster;

/// <summary>A Redis that wants TLS and a password (<c>rediss://:password@host</c>).</summary>
public sealed class TlsTests
{
    [Theory]
    [InlineData("redis")]
    [InlineData("redis-sharded")]
    [InlineData("redis-streams")]
    public Task Servers_with_the_password_are_a_cluster_and_others_are_not(string adapter) =>
        ChildProcess.RunAsync("node", ["cluster/tls.mjs", adapter, Repository.ConformanceHost], Repository.ContractTests, TimeSpan.FromMinutes(3));
}
