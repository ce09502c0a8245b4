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
