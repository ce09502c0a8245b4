using SocketIoCompat.BrowserTests.Support;

namespace SocketIoCompat.BrowserTests;

/// <summary>Calls that only a relay carries: with its loss, packets that get lost on the way to it, and the server away at the same time.</summary>
public sealed class RelayTests(RelayFixture browser) : IClassFixture<RelayFixture>
{
    /// <summary>The kinds of address at both ends of the way that is used.</summary>
    private const string Way =
        """
        async (pc) => {
          const stats = [...(await pc.getStats()).values()];
          const used = stats.find((s) => s.type === "transport")?.selectedCandidatePairId;
          const pair = stats.find((s) => s.id === used);
          return pair ? [pair.localCandidateId, pair.remoteCandidateId].map((id) => stats.find((s) => s.id === id).candidateType) : null;
        }
        """;

    private const string Bitrate = "(pc) => pc.getSenders().find((s) => s.track?.kind === 'video').getParameters().encodings[0].maxBitrate ?? null";

    [Fact]
    public async Task A_call_goes_through_the_relay_alone()
    {
        await using var tutor = await browser.NewPersonAsync("Anna");
        await using var student = await browser.NewPersonAsync("Ben");
        await CallAsync(tutor, student, "lesson-relay");

        (await tutor.OfConnectionAsync<string[]>(Way)).ShouldBe(["relay", "relay"]);
        (await student.OfConnectionAsync<string[]>(Way)).ShouldBe(["relay", "relay"]);
        // Nor did either say where it is.
        (await tutor.OfConnectionAsync<bool>("(pc) => ['localDescription', 'remoteDescription'].every((d) => !/typ (host|srflx)/.test(pc[d].sdp))")).ShouldBeTrue();
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_call_that_lost_its_way_finds_another()
    {
        await using var tutor = await browser.NewPersonAsync("Carla");
        await using var student = await browser.NewPersonAsync("Dan");
        await CallAsync(tutor, student, "lesson-lost");

        await browser.Relay.StopAsync();
        await Task.WhenAll(tutor.CallIsAsync("reconnecting"), student.CallIsAsync("reconnecting"));
        await tutor.SeesAsync("Connection lost, trying to get it back…");
        await browser.Relay.StartAsync();

        await AreConnectedAsync(tutor, student);
    }

    [Fact]
    public async Task A_network_that_is_lost_and_found_gives_page_and_call_back()
    {
        await using var tutor = await browser.NewPersonAsync("Eva");
        await using var student = await browser.NewPersonAsync("Finn");
        await CallAsync(tutor, student, "lesson-network");

        browser.Path.LossPercent = 100;
        await student.Context.SetOfflineAsync(true);
        await student.IsAsync("reconnecting");
        await Task.WhenAll(tutor.CallIsAsync("reconnecting"), student.CallIsAsync("reconnecting"));
        await student.Context.SetOfflineAsync(false);
        browser.Path.LossPercent = 0;

        await AreConnectedAsync(tutor, student);
        await student.IsAsync("connected");
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task Server_and_relay_may_go_at_the_same_time()
    {
        await using var tutor = await browser.NewPersonAsync("Gina");
        await using var student = await browser.NewPersonAsync("Hugo");
        await CallAsync(tutor, student, "lesson-both");

        await browser.RestartServerAsync(async () =>
        {
            await browser.Relay.StopAsync();
            await Task.WhenAll(tutor.CallIsAsync("reconnecting"), student.CallIsAsync("reconnecting"));
            await browser.Relay.StartAsync();
        });

        await AreConnectedAsync(tutor, student);
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task Less_is_sent_while_packets_are_lost()
    {
        await using var tutor = await browser.NewPersonAsync("Ida");
        await using var student = await browser.NewPersonAsync("Jon");
        await CallAsync(tutor, student, "lesson-loss");
        await tutor.SeesAsync("good connection");

        // Twice on the way from one to the other.
        browser.Path.LossPercent = 10;
        var less = await tutor.OfConnectionAsync<int>(Bitrate);
        less.ShouldBeLessThan(2_500_000);
        await tutor.SeesAsync("poor connection");

        browser.Path.LossPercent = 0;
        await tutor.SeesAsync("good connection");
        await tutor.OfConnectionAsync<bool>($"(pc) => ({Bitrate})(pc) > {less}");
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_meeting_that_lost_its_way_finds_another()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await using var cleo = await browser.NewPersonAsync("Cleo");
        await MeetingPeople.JoinAsync("lost", host, ben, cleo);
        await MeetingPeople.MeetAsync(host, ben, cleo);

        await browser.Relay.StopAsync();
        foreach (var person in (Person[])[host, ben, cleo])
            await Assertions.Expect(person.Page.Locator(".tile[data-link=reconnecting]")).ToHaveCountAsync(2, new() { Timeout = 45_000 });
        await browser.Relay.StartAsync();

        await MeetingPeople.MeetAsync(host, ben, cleo);
    }

    private static async Task CallAsync(Person tutor, Person student, string lesson)
    {
        await Task.WhenAll(tutor.WatchConnectionsAsync(), student.WatchConnectionsAsync());
        await tutor.SignInAsync("tutor", $"classroom/{lesson}");
        await student.SignInAsync("student", $"classroom/{lesson}");
        await tutor.SeesAsync($"{student.Name} is here");
        await tutor.ClickAsync("Start video call");
        await student.ClickAsync("Accept");
        await AreConnectedAsync(tutor, student);
    }

    private static async Task AreConnectedAsync(Person tutor, Person student)
    {
        await Task.WhenAll(tutor.CallIsAsync("connected"), student.CallIsAsync("connected"));
        await Task.WhenAll(tutor.SeesMovingPictureAsync(tutor.Remote), student.SeesMovingPictureAsync(student.Remote));
    }
}
