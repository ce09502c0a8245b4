using SocketIoCompat.BrowserTests.Support;

namespace SocketIoCompat.BrowserTests;

/// <summary>The project chat's calls over a network that is lost and found.</summary>
[Trait("Category", "Long")]
public sealed class ProjectRelayTests(RelayFixture browser) : IClassFixture<RelayFixture>
{
    [Fact]
    public async Task A_group_call_that_loses_its_network_is_there_again_with_it()
    {
        await using var anna = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await using var cora = await browser.NewPersonAsync("Cora");
        await ProjectPeople.MeetAsync("project-network", anna, ben, cora);
        await anna.ClickAsync("Start group call");
        await ben.ClickAsync("Join group call");
        await cora.ClickAsync("Join group call");
        Person[] all = [anna, ben, cora];
        await MeetAsync(all);

        browser.Path.LossPercent = 100;
        await cora.Context.SetOfflineAsync(true);
        await cora.IsAsync("reconnecting");
        foreach (var person in all)
            await Assertions.Expect(person.Page.Locator(".tile[data-state=reconnecting]")).ToHaveCountAsync(2, new() { Timeout = ProjectPeople.Patience });
        await cora.Context.SetOfflineAsync(false);
        browser.Path.LossPercent = 0;

        await cora.IsAsync("connected");
        await MeetAsync(all);
        all.SelectMany(person => person.Errors).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_of_two_that_loses_its_network_is_there_again_with_it()
    {
        await using var dora = await browser.NewPersonAsync("Dora");
        await using var emil = await browser.NewPersonAsync("Emil");
        await ProjectPeople.MeetAsync("project-network-two", dora, emil);
        await ProjectPeople.CallAsync(dora, emil, "Video");

        browser.Path.LossPercent = 100;
        await emil.Context.SetOfflineAsync(true);
        await emil.IsAsync("reconnecting");
        await Task.WhenAll(dora.CallIsAsync("reconnecting"), emil.CallIsAsync("reconnecting"));
        await emil.Context.SetOfflineAsync(false);
        browser.Path.LossPercent = 0;

        await Task.WhenAll(dora.CallIsAsync("connected"), emil.CallIsAsync("connected"), emil.IsAsync("connected"));
        await Task.WhenAll(dora.SeesMovingPictureAsync(dora.Remote), emil.SeesMovingPictureAsync(emil.Remote));
    }

    private static async Task MeetAsync(Person[] all)
    {
        foreach (var person in all)
        {
            foreach (var other in all.Where(other => other != person))
            {
                var tile = person.Page.Locator($".tile[data-peer='{ProjectPeople.IdOf(other)}'][data-state=connected]");
                await Assertions.Expect(tile).ToBeVisibleAsync(new() { Timeout = 90_000 });
                await person.SeesMovingPictureAsync(tile.Locator("video"));
            }
        }
    }
}
