using SocketIoCompat.BrowserTests.Support;

namespace SocketIoCompat.BrowserTests;

/// <summary>Two people in a lesson, each in a browser of their own.</summary>
public sealed class ClassroomTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task Two_people_chat_and_see_each_other_move()
    {
        await using var tutor = await browser.NewPersonAsync("Anna");
        await using var student = await browser.NewPersonAsync("Ben");
        await MeetAsync(tutor, student, "lesson-video");

        await tutor.SaysAsync("Hello Ben");
        await student.SeesAsync("Hello Ben");
        await student.SaysAsync("I has a question");
        await tutor.SeesAsync("I has a question");

        await CallAsync(tutor, student);
        await Task.WhenAll(tutor.SeesMovingPictureAsync(tutor.Remote), student.SeesMovingPictureAsync(student.Remote));

        tutor.Errors.ShouldBeEmpty();
        student.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Both_may_call_at_once()
    {
        await using var tutor = await browser.NewPersonAsync("Carla");
        await using var student = await browser.NewPersonAsync("Dan");
        await MeetAsync(tutor, student, "lesson-glare");

        for (var call = 0; call < 10; call++)
        {
            // Sometimes the two offers meet, sometimes the first is there when the second button is pressed.
            var both = DateTimeOffset.UtcNow.AddMilliseconds(500);
            await Task.WhenAll(
                tutor.ClickAtAsync("Start video call", both),
                student.ClickAtAsync("Start video call", both.AddMilliseconds(Random.Shared.Next(-20, 20))));
            await Task.WhenAll(tutor.SeesMovingPictureAsync(tutor.Remote), student.SeesMovingPictureAsync(student.Remote));
            await Task.WhenAll(tutor.CallIsAsync("connected"), student.CallIsAsync("connected"));

            await tutor.ClickAsync("Hang up");
            await Task.WhenAll(tutor.HasNoCallAsync(), student.HasNoCallAsync());
        }

        tutor.Errors.ShouldBeEmpty();
        student.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_correction_and_a_picture_reach_the_other_and_the_history()
    {
        await using var tutor = await browser.NewPersonAsync("Eva");
        await using var student = await browser.NewPersonAsync("Finn");
        await MeetAsync(tutor, student, "lesson-chat");

        await student.SaysAsync("I has a question");
        await tutor.ClickAsync("Correct");
        await tutor.Page.GetByLabel("Better:").FillAsync("I have a question");
        await tutor.ClickAsync("Send");
        await student.SeesAsync("I have a question");

        await student.Page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload
        {
            Name = "dot.png", MimeType = "image/png", Buffer = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="),
        });
        await student.SeesAsync("dot.png");
        await student.ClickAsync("Send");
        await Assertions.Expect(tutor.Page.GetByAltText("dot.png")).ToBeVisibleAsync();

        await student.Page.ReloadAsync();
        await student.SeesAsync("I have a question");
        await Assertions.Expect(student.Page.GetByAltText("dot.png")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Hanging_up_and_refusing_end_the_call_on_both_sides()
    {
        await using var tutor = await browser.NewPersonAsync("Gina");
        await using var student = await browser.NewPersonAsync("Hugo");
        await MeetAsync(tutor, student, "lesson-end");

        await CallAsync(tutor, student);
        await student.ClickAsync("Hang up");
        await tutor.SeesAsync("The other side hung up");
        await Task.WhenAll(tutor.HasNoCallAsync(), student.HasNoCallAsync());

        await student.ClickAsync("Start video call");
        await tutor.SeesAsync("is calling");
        await tutor.ClickAsync("Not now");
        await student.SeesAsync("The call was not taken");
        await student.HasNoCallAsync();
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task Hanging_up_ends_the_call_although_nothing_can_be_said_directly_yet()
    {
        await using var tutor = await browser.NewPersonAsync("Berta");
        await using var student = await browser.NewPersonAsync("Cyril");
        // A data channel that is never open.
        foreach (var person in (Person[])[tutor, student])
            await person.Page.AddInitScriptAsync("RTCPeerConnection.prototype.createDataChannel = () => ({ readyState: 'connecting' })");
        await MeetAsync(tutor, student, "lesson-early-end");

        await CallAsync(tutor, student);
        await tutor.ClickAsync("Hang up");
        await student.SeesAsync("The other side hung up");
        await CallAsync(student, tutor);
        await tutor.SeesMovingPictureAsync(tutor.Remote);
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task Whoever_types_is_named_until_they_stop()
    {
        await using var tutor = await browser.NewPersonAsync("Tara");
        await using var student = await browser.NewPersonAsync("Uwe");
        await MeetAsync(tutor, student, "lesson-typing");

        await student.Page.GetByLabel("Message", new() { Exact = true }).PressSequentiallyAsync("Well");
        await tutor.SeesAsync("Uwe is typing…");
        await Assertions.Expect(tutor.Page.GetByText("Uwe is typing…")).ToHaveCountAsync(0);
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_picture_may_stand_in_a_window_of_its_own()
    {
        await using var tutor = await browser.NewPersonAsync("Vera");
        await using var student = await browser.NewPersonAsync("Willi");
        await MeetAsync(tutor, student, "lesson-window");
        await CallAsync(tutor, student);
        await tutor.SeesMovingPictureAsync(tutor.Remote);

        await tutor.ClickAsync("Picture in picture");
        await IsInWindowAsync(1);
        await tutor.ClickAsync("Picture in picture");
        await IsInWindowAsync(0);

        Task IsInWindowAsync(int count) => Assertions.Expect(tutor.Page.Locator(".remote video:picture-in-picture")).ToHaveCountAsync(count);
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_page_that_is_not_looked_at_notifies()
    {
        await using var tutor = await browser.NewPersonAsync("Xenia");
        await using var student = await browser.NewPersonAsync("Yannick");
        // What the operating system would show; a headless browser has none, and all its pages count as looked at.
        await tutor.Page.AddInitScriptAsync(
            """
            window.shown = [];
            window.Notification = class {
              static permission = "granted";
              constructor(title, { body }) { shown.push(`${title}: ${body}`); }
            };
            Object.defineProperty(document, "hidden", { get: () => window.isHidden });
            """);
        await MeetAsync(tutor, student, "lesson-notify");
        await student.ClickAsync("Start video call");
        await tutor.SeesAsync("is calling");
        (await tutor.Page.EvaluateAsync<string[]>("shown")).ShouldBeEmpty();
        await student.ClickAsync("Hang up");
        await Assertions.Expect(tutor.Page.GetByRole(AriaRole.Alertdialog)).ToHaveCountAsync(0);

        await tutor.Page.EvaluateAsync("window.isHidden = true");
        await student.ClickAsync("Start video call");
        await tutor.SeesAsync("is calling");
        (await tutor.Page.EvaluateAsync<string[]>("shown")).ShouldBe(["Classroom: Yannick is calling"]);
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_toast_on_a_phone_covers_nothing_of_the_page()
    {
        await using var tutor = await browser.NewPersonAsync("Zita");
        await using var student = await browser.NewPersonAsync("Anton");
        await tutor.Page.SetViewportSizeAsync(390, 844);
        await MeetAsync(tutor, student, "lesson-toast");

        var toast = await tutor.Page.Locator(".toast").First.BoundingBoxAsync();
        var header = await tutor.Page.Locator("header").BoundingBoxAsync();
        (toast!.Y + toast.Height).ShouldBeLessThanOrEqualTo(header!.Y + header.Height);
        toast.X.ShouldBeGreaterThanOrEqualTo(0);
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_call_that_is_taken_back_rings_no_more()
    {
        await using var tutor = await browser.NewPersonAsync("Tessa");
        await using var student = await browser.NewPersonAsync("Ulf");
        await MeetAsync(tutor, student, "lesson-back");

        await student.ClickAsync("Start video call");
        await tutor.SeesAsync("Ulf is calling");
        await student.ClickAsync("Hang up");
        await Assertions.Expect(tutor.Page.GetByRole(AriaRole.Alertdialog)).ToHaveCountAsync(0);

        await CallAsync(tutor, student);
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_muted_camera_and_microphone_are_shown_to_the_other()
    {
        await using var tutor = await browser.NewPersonAsync("Ida");
        await using var student = await browser.NewPersonAsync("Jon");
        await MeetAsync(tutor, student, "lesson-mute");
        await CallAsync(tutor, student);

        await student.ClickAsync("Mute");
        await tutor.SeesAsync("Jon is muted");
        await student.ClickAsync("Camera off");
        await tutor.SeesAsync("Jon has the camera off");
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_page_that_is_loaded_anew_can_call_again()
    {
        await using var tutor = await browser.NewPersonAsync("Kim");
        await using var student = await browser.NewPersonAsync("Leo");
        await MeetAsync(tutor, student, "lesson-reload");
        await CallAsync(tutor, student);

        await student.Page.ReloadAsync();
        await tutor.HasNoCallAsync();
        await student.SeesAsync("Kim is here");

        await CallAsync(student, tutor);
        await tutor.SeesMovingPictureAsync(tutor.Remote);
    }

    [Fact]
    public async Task A_shared_screen_takes_the_place_of_the_camera_and_gives_it_back()
    {
        await using var tutor = await browser.NewPersonAsync("Mia");
        await using var student = await browser.NewPersonAsync("Nils");
        await MeetAsync(tutor, student, "lesson-screen");
        await CallAsync(tutor, student);

        await tutor.ClickAsync("Share screen");
        await student.SeesAsync("Mia shares the screen");
        await tutor.ClickAsync("Stop sharing");
        await Assertions.Expect(student.Page.GetByText("Mia shares the screen")).ToHaveCountAsync(0);
        await student.SeesMovingPictureAsync(student.Remote);
    }

    [Fact]
    public async Task A_recording_is_announced_stored_and_played_back_by_the_other()
    {
        await using var tutor = await browser.NewPersonAsync("Olga");
        await using var student = await browser.NewPersonAsync("Pit");
        await MeetAsync(tutor, student, "lesson-record");
        await CallAsync(tutor, student);
        await tutor.SeesMovingPictureAsync(tutor.Remote);

        await tutor.ClickAsync("Record");
        await student.SeesAsync("Olga records this call");
        await student.SeesMovingPictureAsync(student.Remote, frames: 30);
        await tutor.ClickAsync("Stop recording");

        await student.Page.GetByText("Recordings (1)").ClickAsync();
        var playback = student.Page.Locator("video.playback");
        await playback.EvaluateAsync("video => { video.muted = true; video.loop = true; return video.play(); }");
        await student.SeesMovingPictureAsync(playback, frames: 5);

        await using var stranger = await browser.NewPersonAsync("Quinn");
        await stranger.SignInAsync("student", "classroom/lesson-other");
        var answer = await stranger.Page.APIRequest.GetAsync("/api/recordings/classroom/lesson-record");
        answer.Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_call_outlives_the_server_and_the_chat_comes_back_with_it()
    {
        await using var tutor = await browser.NewPersonAsync("Rosa");
        await using var student = await browser.NewPersonAsync("Sam");
        await MeetAsync(tutor, student, "lesson-restart");
        await CallAsync(tutor, student);

        await browser.RestartServerAsync(async () =>
        {
            await Task.WhenAll(tutor.IsAsync("reconnecting"), student.IsAsync("reconnecting"));
            await tutor.SeesMovingPictureAsync(tutor.Remote);
        });

        await Task.WhenAll(tutor.IsAsync("connected"), student.IsAsync("connected"));
        await tutor.SaysAsync("There you are");
        await student.SeesAsync("There you are");
        await student.CallIsAsync("connected");
    }

    private static async Task MeetAsync(Person tutor, Person student, string lesson)
    {
        await tutor.SignInAsync("tutor", $"classroom/{lesson}");
        await student.SignInAsync("student", $"classroom/{lesson}");
        await tutor.SeesAsync($"{student.Name} is here");
        await student.SeesAsync($"{tutor.Name} is here");
    }

    private static async Task CallAsync(Person caller, Person callee)
    {
        await caller.ClickAsync("Start video call");
        await callee.ClickAsync("Accept");
        await Task.WhenAll(caller.CallIsAsync("connected"), callee.CallIsAsync("connected"));
    }
}
