using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using SocketIoCompat.Server;
using SocketIoCompat.UnitTests.Handlers.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Server;

public sealed class AddressLimitsTests
{
    [Fact]
    public async Task An_address_opens_so_many_connections_at_once_and_another_is_not_concerned()
    {
        var pipeline = Build(FakeEnvironment.Production, ("ConnectionBurst", "2"));

        (await AskAsync(pipeline, "10.0.0.1", "GET", "/socket.io/?EIO=4&transport=polling")).ShouldBe(200);
        (await AskAsync(pipeline, "::ffff:10.0.0.1", "GET", "/socket.io/?EIO=4&transport=websocket", upgrade: true)).ShouldBe(200);
        (await AskAsync(pipeline, "10.0.0.1", "GET", "/socket.io/?EIO=4&transport=polling")).ShouldBe(429);
        (await AskAsync(pipeline, "10.0.0.1", "GET", "/ws?token=x", upgrade: true)).ShouldBe(429);
        (await AskAsync(pipeline, "10.0.0.1", "POST", "/socket.io/?EIO=4&transport=polling&sid=x")).ShouldBe(200); // a session goes on
        (await AskAsync(pipeline, "10.0.0.1", "GET", "/health")).ShouldBe(200);
        (await AskAsync(pipeline, "10.0.0.2", "GET", "/socket.io/?EIO=4&transport=polling")).ShouldBe(200);
    }

    [Fact]
    public async Task An_IPv6_client_is_its_network()
    {
        var pipeline = Build(FakeEnvironment.Production, ("ConnectionBurst", "1"));

        (await AskAsync(pipeline, "2001:db8:1:2::1", "GET", "/socket.io/?EIO=4&transport=polling")).ShouldBe(200);
        (await AskAsync(pipeline, "2001:db8:1:2:ffff::9", "GET", "/socket.io/?EIO=4&transport=polling")).ShouldBe(429);
        (await AskAsync(pipeline, "2001:db8:1:3::1", "GET", "/socket.io/?EIO=4&transport=polling")).ShouldBe(200);
    }

    [Theory]
    [InlineData("/api/auth/login")]
    [InlineData("/api/auth/register")]
    public async Task Passwords_are_not_tried_without_end(string path)
    {
        var pipeline = Build(FakeEnvironment.Production, ("SignInsPerMinute", "3"));
        for (var i = 0; i < 3; i++)
            (await AskAsync(pipeline, "10.0.0.1", "POST", path)).ShouldBe(200);
        (await AskAsync(pipeline, "10.0.0.1", "POST", path)).ShouldBe(429);
        (await AskAsync(pipeline, "10.0.0.1", "GET", "/api/auth/profile")).ShouldBe(200);

        var development = Build(FakeEnvironment.Development);
        for (var i = 0; i < 100; i++)
            (await AskAsync(development, "10.0.0.1", "POST", path)).ShouldBe(200);
    }

    [Fact]
    public async Task Websockets_count_for_as_long_as_they_last()
    {
        var release = new TaskCompletionSource();
        var pipeline = Build(FakeEnvironment.Production, release.Task, ("ConcurrentRequests", "2"));
        var open = new[] { AskAsync(pipeline, "10.0.0.1", "GET", "/ws", upgrade: true), AskAsync(pipeline, "10.0.0.1", "GET", "/ws", upgrade: true) };

        (await AskAsync(pipeline, "10.0.0.1", "GET", "/ws", upgrade: true)).ShouldBe(429);
        release.SetResult();
        (await Task.WhenAll(open)).ShouldAllBe(static status => status == 200);
        (await AskAsync(pipeline, "10.0.0.1", "GET", "/ws", upgrade: true)).ShouldBe(200);
    }

    [Fact]
    public void A_limit_that_cannot_be_ends_the_start() =>
        Should.Throw<StartupException>(() => Build(FakeEnvironment.Production, ("ConnectionBurst", "0"))).Message.ShouldContain("AddressLimits");

    private static RequestDelegate Build(FakeEnvironment environment, params (string Name, string Value)[] settings) =>
        Build(environment, Task.CompletedTask, settings);

    private static RequestDelegate Build(FakeEnvironment environment, Task until, params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(static pair => KeyValuePair.Create("AddressLimits:" + pair.Name, (string?)pair.Value)))
            .Build();
        var services = new ServiceCollection().AddLogging().AddMetrics();
        AddressLimits.Add(services, configuration, environment);
        var app = new ApplicationBuilder(services.BuildServiceProvider());
        app.UseRateLimiter();
        app.Run(_ => until);
        return app.Build();
    }

    private static async Task<int> AskAsync(RequestDelegate pipeline, string from, string method, string url, bool upgrade = false)
    {
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(from) } };
        var parts = url.Split('?');
        context.Request.Method = method;
        context.Request.Path = parts[0];
        context.Request.QueryString = new QueryString(parts.Length > 1 ? "?" + parts[1] : "");
        if (upgrade)
            context.Request.Headers.Upgrade = "websocket";
        await pipeline(context);
        return context.Response.StatusCode;
    }
}
