using SocketIoCompat.BrowserTests.Support;

namespace SocketIoCompat.BrowserTests;

/// <summary>Pages that know the meeting rooms' document only, beside ours.</summary>
public sealed class MeetingDocumentTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    /// <summary>Long enough for a slow machine; nothing waits for it when all is well.</summary>
    private const float Patience = 90_000;

    /// <summary>A page as the document describes it: it joins, offers to those who are there and answers those who come later.</summary>
    private const string DocumentedPage =
        """
        async (room) => {
          const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
          const theirs = document.body.appendChild(document.createElement("video"));
          theirs.id = "theirs"; theirs.muted = theirs.autoplay = true;
          const socket = new WebSocket(`${location.origin.replace("http", "ws")}/room/${room}/websocket`);
          const send = (event, data) => socket.send(JSON.stringify({ event, data }));
          window.say = send;
          window.heard = [];
          window.approved = new Promise((resolve) => (window.answered = resolve));
          const connections = {};
          let entered;
          const done = new Promise((resolve) => (entered = resolve));
          const connect = (peerId) => {
            const pc = (connections[peerId] ??= new RTCPeerConnection());
            stream.getTracks().forEach((track) => pc.addTrack(track, stream));
            pc.ontrack = ({ streams }) => (theirs.srcObject = streams[0]);
            pc.onicecandidate = ({ candidate }) => candidate && send("candidate", { targetPeerId: peerId, peerId: null, candidate });
            return pc;
          };
          let work = Promise.resolve();
          socket.onopen = () => send("join", { peerId: "gus", username: "Gus" });
          socket.onmessage = ({ data: text }) => (work = work.then(async () => {
            const { event, data } = JSON.parse(text);
            window.heard.push({ event, data });
            if (event === "peers") {
              for (const peerId of data.peers) {
                const pc = connect(peerId);
                await pc.setLocalDescription();
                send("offer", { targetPeerId: peerId, peerId: null, username: "Gus", sdp: pc.localDescription.sdp });
              }
              entered();
            } else if (event === "offer") {
              const pc = connections[data.peerId] ?? connect(data.peerId);
              await pc.setRemoteDescription({ type: "offer", sdp: data.sdp });
              await pc.setLocalDescription();
              send("answer", { targetPeerId: data.peerId, peerId: null, sdp: pc.localDescription.sdp });
            } else if (event === "answer") {
              await connections[data.peerId].setRemoteDescription({ type: "answer", sdp: data.sdp });
            } else if (event === "screen-share-response") {
              window.answered(data.approved);
            } else if (event === "candidate") {
              await connections[data.peerId].addIceCandidate(JSON.parse(data.candidate));
            }
          }));
          await done;
        }
        """;

    [Trait("Category", "Long")]
    [Theory]
    [InlineData("they are there first", true)]
    [InlineData("they come later", false)]
    public async Task Pages_that_know_the_document_only_see_us_and_are_seen(string when, bool first)
    {
        var room = first ? "guest-first" : "guest-last";
        await using var host = await browser.NewPersonAsync("Anna");
        await using var guest = await browser.NewPersonAsync("Gus");
        await guest.Page.GotoAsync("/");
        if (first)
            await guest.Page.EvaluateAsync(DocumentedPage, room);
        await MeetingPeople.JoinAsync(room, host);
        if (!first)
            await guest.Page.EvaluateAsync(DocumentedPage, room);

        var tile = host.Page.Locator(".tile:not([data-self])");
        await Assertions.Expect(tile).ToContainTextAsync("Gus", new() { Timeout = Patience });
        await Task.WhenAll(
            host.SeesMovingPictureAsync(tile.Locator("video")),
            guest.SeesMovingPictureAsync(guest.Page.Locator("#theirs")));

        // The host is asked, whoever that is.
        if (!first)
        {
            await guest.Page.EvaluateAsync("window.say('request-screen-share', { peerName: 'Gus' })");
            await host.ClickAsync("Allow Gus");
            (await guest.Page.EvaluateAsync<bool>("window.approved")).ShouldBeTrue();
        }

        host.Errors.ShouldBeEmpty(when);
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task Polls_questions_and_drawings_go_both_ways()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var guest = await browser.NewPersonAsync("Gus");
        await MeetingPeople.JoinAsync("guest-asked", host);
        await guest.Page.GotoAsync("/");
        await guest.Page.EvaluateAsync(DocumentedPage, "guest-asked");
        await host.AsksAllAsync("Tea?", "Yes", "No");

        // As that page votes: by the option's number, without the poll's.
        (await HeardAsync(guest, "poll-created", "data.options.map((one) => `${one.id} ${one.text} ${one.votes} ${one.voters.length}`).join()")).ShouldBe("0 Yes 0 0,1 No 0 0");
        await guest.Page.EvaluateAsync("window.say('poll-vote', { optionId: 1, peerId: 'somebody', username: 'Gus' })");
        await host.VotesAsync("No");
        await Assertions.Expect(host.VotesFor("Tea?", "No", 2)).ToBeVisibleAsync(new() { Timeout = Patience });
        (await HeardAsync(guest, "poll-vote", "`${data.optionId} ${data.username}`")).ShouldBe("1 Anna");

        await guest.Page.EvaluateAsync("window.say('question-asked', { id: 1, peerId: 'gus', username: 'Gus', question: 'With milk?', upvotes: 0, voters: [], answered: false, answer: null, timestamp: Date.now() })");
        await host.ClickAsync("I want to know too: With milk? (0 votes)");
        await host.ClickAsync("Answer");
        await host.Page.GetByLabel("Answer", new() { Exact = true }).FillAsync("If you like.");
        await host.ClickAsync("Answer it");
        (await HeardAsync(guest, "question-upvote", "data.questionId === 1 && data.peerId !== 'gus' ? 'ours' : 'other'")).ShouldBe("ours");
        (await HeardAsync(guest, "question-answered", "`${data.questionId} ${data.answer}`")).ShouldBe("1 If you like.");

        await host.ClickAsync("Share screen");
        var drawings = host.Page.Locator("canvas.drawing[style]");
        await Assertions.Expect(drawings).ToBeVisibleAsync(new() { Timeout = Patience });
        await guest.Page.EvaluateAsync("window.say('annotation-draw', { type: 'line', points: [{ x: 0, y: 60 }, { x: 300, y: 60 }], color: '#00ff00', size: 10, timestamp: Date.now() })");
        var box = (await drawings.BoundingBoxAsync())!;
        await host.SeesColorAsync(drawings, 100 / box.Width, 60 / box.Height, 0x00ff00);
        await host.ClickAsync("Draw");
        await host.DrawsAsync(drawings, (0.2f, 0.5f), (0.6f, 0.5f));
        (await HeardAsync(guest, "annotation-draw", "data.type === 'pen' && data.points.every(({ x, y }) => x > 1 && y > 1) && data.size > 0 && data.color.startsWith('#') ? 'pixels' : JSON.stringify(data)")).ShouldBe("pixels");
        host.Errors.ShouldBeEmpty();
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_camera_that_is_turned_on_later_is_seen_by_such_a_page_too()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var guest = await browser.NewPersonAsync("Gus");
        await host.CannotOpenMediaAsync();
        await MeetingPeople.JoinAsync("guest-later", host);
        await guest.Page.GotoAsync("/");
        await guest.Page.EvaluateAsync(DocumentedPage, "guest-later");
        await host.SeesMovingPictureAsync(host.Page.Locator(".tile:not([data-self]) video"));

        await host.CanOpenMediaAsync();
        await host.ClickAsync("Camera on");
        await guest.SeesMovingPictureAsync(guest.Page.Locator("#theirs"));
        host.Errors.ShouldBeEmpty();
    }

    /// <summary>What an expression says of the first event of that name that came to the page.</summary>
    private static Task<string> HeardAsync(Person guest, string name, string expression) => guest.Page.EvaluateAsync<string>(
        $$"""
        async () => {
          for (;;) {
            const found = window.heard.find(({ event }) => event === "{{name}}");
            if (found) return ((data) => {{expression}})(found.data);
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
        }
        """).WaitAsync(TimeSpan.FromMilliseconds(Patience));
}
