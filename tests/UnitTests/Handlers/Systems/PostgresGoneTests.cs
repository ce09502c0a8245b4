using System.Net;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using SocketIoCompat.ContractTests.Support;
using SocketIoCompat.Server;
using SocketIoCompat.UnitTests.Handlers.Support;
using SocketIoCompat.UnitTests.Support;

namespace SocketIoCompat.UnitTests.Handlers.Systems;

/// <summary>A lesson whose PostgreSQL goes away in the midst of it, and comes back.</summary>
public sealed class PostgresGoneTests
{
    [Theory]
    [InlineData("INT")]
    [InlineData("QUIT")]
    public async Task Nothing_is_told_that_was_not_stored_and_the_lesson_goes_on(string signal)
    {
        await using var postgres = await PostgresInstance.StartAsync();
        await using var classroom = await ClassroomSockets.StartAsync(
            database: await TestDatabase.OpenAsync(DatabaseProduct.Postgres, instance: postgres));
        var (tutor, student) = await classroom.LessonAsync("l", "t", "s");
        (await HealthAsync(classroom)).ShouldBe(HealthStatus.Healthy);
        await SayAsync(tutor, "before");
        await student.ReceiveAsync("chat:message", "before");
        await tutor.ReceiveAsync("chat:message", "before");

        await postgres.StopAsync(signal);
        await SayAsync(tutor, "lost");
        (await tutor.ReceiveAsync("chat:message")).ShouldContain("\"id\":\"error\"");
        (await HealthAsync(classroom)).ShouldBe(HealthStatus.Unhealthy);
        await student.SendAsync("""42["chat:request-history",{"sessionId":"l"}]""");
        (await student.ReceiveAsync("chat:history")).ShouldBe("42[\"chat:history\",[]]");
        await tutor.SendAsync("""42["webrtc:offer",{"offer":{"sdp":"o"},"to":"s"}]""");
        await student.ReceiveAsync("webrtc:offer");

        await postgres.StartAgainAsync();
        (await HealthAsync(classroom)).ShouldBe(HealthStatus.Healthy);
        await SayAsync(tutor, "after");
        (await tutor.ReceiveAsync("chat:message")).ShouldContain("after");
        (await student.ReceiveAsync("chat:message")).ShouldContain("after"); // the next one: "lost" was told to nobody
        (await classroom.Database.Chat.ReadNewestAsync("l", TestMessages.Limits())).Select(m => m.Text).ShouldBe(["before", "after"]);
    }

    [Fact]
    public async Task The_whole_server_says_that_it_is_not_well_and_recovers()
    {
        await using var postgres = await PostgresInstance.StartAsync();
        await using var app = await ServerApplication.BuildAsync(
            [$"--DATABASE_URL={await postgres.CreateDatabaseAsync()}", "--environment=Development", "--urls=http://127.0.0.1:0"]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        (await StatusAsync()).ShouldBe(HttpStatusCode.OK);
        await postgres.StopAsync();

        HttpStatusCode status;
        while ((status = await StatusAsync()) == HttpStatusCode.OK) // an answer is good for a second
        {
        }

        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await postgres.StartAgainAsync();
        while ((status = await StatusAsync()) == HttpStatusCode.ServiceUnavailable)
        {
        }

        status.ShouldBe(HttpStatusCode.OK);
        await app.StopAsync(TestContext.Current.CancellationToken);

        async Task<HttpStatusCode> StatusAsync() =>
            (await client.GetAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode;
    }

    private static async Task<HealthStatus> HealthAsync(ClassroomSockets classroom) =>
        (await new DatabaseHealth(classroom.Database.Database, TimeProvider.System).CheckHealthAsync(
            new HealthCheckContext(), TestContext.Current.CancellationToken)).Status;

    private static Task SayAsync(RawClient client, string text) =>
        client.SendAsync($$"""42["chat:send",{"sessionId":"l","text":"{{text}}"}]""");
}
