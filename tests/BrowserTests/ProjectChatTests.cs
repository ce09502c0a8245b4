using SocketIoCompat.BrowserTests.Support;

namespace SocketIoCompat.BrowserTests;

/// <summary>The project chat: messages and calls of two, each in a browser of their own.</summary>
public sealed class ProjectChatTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task Two_people_chat_and_see_each_other_move()
    {
        await using var anna = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await ProjectPeople.MeetAsync("project-video", anna, ben);

        await anna.SaysAsync("Hello Ben");
        await ben.SeesAsync("Hello Ben");
        await anna.SeesAsync("Read by Ben");
        await ben.Page.GetByLabel("Message", new() { Exact = true }).PressSequentiallyAsync("Hel");
        await anna.SeesAsync("Ben is typing…");
        await ben.SaysAsync("Hello Anna");
        await anna.SeesAsync("Hello Anna");
        await Assertions.Expect(anna.Page.GetByText("Ben is typing…")).ToHaveCountAsync(0);

        await ProjectPeople.CallAsync(anna, ben, "Video");
        await Task.WhenAll(anna.SeesMovingPictureAsync(anna.Remote), ben.SeesMovingPictureAsync(ben.Remote));
        await ben.ClickAsync("Hang up");
        await anna.SeesAsync("The other side hung up");
        await Task.WhenAll(anna.HasNoCallAsync(), ben.HasNoCallAsync());
        await anna.SeesAsync("You called Ben");
        await ben.SeesAsync("Anna called you");

        await ben.Page.ReloadAsync();
        await ben.SeesAsync("Hello Ben");
        await ben.SeesAsync("Anna called you");
        anna.Errors.ShouldBeEmpty();
        ben.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_voice_call_has_sound_and_no_picture_until_somebody_turns_a_camera_on()
    {
        await using var cora = await browser.NewPersonAsync("Cora");
        await using var dirk = await browser.NewPersonAsync("Dirk");
        await ProjectPeople.MeetAsync("project-voice", cora, dirk);

        var asked = cora.Page.WaitForRequestAsync("**/api/ice-servers");
        await ProjectPeople.CallAsync(cora, dirk, "Voice");
        (await (await asked).HeaderValueAsync("authorization")).ShouldStartWith("Bearer ");
        await Task.WhenAll(HearsAsync(cora), HearsAsync(dirk));
        (await cora.Page.Locator("video").CountAsync()).ShouldBe(0);

        await dirk.ClickAsync("Mute");
        await cora.SeesAsync("Dirk is muted");

        await cora.ClickAsync("Camera on");
        await dirk.SeesMovingPictureAsync(dirk.Remote);
        await dirk.ClickAsync("Camera on");
        await cora.SeesMovingPictureAsync(cora.Remote);
        await cora.ClickAsync("Hang up");
        await Task.WhenAll(cora.HasNoCallAsync(), dirk.HasNoCallAsync());
        await dirk.SeesAsync("voice");
    }

    [Fact]
    public async Task A_refused_call_and_a_busy_one_end_with_the_reason()
    {
        await using var ella = await browser.NewPersonAsync("Ella");
        await using var felix = await browser.NewPersonAsync("Felix");
        await using var greta = await browser.NewPersonAsync("Greta");
        await ProjectPeople.MeetAsync("project-refused", ella, felix, greta);

        await ella.ClickAsync("Video call with Felix");
        await felix.SeesAsync("is calling");
        await ella.CallIsAsync("calling");
        await felix.ClickAsync("Reject");
        await ella.SeesAsync("Felix did not take the call");
        await Task.WhenAll(ella.HasNoCallAsync(), felix.HasNoCallAsync());
        await Assertions.Expect(ella.Page.Locator("[data-call-status=rejected]")).ToHaveCountAsync(1);

        await ProjectPeople.CallAsync(ella, felix, "Voice");
        await greta.ClickAsync("Video call with Felix");
        await greta.SeesAsync("Felix is in another call");
        await greta.HasNoCallAsync();
        await ella.CallIsAsync("connected");
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_call_rings_in_all_windows_until_one_takes_it_or_the_caller_gives_up()
    {
        await using var nina = await browser.NewPersonAsync("Nina");
        await using var olaf = await browser.NewPersonAsync("Olaf");
        await using var elsewhere = await browser.NewPersonAsync("Olaf");
        await ProjectPeople.MeetAsync("project-windows", nina, olaf, elsewhere);

        await nina.ClickAsync("Voice call with Olaf");
        await Task.WhenAll(olaf.SeesAsync("is calling (voice only)"), elsewhere.SeesAsync("is calling (voice only)"));
        await elsewhere.ClickAsync("Accept");
        await Task.WhenAll(nina.CallIsAsync("connected"), elsewhere.CallIsAsync("connected"));
        await olaf.SeesAsync("answered or refused in another window");
        await Assertions.Expect(olaf.Page.GetByRole(AriaRole.Alertdialog)).ToHaveCountAsync(0);
        await nina.ClickAsync("Hang up");
        await elsewhere.HasNoCallAsync();

        await nina.ClickAsync("Video call with Olaf");
        await olaf.SeesAsync("is calling");
        await nina.ClickAsync("Hang up");
        foreach (var window in new[] { olaf, elsewhere })
            await Assertions.Expect(window.Page.GetByRole(AriaRole.Alertdialog)).ToHaveCountAsync(0, new() { Timeout = ProjectPeople.Patience });
        await Assertions.Expect(olaf.Page.Locator("[data-call-status=cancelled]")).ToHaveCountAsync(1, new() { Timeout = ProjectPeople.Patience });
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_message_is_delivered_to_a_page_that_nobody_looks_at_and_read_when_somebody_does()
    {
        await using var peter = await browser.NewPersonAsync("Peter");
        await using var queenie = await browser.NewPersonAsync("Queenie");
        await ProjectPeople.MeetAsync("project-status", peter, queenie);
        const string Look =
            """
            (hidden) => {
              Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
              document.dispatchEvent(new Event("visibilitychange"));
            }
            """;

        await queenie.Page.EvaluateAsync(Look, true);
        await peter.SaysAsync("Are you there?");
        await peter.SeesAsync("Delivered");
        await queenie.Page.EvaluateAsync(Look, false);
        await peter.SeesAsync("Read by Queenie");

        await queenie.Page.GotoAsync("about:blank");
        await peter.SeesAsync("Queenie left");
        await peter.SaysAsync("Good night");
        await Assertions.Expect(peter.Page.Locator("[data-status=sent]")).ToHaveCountAsync(1);
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task Both_may_call_each_other_at_once()
    {
        await using var hanna = await browser.NewPersonAsync("Hanna");
        await using var ivo = await browser.NewPersonAsync("Ivo");
        await ProjectPeople.MeetAsync("project-both", hanna, ivo);
        for (var round = 0; round < 3; round++)
        {
            await Task.WhenAll(hanna.ClickAsync("Video call with Ivo"), ivo.ClickAsync("Video call with Hanna"));
            await Task.WhenAll(ProjectPeople.GetsThroughAsync(hanna), ProjectPeople.GetsThroughAsync(ivo));
            await Task.WhenAll(hanna.SeesMovingPictureAsync(hanna.Remote), ivo.SeesMovingPictureAsync(ivo.Remote));
            await hanna.ClickAsync("Hang up");
            await Task.WhenAll(hanna.HasNoCallAsync(), ivo.HasNoCallAsync());
        }
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_call_outlives_the_server_and_a_message_that_could_not_be_sent_is_sent_again()
    {
        await using var jana = await browser.NewPersonAsync("Jana");
        await using var kurt = await browser.NewPersonAsync("Kurt");
        await ProjectPeople.MeetAsync("project-restart", jana, kurt);
        await ProjectPeople.CallAsync(jana, kurt, "Video");

        await browser.RestartServerAsync(async () =>
        {
            await Task.WhenAll(jana.IsAsync("reconnecting"), kurt.IsAsync("reconnecting"));
            await jana.SeesMovingPictureAsync(jana.Remote);
            await jana.SaysAsync("Can you read this?");
            await jana.SeesAsync("Not sent");
        });

        await Task.WhenAll(jana.IsAsync("connected"), kurt.IsAsync("connected"));
        await jana.ClickAsync("Try again");
        await kurt.SeesAsync("Can you read this?");
        await jana.SeesAsync("Read by Kurt");
        await jana.SeesMovingPictureAsync(jana.Remote);
        await kurt.ClickAsync("Hang up");
        await Task.WhenAll(jana.HasNoCallAsync(), kurt.HasNoCallAsync());
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_token_that_the_server_does_not_take_is_asked_for_once_more_and_then_refused()
    {
        await using var rita = await browser.NewPersonAsync("Rita");
        var issued = 0;
        await rita.Page.RouteAsync("**/api/dev/project-token", route =>
        {
            issued++;
            return route.FulfillAsync(new() { ContentType = "application/json", Body = """{"success":true,"data":{"token":"no.good.token"}}""" });
        });
        await rita.EnterAsync("tutor", "projects/project-refusal");
        await rita.IsAsync("refused");
        await rita.SeesAsync("Refused: Invalid token");
        issued.ShouldBe(2);
        await Assertions.Expect(rita.Page.GetByLabel("Message", new() { Exact = true })).ToBeDisabledAsync();
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task Whoever_is_no_member_is_told_so_asks_and_is_let_in()
    {
        await using var lena = await browser.NewPersonAsync("Lena");
        await using var moritz = await browser.NewPersonAsync("Moritz");
        await lena.SignInAsync("tutor", "projects/project-lobby");
        var projectId = await lena.Page.EvaluateAsync<string>(
            """
            async () => {
              const json = { "content-type": "application/json" };
              const token = await fetch("/api/dev/project-token", { method: "POST", headers: json, body: JSON.stringify({ userId: "tutor-lena" }) });
              const authorization = `Bearer ${(await token.json()).data.token}`;
              const project = await fetch("/api/projects", { method: "POST", headers: { ...json, authorization }, body: JSON.stringify({ name: "Film" }) });
              return (await project.json()).data.id;
            }
            """);
        await lena.Page.GotoAsync($"/#/projects/{projectId}");
        await ProjectPeople.SeesOnlineAsync(lena, lena);

        await moritz.SignInAsync("student", $"projects/{projectId}");
        await moritz.SeesAsync("You do not take part in this project.");
        await Assertions.Expect(moritz.Page.GetByLabel("Message", new() { Exact = true })).ToBeDisabledAsync();
        await moritz.ClickAsync("Ask to take part");
        await moritz.SeesAsync("A member has to let you in");
        await lena.ClickAsync("Let in");
        await ProjectPeople.SeesOnlineAsync(lena, moritz);
        await moritz.SaysAsync("Thank you");
        await lena.SeesAsync("Thank you");
    }

    /// <summary>Waits until the other's voice is heard: a sound that is not silence, and no picture with it.</summary>
    private static async Task HearsAsync(Person person)
    {
        var kinds = await person.Page.Locator("audio").EvaluateAsync<string[]>(
            """
            (audio) => new Promise((resolve) => {
              const context = new AudioContext();
              const meter = context.createAnalyser();
              context.createMediaStreamSource(audio.srcObject).connect(meter);
              const samples = new Uint8Array(meter.fftSize);
              const timer = setInterval(() => {
                meter.getByteTimeDomainData(samples);
                if (samples.every((sample) => sample === 128)) return;
                clearInterval(timer);
                resolve(audio.srcObject.getTracks().map((track) => track.kind));
              }, 50);
            })
            """).WaitAsync(TimeSpan.FromSeconds(45));
        kinds.ShouldBe(["audio"]);
    }
}
