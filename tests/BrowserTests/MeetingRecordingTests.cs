using SocketIoCompat.BrowserTests.Support;

namespace SocketIoCompat.BrowserTests;

/// <summary>Recordings of meetings: everybody is told, and those who were there play them, although nobody has a login.</summary>
[Trait("Category", "Long")]
public sealed class MeetingRecordingTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const float Patience = 90_000;

    /// <summary>What the server answers to this page's pass, or to another.</summary>
    private const string Ask =
        """
        async ([room, pass]) => {
          const own = pass || sessionStorage.getItem(`meeting-pass:${room}`);
          const answer = await fetch(`/api/recordings/meeting-rooms/${room}`, { headers: { authorization: `Bearer ${own}` } });
          return answer.status;
        }
        """;

    [Fact]
    public async Task The_host_records_three_people_another_plays_it_also_after_the_meeting_and_who_comes_later_does_not()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await using var cleo = await browser.NewPersonAsync("Cleo");
        await using var late = await browser.NewPersonAsync("Dora");
        await MeetingPeople.JoinAsync("film", host, ben, cleo);
        await MeetingPeople.MeetAsync(host, ben, cleo);

        await RecordAsync(host, ben, cleo);
        await host.ClickAsync("Stop recording");
        await ben.ReadsAsync("The recording has ended");
        await PlaysAsync(ben);
        var saved = ben.Page.WaitForDownloadAsync();
        await ben.ClickAsync("Download");
        var film = await File.ReadAllBytesAsync(await (await saved).PathAsync());
        film.AsSpan(0, 4).ToArray().ShouldBe([0x1A, 0x45, 0xDF, 0xA3]);
        await Assertions.Expect(ben.Page.GetByRole(AriaRole.Button, new() { Name = "Delete" })).ToHaveCountAsync(0);

        await MeetingPeople.JoinAsync("film", late);
        await MeetingPeople.MeetAsync(late, host);
        (await late.Page.EvaluateAsync<int>(Ask, (string[])["film", ""])).ShouldBe(404);
        (await late.Page.EvaluateAsync<int>(Ask, (string[])["film", "forged"])).ShouldBe(401);
        await Assertions.Expect(late.Page.GetByText("Recordings (")).ToHaveCountAsync(0);

        await cleo.ClickAsync("Leave");
        await cleo.SeesAsync("You have left the meeting.");
        await PlaysAsync(cleo);
        foreach (var person in (Person[])[host, ben, cleo, late])
            person.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_host_who_leaves_while_recording_leaves_the_recording_to_the_others()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await MeetingPeople.JoinAsync("leave", host, ben);
        await MeetingPeople.MeetAsync(host, ben);

        await RecordAsync(host, ben);
        await host.ClickAsync("Leave");

        await ben.ReadsAsync("The recording has ended");
        await PlaysAsync(ben);
        await PlaysAsync(host);
    }

    [Fact]
    public async Task A_recording_that_the_server_does_not_take_is_not_lost()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await MeetingPeople.JoinAsync("refused", host, ben);
        await MeetingPeople.MeetAsync(host, ben);
        await host.Page.RouteAsync("**/api/recordings/**", async route =>
        {
            if (route.Request.Method == "POST")
                await route.FulfillAsync(new() { Status = 507, ContentType = "application/json", Body = """{"success":false,"error":"There is no space left."}""" });
            else
                await route.ContinueAsync();
        });

        await RecordAsync(host, ben);
        await host.ClickAsync("Stop recording");
        await host.SeesAsync("The recording could not be uploaded: There is no space left.");
        var saved = host.Page.WaitForDownloadAsync();
        await host.Page.UnrouteAsync("**/api/recordings/**");
        await host.ClickAsync("Save it on this computer");
        (await saved).SuggestedFilename.ShouldMatch(@"^meeting-refused-.*\.webm$");
        new FileInfo(await (await saved).PathAsync()).Length.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public async Task Whoever_has_no_login_is_told_the_way_to_the_others_by_the_room_s_pass()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await host.EnterAsync("tutor", "meeting/way");
        await host.Context.ClearCookiesAsync();

        var answer = await host.Page.RunAndWaitForResponseAsync(
            () => host.ClickAsync("Join the meeting"), static response => response.Url.EndsWith("/api/ice-servers", StringComparison.Ordinal));

        answer.Status.ShouldBe(200);
        await host.IsAsync("connected");
    }

    private static async Task RecordAsync(Person host, params Person[] others)
    {
        await host.ClickAsync("Record");
        await Task.WhenAll(others.Select(other => other.ReadsAsync("This meeting is being recorded")));
        await host.SeesMovingPictureAsync(host.TileOf(others[0]).Locator("video"), frames: 30);
    }

    private static async Task PlaysAsync(Person person)
    {
        await person.Page.GetByText("Recordings (1)").ClickAsync(new() { Timeout = Patience });
        await person.ClickAsync("Play");
        var playback = person.Page.Locator("video.playback");
        await playback.EvaluateAsync("video => { video.muted = video.loop = true; return video.play(); }"); // it may be shorter than looking takes
        await person.SeesMovingPictureAsync(playback, frames: 5);
    }
}
