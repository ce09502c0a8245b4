using SocketIoCompat.BrowserTests.Support;

namespace SocketIoCompat.BrowserTests;

/// <summary>Recordings of the project chat's calls: everybody is told, and members alone play them.</summary>
[Trait("Category", "Long")]
public sealed class ProjectRecordingTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task A_call_of_two_is_recorded_and_played_back_by_the_other()
    {
        await using var yara = await browser.NewPersonAsync("Yara");
        await using var zeno = await browser.NewPersonAsync("Zeno");
        await ProjectPeople.MeetAsync("project-record", yara, zeno);
        await ProjectPeople.CallAsync(yara, zeno, "Video");
        await yara.SeesMovingPictureAsync(yara.Remote);

        await yara.ClickAsync("Record");
        await zeno.SeesAsync("Yara records this call");
        await zeno.SeesMovingPictureAsync(zeno.Remote, frames: 30);
        await yara.ClickAsync("Stop recording");
        await PlaysAsync(zeno);

        await using var stranger = await browser.NewPersonAsync("Quinn");
        await ProjectPeople.MeetAsync("project-elsewhere", stranger);
        var answer = await stranger.Page.APIRequest.GetAsync(
            "/api/recordings/project-chat/project-record",
            new() { Headers = new Dictionary<string, string> { ["authorization"] = $"Bearer {await TokenAsync(stranger)}" } });
        answer.Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_group_call_is_recorded_and_those_who_come_later_are_told_too()
    {
        await using var anna = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await using var cora = await browser.NewPersonAsync("Cora");
        await ProjectPeople.MeetAsync("project-record-group", anna, ben, cora);
        await anna.ClickAsync("Start group call");
        await ben.ClickAsync("Join group call");
        await anna.SeesMovingPictureAsync(TileOf(anna, ben).Locator("video"));

        await anna.ClickAsync("Record");
        await Assertions.Expect(TileOf(ben, anna).GetByText("records")).ToBeVisibleAsync(new() { Timeout = ProjectPeople.Patience });
        await cora.ClickAsync("Join group call");
        await Assertions.Expect(TileOf(cora, anna).GetByText("records")).ToBeVisibleAsync(new() { Timeout = ProjectPeople.Patience });
        await cora.SeesMovingPictureAsync(TileOf(cora, anna).Locator("video"), frames: 20);
        await anna.ClickAsync("Stop recording");
        await Assertions.Expect(TileOf(ben, anna).GetByText("records")).ToHaveCountAsync(0, new() { Timeout = ProjectPeople.Patience });
        await PlaysAsync(ben);
    }

    private static ILocator TileOf(Person person, Person other) => person.Page.Locator($".tile[data-peer='{ProjectPeople.IdOf(other)}']");

    private static async Task PlaysAsync(Person person)
    {
        await person.Page.GetByText("Recordings (1)").ClickAsync(new() { Timeout = ProjectPeople.Patience });
        await person.ClickAsync("Play");
        var playback = person.Page.Locator("video.playback");
        await playback.EvaluateAsync("video => { video.muted = true; return video.play(); }");
        await person.SeesMovingPictureAsync(playback, frames: 5);
    }

    private static Task<string> TokenAsync(Person person) => person.Page.EvaluateAsync<string>(
        """
        async (userId) => {
          const headers = { "content-type": "application/json" };
          const answer = await fetch("/api/dev/project-token", { method: "POST", headers, body: JSON.stringify({ userId }) });
          return (await answer.json()).data.token;
        }
        """,
        ProjectPeople.IdOf(person));
}
