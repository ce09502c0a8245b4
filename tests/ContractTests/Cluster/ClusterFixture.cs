using System.Text.Json;
using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.ContractTests.Cluster;

/// <summary>One operation of the conformance app across two servers: what it answered and what all clients then saw.</summary>
internal sealed record ClusterStep(string Step, JsonElement Result, string[] Events)
{
    public override string ToString() => $"{Step}: {Result.GetRawText()} {string.Join(' ', Events)}";
}

/// <summary>The trace of two Node servers for each way to be a cluster.</summary>
public sealed class ClusterFixture
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly Dictionary<string, ClusterStep[]> _references = [];

    internal async Task<ClusterStep[]> ReferenceAsync(string flags)
    {
        if (!_references.TryGetValue(flags, out var trace))
            _references[flags] = trace = await RunAsync("Node", "Node", flags);
        return trace;
    }

    /// <summary>Runs every operation in a cluster of two servers on a Redis of their own.</summary>
    internal static async Task<ClusterStep[]> RunAsync(string first, string second, string flags)
    {
        await using var redis = await RedisInstance.StartAsync();
        var hasEmitter = flags.StartsWith("redis", StringComparison.Ordinal) && !flags.StartsWith("redis-", StringComparison.Ordinal);
        return await RunAsync(redis, first, second, flags, "cluster/trace.mjs", hasEmitter ? ["--emitter"] : []);
    }

    /// <summary>Runs a script in a cluster of two servers.</summary>
    internal static async Task<ClusterStep[]> RunAsync(RedisInstance redis, string first, string second, string flags, string script, params string[] more)
    {
        var starting = StartAsync(second, "B", flags, redis);
        await using var a = await StartAsync(first, "A", flags, redis);
        await using var b = await starting;
        string[] arguments = [script, "http://" + a.Url.Authority, "http://" + b.Url.Authority, redis.Port.ToString(), .. more];
        var output = await ChildProcess.RunAsync("node", arguments, Repository.ContractTests, Limit);
        return [.. output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonSerializer.Deserialize<ClusterStep>(line, Json)!)];
    }

    internal static Task<ConformanceServer> StartAsync(string kind, string name, string flags, RedisInstance redis)
    {
        string[] all = ["--quiet", "--redis", redis.Address, "--name", name, "--adapter", .. flags.Split(' ')];
        return kind == "Node" ? ConformanceServer.StartReferenceAsync(all) : ConformanceServer.StartAsync(all);
    }
}
