using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.ContractTests.Cluster;

/// <summary>The proxies' configurations of docs/deployment.md, each in front of two servers.</summary>
public sealed class ProxyTests
{
    [Theory]
    [InlineData("nginx", "sticky")]
    [InlineData("nginx", "websocket-only")]
    [InlineData("haproxy", "sticky")]
    [InlineData("haproxy", "websocket-only")]
    public Task Clients_stay_on_their_server_and_find_another_when_it_is_gone(string proxy, string variant) => ChildProcess.RunAsync(
        "node",
        ["cluster/proxied.mjs", proxy, variant, Repository.ConformanceHost, Path.Combine(Repository.Root, "deploy")],
        Repository.ContractTests,
        TimeSpan.FromMinutes(2),
        new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin" });
}
