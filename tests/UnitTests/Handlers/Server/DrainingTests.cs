using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using SocketIoCompat.Server;
using SocketIoCompat.UnitTests.Handlers.Support;
using SocketIoCompat.UnitTests.Support;
using Xunit;

namespace SocketIoCompat.UnitTests.Handlers.Server;

/// <summary>What a load balancer and the clients see of a server that is told to end.</summary>
public sealed class DrainingTests
{
    [Fact]
    public async Task It_says_so_serves_on_and_stops_when_asked_again()
    {
        await using var test = await TestDatabase.OpenAsync();
        await using var app = await ServerApplication.BuildAsync(
        [
            $"--DATABASE_URL=sqlite:{test.File}", "--environment=Development", "--PORTS=0", "--Server:DrainTime=00:10:00", "--Serilog:MinimumLevel:Default=Fatal",
        ]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        (await http.GetStringAsync("/health", TestContext.Current.CancellationToken)).ShouldBe("Healthy");
        var draining = app.Services.GetRequiredService<IHostLifetime>().ShouldBeOfType<Draining>();

        draining.OnSignal();

        using var health = await http.GetAsync("/health", TestContext.Current.CancellationToken);
        health.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await health.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("Stopping");
        (await http.GetAsync("/socket.io/?EIO=4&transport=polling", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
        app.Lifetime.ApplicationStopping.IsCancellationRequested.ShouldBeFalse();
        draining.OnSignal();
        app.Lifetime.ApplicationStopping.IsCancellationRequested.ShouldBeTrue();
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void It_stops_when_the_time_is_over()
    {
        var time = new ManualTimeProvider();
        var application = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        using var draining = new Draining(application, time, NullLogger<Draining>.Instance, TimeSpan.FromSeconds(15));

        draining.OnSignal();
        time.Advance(TimeSpan.FromSeconds(14));
        application.ApplicationStopping.IsCancellationRequested.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(1));
        application.ApplicationStopping.IsCancellationRequested.ShouldBeTrue();
    }

    [Theory]
    [InlineData("-00:00:01")]
    [InlineData("00:10:01")]
    [InlineData("soon")]
    public async Task A_time_that_cannot_be_ends_the_start(string drainTime)
    {
        await using var test = await TestDatabase.OpenAsync();

        var refusal = await Should.ThrowAsync<StartupException>(() => ServerApplication.BuildAsync(
            [$"--DATABASE_URL=sqlite:{test.File}", "--environment=Development", "--PORTS=0", $"--Server:DrainTime={drainTime}"]));

        refusal.Message.ShouldContain("Server:DrainTime");
    }
}
