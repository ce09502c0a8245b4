using SocketIoCompat.BrowserTests.Support;

namespace SocketIoCompat.BrowserTests;

/// <summary>Meetings whose server, network or page goes away and comes back.</summary>
public sealed class MeetingReturnTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    /// <summary>Long enough for a slow machine; nothing waits for it when all is well.</summary>
    private const float Patience = 90_000;

    [Trait("Category", "Long")]
    [Fact]
    public async Task Pictures_outlive_the_server_and_the_room_comes_back_with_it()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await MeetingPeople.JoinAsync("restart", host, ben);
        await MeetingPeople.MeetAsync(host, ben);

        await browser.RestartServerAsync(async () =>
        {
            await Task.WhenAll(host.IsAsync("reconnecting"), ben.IsAsync("reconnecting"));
            await host.SeesMovingPictureAsync(host.TileOf(ben).Locator("video"));
        });

        await Task.WhenAll(host.IsAsync("connected"), ben.IsAsync("connected"));
        await MeetingPeople.MeetAsync(host, ben);
        await ben.WritesAsync("There you are");
        await host.ReadsAsync("There you are");
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_host_without_network_for_a_while_is_host_again_and_nobody_twice()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await MeetingPeople.JoinAsync("offline", host, ben);
        await MeetingPeople.MeetAsync(host, ben);
        await host.TurnAsync("Lock the room");
        await ben.ReadsAsync("The room is locked");

        await host.Context.SetOfflineAsync(true);
        await host.IsAsync("reconnecting");
        await host.Context.SetOfflineAsync(false);
        await host.IsAsync("connected");
        await host.SeesAsync("You are the host");
        await MeetingPeople.MeetAsync(host, ben);
        await Assertions.Expect(ben.Page.GetByText("People (2)")).ToBeVisibleAsync();

        await host.TurnAsync("Lock the room");
        await ben.ReadsAsync("The room is open again");
    }
}
