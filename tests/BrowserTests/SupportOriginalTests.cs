using SocketIoCompat.BrowserTests.Support;
using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.BrowserTests;

/// <summary>
/// Our page of the support sessions and one that negotiates as the contract says that the original's does: it offers as soon as it is there,
/// answers what comes with the connection that it has, through <c>rtc-signal</c> then, and knows none of our additions.
/// </summary>
[Trait("Category", "Long")]
public sealed class SupportOriginalTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string Original =
        """
        async ([sessionId, name]) => {
          await fetch("/api/dev/support-sign-in", {
            method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ name, role: "customer" }),
          });
          const video = document.body.appendChild(document.createElement("video"));
          video.className = "original";
          video.autoplay = video.muted = true;
          const stream = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
          const socket = io({ withCredentials: true, query: { sessionId } });
          let peer = null;
          window.ended = false;
          const make = (initiator, send) => {
            peer = new SimplePeer({ initiator, trickle: false, stream, config: { iceServers: [] } });
            peer.on("signal", send);
            peer.on("stream", (remote) => (video.srcObject = remote));
            peer.on("error", (error) => console.warn(error.message));
            peer.on("close", () => (window.ended = true));
          };
          socket.on("rtc-signal", (signal, callerID) => {
            if (!peer) make(false, (answer) => socket.emit("return-rtc-signal", answer, callerID));
            peer.signal(signal);
          });
          socket.on("return-rtc-signal", (signal) => peer.signal(signal));
          window.call = () => new Promise((sent) => make(true, (signal) => {
            socket.emit("rtc-signal", signal, sessionId);
            sent();
          }));
          await new Promise((resolve) => socket.on("connect", resolve));
        }
        """;

    [Fact]
    public async Task Ours_calls_a_page_whose_offer_nobody_heard()
    {
        await using var agent = await browser.NewPersonAsync("Anna");
        await using var customer = await browser.NewPersonAsync("Ben");
        await OpenOriginalAsync(customer, "original-first");
        await customer.Page.EvaluateAsync("call()");

        await agent.SignInAsync("tutor", "support/original-first");
        await agent.SeesAsync("Ben is here");
        await agent.ClickAsync("Start video call");
        await AreConnectedAsync(agent, customer);

        await agent.ClickAsync("Hang up");
        await customer.Page.WaitForFunctionAsync("ended");
    }

    [Fact]
    public async Task A_page_that_calls_without_asking_rings_at_ours()
    {
        await using var agent = await browser.NewPersonAsync("Cora");
        await using var customer = await browser.NewPersonAsync("Dirk");
        await agent.SignInAsync("tutor", "support/original-second");
        await OpenOriginalAsync(customer, "original-second");
        await agent.SeesAsync("Dirk is here");

        await customer.Page.EvaluateAsync("call()");
        await agent.SeesAsync("Dirk is calling");
        await agent.ClickAsync("Accept");
        await AreConnectedAsync(agent, customer);
    }

    [Fact]
    public async Task A_page_that_does_not_know_a_refusal_can_be_called_after_it()
    {
        await using var agent = await browser.NewPersonAsync("Edda");
        await using var customer = await browser.NewPersonAsync("Falk");
        await agent.SignInAsync("tutor", "support/original-refused");
        await OpenOriginalAsync(customer, "original-refused");
        await customer.Page.EvaluateAsync("call()");
        await agent.SeesAsync("Falk is calling");
        await agent.ClickAsync("Not now");

        await agent.ClickAsync("Start video call");
        await AreConnectedAsync(agent, customer);
        (await customer.Page.EvaluateAsync<bool>("ended")).ShouldBeFalse();
    }

    private static async Task OpenOriginalAsync(Person customer, string session)
    {
        var packages = Path.Combine(Repository.Root, "samples", "js-client", "node_modules");
        await customer.Page.AddInitScriptAsync(scriptPath: Path.Combine(packages, "socket.io-client", "dist", "socket.io.min.js"));
        await customer.Page.AddInitScriptAsync(scriptPath: Path.Combine(packages, "simple-peer", "simplepeer.min.js"));
        await customer.Page.GotoAsync("/");
        await customer.Page.EvaluateAsync(Original, new[] { session, customer.Name });
    }

    private static async Task AreConnectedAsync(Person agent, Person customer)
    {
        await agent.CallIsAsync("connected");
        await Task.WhenAll(
            agent.SeesMovingPictureAsync(agent.Remote),
            customer.SeesMovingPictureAsync(customer.Page.Locator("video.original")));
    }
}
