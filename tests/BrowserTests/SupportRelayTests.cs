using SocketIoCompat.BrowserTests.Support;

namespace SocketIoCompat.BrowserTests;

/// <summary>Calls of the support sessions that only a relay carries: simple-peer makes a new connection when the old one is lost.</summary>
[Trait("Category", "Long")]
public sealed class SupportRelayTests(RelayFixture browser) : IClassFixture<RelayFixture>
{
    [Fact]
    public async Task A_call_that_lost_its_way_finds_another()
    {
        await using var agent = await browser.NewPersonAsync("Anna");
        await using var customer = await browser.NewPersonAsync("Ben");
        await CallAsync(agent, customer, "session-lost");

        await browser.Relay.StopAsync();
        await Task.WhenAll(agent.CallIsAsync("reconnecting"), customer.CallIsAsync("reconnecting"));
        await agent.SeesAsync("Connection lost, trying to get it back…");
        await browser.Relay.StartAsync();

        await AreConnectedAsync(agent, customer);
        await agent.ClickAsync("Hang up");
        await customer.SeesAsync("The other side hung up");
        await Task.WhenAll(agent.HasNoCallAsync(), customer.HasNoCallAsync());
    }

    [Fact]
    public async Task A_network_that_is_lost_and_found_gives_page_and_call_back()
    {
        await using var agent = await browser.NewPersonAsync("Cora");
        await using var customer = await browser.NewPersonAsync("Dirk");
        await CallAsync(agent, customer, "session-network");

        browser.Path.LossPercent = 100;
        await customer.Context.SetOfflineAsync(true);
        await customer.IsAsync("reconnecting");
        await Task.WhenAll(agent.CallIsAsync("reconnecting"), customer.CallIsAsync("reconnecting"));
        await customer.Context.SetOfflineAsync(false);
        browser.Path.LossPercent = 0;

        await AreConnectedAsync(agent, customer);
        await customer.IsAsync("connected");
        agent.Errors.ShouldBeEmpty();
        customer.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Server_and_relay_may_go_at_the_same_time()
    {
        await using var agent = await browser.NewPersonAsync("Edda");
        await using var customer = await browser.NewPersonAsync("Falk");
        await CallAsync(agent, customer, "session-both");

        await browser.RestartServerAsync(async () =>
        {
            await browser.Relay.StopAsync();
            await Task.WhenAll(agent.CallIsAsync("reconnecting"), customer.CallIsAsync("reconnecting"));
            await browser.Relay.StartAsync();
        });

        await AreConnectedAsync(agent, customer);
    }

    [Fact]
    public async Task Whoever_hangs_up_while_the_way_is_lost_ends_the_call_for_both()
    {
        await using var agent = await browser.NewPersonAsync("Gesa");
        await using var customer = await browser.NewPersonAsync("Hans");
        await CallAsync(agent, customer, "session-gone");

        await browser.Relay.StopAsync();
        await Task.WhenAll(agent.CallIsAsync("reconnecting"), customer.CallIsAsync("reconnecting"));
        await customer.ClickAsync("Hang up");
        await agent.SeesAsync("The other side hung up");
        await Task.WhenAll(agent.HasNoCallAsync(), customer.HasNoCallAsync());
        await browser.Relay.StartAsync();
    }

    private static async Task CallAsync(Person agent, Person customer, string session)
    {
        await agent.SignInAsync("tutor", $"support/{session}");
        await customer.SignInAsync("student", $"support/{session}");
        await agent.SeesAsync($"{customer.Name} is here");
        await agent.ClickAsync("Start video call");
        await customer.ClickAsync("Accept");
        await AreConnectedAsync(agent, customer);
    }

    private static async Task AreConnectedAsync(Person agent, Person customer)
    {
        await Task.WhenAll(agent.CallIsAsync("connected"), customer.CallIsAsync("connected"));
        await Task.WhenAll(agent.SeesMovingPictureAsync(agent.Remote), customer.SeesMovingPictureAsync(customer.Remote));
    }
}
