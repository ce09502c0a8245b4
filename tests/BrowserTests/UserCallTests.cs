using SocketIoCompat.BrowserTests.Support;

namespace SocketIoCompat.BrowserTests;

/// <summary>Calls from user to user, each in a browser of their own.</summary>
public sealed class UserCallTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task A_call_rings_is_taken_shows_both_and_is_hung_up()
    {
        await using var caller = await browser.NewPersonAsync("Uma");
        await using var callee = await browser.NewPersonAsync("Vic");
        await SignInAsync(caller, callee);

        await DialAsync(caller, "student-vic");
        await callee.SeesAsync("tutor-uma is calling");
        await caller.CallIsAsync("calling");
        await callee.ClickAsync("Accept");
        await Task.WhenAll(caller.CallIsAsync("connected"), callee.CallIsAsync("connected"));
        await Task.WhenAll(caller.SeesMovingPictureAsync(caller.Remote), callee.SeesMovingPictureAsync(callee.Remote));

        await caller.ClickAsync("Hang up");
        await callee.SeesAsync("The other side hung up");
        await Task.WhenAll(caller.HasNoCallAsync(), callee.HasNoCallAsync());
        caller.Errors.ShouldBeEmpty();
        callee.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rejected_call_ends_for_the_caller_who_may_call_again()
    {
        await using var caller = await browser.NewPersonAsync("Wanda");
        await using var callee = await browser.NewPersonAsync("Xaver");
        await SignInAsync(caller, callee);

        await DialAsync(caller, "student-xaver");
        await callee.ClickAsync("Reject");
        await caller.SeesAsync("The call was not taken");
        await caller.HasNoCallAsync();

        await DialAsync(caller, "student-xaver");
        await callee.ClickAsync("Accept");
        await caller.SeesMovingPictureAsync(caller.Remote);
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task Both_may_dial_each_other_at_once()
    {
        await using var one = await browser.NewPersonAsync("Yara");
        await using var other = await browser.NewPersonAsync("Zeno");
        await SignInAsync(one, other);

        for (var call = 0; call < 5; call++)
        {
            await one.Page.GetByLabel("Whom to call").FillAsync("student-zeno");
            await other.Page.GetByLabel("Whom to call").FillAsync("tutor-yara");
            var both = DateTimeOffset.UtcNow.AddMilliseconds(500);
            await Task.WhenAll(one.ClickAtAsync("Call", both), other.ClickAtAsync("Call", both.AddMilliseconds(Random.Shared.Next(-20, 20))));
            await Task.WhenAll(one.CallIsAsync("connected"), other.CallIsAsync("connected"));
            await Task.WhenAll(one.SeesMovingPictureAsync(one.Remote), other.SeesMovingPictureAsync(other.Remote));

            await other.ClickAsync("Hang up");
            await Task.WhenAll(one.HasNoCallAsync(), other.HasNoCallAsync());
        }

        one.Errors.ShouldBeEmpty();
        other.Errors.ShouldBeEmpty();
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task Whoever_is_in_a_call_is_busy_for_others()
    {
        await using var caller = await browser.NewPersonAsync("Adam");
        await using var callee = await browser.NewPersonAsync("Bella");
        await using var third = await browser.NewPersonAsync("Cleo");
        await SignInAsync(caller, callee);
        await third.SignInAsync("tutor", "calls/");
        await DialAsync(caller, "student-bella");
        await callee.ClickAsync("Accept");
        await callee.CallIsAsync("connected");

        await DialAsync(third, "student-bella");
        await third.SeesAsync("The call was not taken");
        await third.HasNoCallAsync();

        await Task.WhenAll(caller.CallIsAsync("connected"), callee.CallIsAsync("connected"));
        await callee.SeesMovingPictureAsync(callee.Remote);
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_call_rings_before_the_offer_is_there_and_stops_when_the_caller_gives_up()
    {
        await using var caller = await browser.NewPersonAsync("Dora");
        await using var callee = await browser.NewPersonAsync("Emil");
        // A camera that never opens: there will be no offer.
        await caller.Page.AddInitScriptAsync("navigator.mediaDevices.getUserMedia = () => new Promise(() => undefined)");
        await SignInAsync(caller, callee);

        await DialAsync(caller, "student-emil");
        await callee.SeesAsync("tutor-dora is calling");
        await caller.ClickAsync("Hang up");
        await callee.SeesAsync("The other side hung up");
        await Assertions.Expect(callee.Page.GetByLabel("Whom to call")).ToBeVisibleAsync();
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_recording_is_kept_with_the_call_and_played_by_the_other()
    {
        await using var caller = await browser.NewPersonAsync("Frida");
        await using var callee = await browser.NewPersonAsync("Georg");
        await SignInAsync(caller, callee);
        await DialAsync(caller, "student-georg");
        await callee.ClickAsync("Accept");
        await callee.SeesMovingPictureAsync(callee.Remote);

        await callee.ClickAsync("Record");
        await caller.SeesAsync("student-georg records this call");
        await caller.SeesMovingPictureAsync(caller.Remote, frames: 30);
        await callee.ClickAsync("Stop recording");

        await caller.Page.GetByText("Recordings (1)").ClickAsync();
        await caller.ClickAsync("Play");
        var playback = caller.Page.Locator("video.playback");
        await playback.EvaluateAsync("video => { video.muted = true; video.loop = true; return video.play(); }");
        await caller.SeesMovingPictureAsync(playback, frames: 5);
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_blurred_picture_is_blurred_before_it_is_sent_and_in_the_next_call()
    {
        await using var caller = await browser.NewPersonAsync("Hanna");
        await using var callee = await browser.NewPersonAsync("Ivo");
        await SignInAsync(caller, callee);
        await DialAsync(caller, "student-ivo");
        await callee.ClickAsync("Accept");
        await callee.SeesSharpAsync(callee.Remote, middle: true, edges: true);

        await caller.Page.GetByLabel("Blur").SelectOptionAsync("Blur the edges");
        await callee.SeesSharpAsync(callee.Remote, middle: true, edges: false);
        await caller.Page.GetByLabel("Blur").SelectOptionAsync("Blur everything");
        await callee.SeesSharpAsync(callee.Remote, middle: false, edges: false);
        await callee.SeesMovingPictureAsync(callee.Remote);
        await caller.SeesSharpAsync(caller.Page.Locator(".own video"), middle: false, edges: false);

        await caller.ClickAsync("Camera off");
        await callee.SeesAsync("tutor-hanna has the camera off");
        await caller.ClickAsync("Camera on");
        await caller.ClickAsync("Hang up");
        await callee.HasNoCallAsync();
        await DialAsync(caller, "student-ivo");
        await callee.ClickAsync("Accept");
        await callee.SeesSharpAsync(callee.Remote, middle: false, edges: false);

        await caller.Page.GetByLabel("Blur").SelectOptionAsync("No blur");
        await callee.SeesSharpAsync(callee.Remote, middle: true, edges: true);
        caller.Errors.ShouldBeEmpty();
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task What_is_behind_somebody_is_blurred_by_the_camera_where_it_can()
    {
        await using var caller = await browser.NewPersonAsync("Lea");
        await using var callee = await browser.NewPersonAsync("Mats");
        // No camera here can do that, the made-up one included.
        await caller.Page.AddInitScriptAsync(
            """
            const { getCapabilities } = MediaStreamTrack.prototype;
            MediaStreamTrack.prototype.getCapabilities = function () {
              return { ...getCapabilities.call(this), backgroundBlur: [false, true] };
            };
            window.asked = [];
            MediaStreamTrack.prototype.applyConstraints = async ({ backgroundBlur }) => void asked.push(backgroundBlur);
            """);
        await SignInAsync(caller, callee);
        await DialAsync(caller, "student-mats");
        await callee.ClickAsync("Accept");
        await callee.CallIsAsync("connected");

        await caller.Page.GetByLabel("Blur").SelectOptionAsync("Blur behind me");
        await Assertions.Expect(caller.Page.GetByLabel("Blur")).ToHaveValueAsync("system");
        (await caller.Page.EvaluateAsync<bool[]>("asked")).ShouldBe([false, true]);
        await Assertions.Expect(callee.Page.GetByLabel("Blur").Locator("option")).ToHaveTextAsync(["No blur", "Blur the edges", "Blur everything"]);
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_camera_may_come_later()
    {
        await using var caller = await browser.NewPersonAsync("Jana");
        await using var callee = await browser.NewPersonAsync("Karl");
        await caller.Page.AddInitScriptAsync(
            """
            const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
            navigator.mediaDevices.getUserMedia = (wanted) =>
              wanted.video && !window.hasCamera ? Promise.reject(new DOMException("none", "NotFoundError")) : open(wanted);
            """);
        await SignInAsync(caller, callee);
        await DialAsync(caller, "student-karl");
        await callee.ClickAsync("Accept");
        await callee.SeesAsync("tutor-jana has the camera off");

        await caller.ClickAsync("Camera on");
        await caller.SeesAsync("No camera was found.");
        await caller.Page.EvaluateAsync("window.hasCamera = true");
        await caller.ClickAsync("Camera on");
        await callee.SeesMovingPictureAsync(callee.Remote);
        await caller.SeesMovingPictureAsync(caller.Remote);
        caller.Errors.ShouldBeEmpty();
    }

    private static async Task SignInAsync(Person caller, Person callee)
    {
        await caller.SignInAsync("tutor", "calls/");
        await callee.SignInAsync("student", "calls/");
    }

    private static async Task DialAsync(Person caller, string userId)
    {
        await caller.Page.GetByLabel("Whom to call").FillAsync(userId);
        await caller.ClickAsync("Call");
    }
}
