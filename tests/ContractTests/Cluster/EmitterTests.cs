using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SocketIoCompat.ContractTests.Support;
using SocketIoCompat.Redis;
using SocketIOClient;
using SocketIOClient.Transport;
using ClientOptions = SocketIOClient.SocketIOOptions;

namespace SocketIoCompat.ContractTests.Cluster;

/// <summary>A process without clients emits through Redis to a Node server's clients and to ours.</summary>
public sealed class EmitterTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("redis", "ours")]
    [InlineData("redis", "Node")]
    [InlineData("redis-sharded", "ours")]
    [InlineData("redis-sharded", "Node")]
    [InlineData("redis-streams", "ours")]
    [InlineData("redis-streams", "Node")]
    public async Task Events_and_commands_reach_the_clients_of_a_server(string adapter, string server)
    {
        await using var redis = await RedisInstance.StartAsync();
        await using var target = await ClusterFixture.StartAsync(server, "A", adapter, redis);
        await using var services = CreateServices(adapter, redis);
        foreach (var service in services.GetServices<IHostedService>())
            await service.StartAsync(CancellationToken.None);
        var emitter = services.GetRequiredService<RedisEmitter>();
        using var client = new SocketIOClient.SocketIO(target.Url, new ClientOptions { Transport = TransportProtocol.WebSocket, Reconnection = false, AutoUpgrade = false });
        await client.ConnectAsync();

        var first = Next(client, "news");
        do
            await emitter.EmitAsync("news", "é"); // this client's ConnectAsync does not wait for its namespace
        while (await Task.WhenAny(first, Task.Delay(50, TestContext.Current.CancellationToken)) != first);
        (await first).GetValue<string>().ShouldBe("é");

        await emitter.To(client.Id).SocketsJoinAsync("r1", "r2");
        var second = Next(client, "other");
        await emitter.To("r3").EmitAsync("other", 1);
        await emitter.Except("r2").EmitAsync("other", 2);
        do
            await emitter.To("r1").EmitAsync("other", 3); // a sharded server subscribes to the room's channel when it has its first member
        while (await Task.WhenAny(second, Task.Delay(50, TestContext.Current.CancellationToken)) != second);
        (await second).GetValue<int>().ShouldBe(3);

        await emitter.To("r1").SocketsLeaveAsync("r2");
        var third = Next(client, "more");
        await emitter.To("r2").EmitAsync("more", 4);
        await emitter.Compress(false).To("r1").EmitAsync("more", 5);
        (await third).GetValue<int>().ShouldBe(5);

        var told = Next(client, "server-side");
        await emitter.ServerSideEmitAsync("hello", new EventArguments<string>("you"));
        (await told).GetValue<string>().ShouldBe("you");

        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.OnDisconnected += (_, _) => gone.TrySetResult();
        await emitter.In("r1").DisconnectSocketsAsync(close: true);
        await gone.Task.WaitAsync(Limit);
    }

    private static ServiceProvider CreateServices(string adapter, RedisInstance redis)
    {
        var services = new ServiceCollection();
        services.AddRedisEmitter(options =>
        {
            options.ConnectionString = redis.Address;
            options.Kind = adapter switch
            {
                "redis-sharded" => RedisAdapterKind.Sharded,
                "redis-streams" => RedisAdapterKind.Streams,
                _ => RedisAdapterKind.Classic,
            };
        });
        return services.BuildServiceProvider();
    }

    private static async Task<SocketIOResponse> Next(SocketIOClient.SocketIO client, string name)
    {
        var seen = new TaskCompletionSource<SocketIOResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.On(name, response => seen.TrySetResult(response));
        return await seen.Task.WaitAsync(Limit);
    }
}
