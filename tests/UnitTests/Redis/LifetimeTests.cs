using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shouldly;
using SocketIoCompat.Redis;
using SocketIoCompat.UnitTests.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Redis;

/// <summary>A server whose Redis is not there: it starts alone, says so, and ends cleanly.</summary>
public sealed class LifetimeTests
{
    private const string Nowhere = "127.0.0.1:1";

    [Theory]
    [InlineData(RedisAdapterKind.Classic)]
    [InlineData(RedisAdapterKind.Sharded)]
    [InlineData(RedisAdapterKind.Streams)]
    public async Task A_server_without_its_Redis_starts_serves_and_ends(RedisAdapterKind kind)
    {
        var server = await SocketServer.StartAsync(io => io.AddRedisAdapter(options =>
        {
            options.ConnectionString = Nowhere;
            options.Kind = kind;
            options.StartTimeout = TimeSpan.FromMilliseconds(50);
        }));
        await using (var client = await server.ConnectAsync())
        {
            await server.IO.EmitAsync("hello", 1);
            (await client.ReceiveAsync()).ShouldBe("42[\"hello\",1]");
        }

        var health = await server.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        health.Status.ShouldBe(HealthStatus.Degraded);
        await server.StopAsync();
        await Should.NotThrowAsync(async () => await server.DisposeAsync());
    }
}
