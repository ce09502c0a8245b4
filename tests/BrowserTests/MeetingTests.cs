using System.Text.RegularExpressions;
using SocketIoCompat.BrowserTests.Support;

namespace SocketIoCompat.BrowserTests;

/// <summary>Meetings of many, each in a browser of their own.</summary>
public sealed class MeetingTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
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

    [Fact]
    public async Task Three_people_see_each_other_move_and_a_fourth_finds_the_door_locked()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await using var cleo = await browser.NewPersonAsync("Cleo");
        await using var late = await browser.NewPersonAsync("Dora");
        await JoinAsync("three", host, ben, cleo);
        await MeetAsync(host, ben, cleo);
        await host.SeesAsync("You are the host");
        await ben.SeesAsync("Host: Anna");

        await TurnAsync(host, "Lock the room");
        await ben.SeesAsync("The room is locked");
        await KnockAsync("three", late);
        await Assertions.Expect(late.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The room is locked: nobody else is let in.", new() { Timeout = Patience });

        await TurnAsync(host, "Lock the room");
        await ben.SeesAsync("The room is open again");
        await late.ClickAsync("Join again");
        await MeetAsync(late, host);

        foreach (var person in (Person[])[host, ben, cleo, late])
            person.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_is_removed_is_told_and_stays_out_and_the_others_go_on()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await using var cleo = await browser.NewPersonAsync("Cleo");
        await JoinAsync("kick", host, ben, cleo);
        await MeetAsync(host, ben, cleo);

        await ActAsync(host, cleo, "Remove Cleo");
        await Assertions.Expect(cleo.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The host has removed you from the meeting.", new() { Timeout = Patience });
        await ben.SeesAsync("Cleo left");
        await Assertions.Expect(Tile(ben, cleo)).ToHaveCountAsync(0, new() { Timeout = Patience });
        await cleo.ClickAsync("Join again");
        await Assertions.Expect(cleo.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The host has removed you", new() { Timeout = Patience });
        await MeetAsync(host, ben);

        // Those who do not lead find nothing to command with.
        await Assertions.Expect(ben.Page.GetByLabel("Actions for")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_waiting_room_lets_in_whom_the_host_admits_and_tells_the_others()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await using var cleo = await browser.NewPersonAsync("Cleo");
        await JoinAsync("waiting", host);
        await TurnAsync(host, "Waiting room");
        await Task.WhenAll(KnockAsync("waiting", ben), KnockAsync("waiting", cleo));
        await Task.WhenAll(ben.SeesAsync("The host has been told that you are here"), cleo.SeesAsync("The host has been told that you are here"));

        await host.ClickAsync("Admit Ben");
        await MeetAsync(host, ben);
        await host.ClickAsync("Deny Cleo");
        await Assertions.Expect(cleo.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The host has not let you in.", new() { Timeout = Patience });
        await Assertions.Expect(host.Page.GetByText("Waiting to be let in")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Hands_reactions_and_chat_are_seen_by_the_others_and_the_host_turns_the_chat_off()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await JoinAsync("talk", host, ben);
        await MeetAsync(host, ben);

        await ben.ClickAsync("Raise hand");
        await Assertions.Expect(Tile(host, ben).Locator(".hand")).ToBeVisibleAsync(new() { Timeout = Patience });
        await ActAsync(host, ben, "Lower Ben's hand");
        await Assertions.Expect(Tile(host, ben).Locator(".hand")).ToHaveCountAsync(0);
        await Assertions.Expect(ben.Page.GetByRole(AriaRole.Button, new() { Name = "Raise hand" })).ToBeVisibleAsync();

        var seen = Tile(host, ben).GetByText("🎉").WaitForAsync();
        await ben.ClickAsync("Celebrate");
        await seen;

        await ben.SaysAsync("Hello everybody");
        await host.SeesAsync("Hello everybody");
        await Assertions.Expect(ben.Page.GetByText("Hello everybody")).ToHaveCountAsync(1);
        await TurnAsync(host, "Chat");
        await Assertions.Expect(ben.Page.GetByPlaceholder("The chat is off")).ToBeDisabledAsync(new() { Timeout = Patience });
        await TurnAsync(host, "Chat");
        await ben.SaysAsync("Thank you");
        await host.SeesAsync("Thank you");
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task The_host_mutes_hands_over_and_when_the_new_one_leaves_another_leads()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await using var cleo = await browser.NewPersonAsync("Cleo");
        await JoinAsync("lead", host, ben, cleo);
        await MeetAsync(host, ben, cleo);

        await ActAsync(host, ben, "Mute Ben");
        await ben.SeesAsync("The host has muted you");
        await Assertions.Expect(Tile(cleo, ben)).ToContainTextAsync("muted", new() { Timeout = Patience });

        await ActAsync(host, cleo, "Make Cleo co-host");
        await cleo.SeesAsync("You are a co-host now");
        await Assertions.Expect(Tile(ben, cleo)).ToContainTextAsync("co-host");
        await ActAsync(host, ben, "Make Ben host");
        await ben.SeesAsync("You are the host now");
        await host.SeesAsync("Host: Ben");

        await ben.ClickAsync("Leave");
        await ben.SeesAsync("You have left the meeting.");
        await cleo.SeesAsync("You are the host now");
        await host.SeesAsync("Host: Cleo");

        await cleo.ClickAsync("End for all…");
        await cleo.ClickAsync("Yes, end it for all");
        await Task.WhenAll(host.SeesAsync("The host has ended the meeting."), cleo.SeesAsync("The host has ended the meeting."));
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task Sharing_and_recording_are_announced_and_the_recording_is_a_film()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await JoinAsync("film", host, ben);
        await MeetAsync(host, ben);

        await ben.ClickAsync("Share screen");
        await host.SeesAsync("Ben shares the screen");
        await host.SeesMovingPictureAsync(Tile(host, ben).Locator("video"), frames: 2);
        await ActAsync(host, ben, "End Ben's screen sharing");
        await ben.SeesAsync("The host has ended your screen sharing");
        await Assertions.Expect(Tile(host, ben).GetByText("shares the screen")).ToHaveCountAsync(0, new() { Timeout = Patience });

        await host.ClickAsync("Record");
        await ben.SeesAsync("This meeting is being recorded");
        await host.SeesMovingPictureAsync(Tile(host, ben).Locator("video"), frames: 30);
        var saved = host.Page.WaitForDownloadAsync();
        await host.ClickAsync("Stop recording");
        await ben.SeesAsync("The recording has ended");
        var film = await File.ReadAllBytesAsync(await (await saved).PathAsync());

        var shown = await ben.Page.EvaluateAsync<int[]>(
            """
            (base64) => new Promise((resolve, reject) => {
              const video = document.createElement("video");
              video.muted = true;
              video.onerror = () => reject(video.error);
              video.requestVideoFrameCallback(() => resolve([video.videoWidth, video.videoHeight]));
              video.src = URL.createObjectURL(new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], { type: "video/webm" }));
              void video.play();
            })
            """,
            Convert.ToBase64String(film));
        shown.ShouldBe([1280, 720]);
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task In_breakout_rooms_only_those_of_the_same_room_see_each_other()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await using var cleo = await browser.NewPersonAsync("Cleo");
        await JoinAsync("breakout", host, ben, cleo);
        await MeetAsync(host, ben, cleo);

        await host.ClickAsync("Breakout rooms…");
        await host.Page.GetByLabel("Rooms").FillAsync("1");
        await host.ClickAsync("Open them");
        await Assertions.Expect(host.Page.Locator(".tile")).ToHaveCountAsync(1, new() { Timeout = Patience });
        await Assertions.Expect(ben.Page.Locator(".tile")).ToHaveCountAsync(2, new() { Timeout = Patience });
        await MeetAsync(ben, cleo);
        await ben.SaysAsync("Between us");
        await cleo.SeesAsync("Between us");

        await host.ClickAsync("Close breakout rooms");
        await MeetAsync(host, ben, cleo);
        await Assertions.Expect(host.Page.GetByText("Between us")).ToHaveCountAsync(0);
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task Pictures_outlive_the_server_and_the_room_comes_back_with_it()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await JoinAsync("restart", host, ben);
        await MeetAsync(host, ben);

        await browser.RestartServerAsync(async () =>
        {
            await Task.WhenAll(host.IsAsync("reconnecting"), ben.IsAsync("reconnecting"));
            await host.SeesMovingPictureAsync(Tile(host, ben).Locator("video"));
        });

        await Task.WhenAll(host.IsAsync("connected"), ben.IsAsync("connected"));
        await MeetAsync(host, ben);
        await ben.SaysAsync("There you are");
        await host.SeesAsync("There you are");
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_host_without_network_for_a_while_is_host_again_and_nobody_twice()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await JoinAsync("offline", host, ben);
        await MeetAsync(host, ben);
        await TurnAsync(host, "Lock the room");
        await ben.SeesAsync("The room is locked");

        await host.Context.SetOfflineAsync(true);
        await host.IsAsync("reconnecting");
        await host.Context.SetOfflineAsync(false);
        await host.IsAsync("connected");
        await host.SeesAsync("You are the host");
        await MeetAsync(host, ben);
        await Assertions.Expect(ben.Page.GetByText("People (2)")).ToBeVisibleAsync();

        await TurnAsync(host, "Lock the room");
        await ben.SeesAsync("The room is open again");
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task Who_speaks_is_marked_until_muted_and_a_picture_is_enlarged()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await JoinAsync("speak", host, ben);
        await MeetAsync(host, ben);

        await Assertions.Expect(Tile(host, ben)).ToHaveClassAsync(new Regex("speaking"), new() { Timeout = Patience });
        await ben.ClickAsync("Mute");
        await Assertions.Expect(Tile(host, ben)).Not.ToHaveClassAsync(new Regex("speaking"), new() { Timeout = Patience });

        await Tile(host, ben).HoverAsync();
        await host.ClickAsync("Enlarge Ben");
        await Assertions.Expect(Tile(host, ben)).ToHaveClassAsync(new Regex("large"));
        var (large, own) = (await Tile(host, ben).BoundingBoxAsync(), await host.Page.Locator(".tile[data-self]").BoundingBoxAsync());
        (large!.Height * large.Width).ShouldBeGreaterThan(own!.Height * own.Width);
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task What_is_chosen_before_the_meeting_holds_in_it()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await JoinAsync("lobby", host);
        await ben.EnterAsync("student", "meeting/lobby");
        await ben.ClickAsync("Mute");
        await ben.ClickAsync("Camera off");
        await ben.Page.GetByLabel("Blur").SelectOptionAsync("all");
        await ben.ClickAsync("Join the meeting");

        await Assertions.Expect(Tile(host, ben)).ToContainTextAsync("muted", new() { Timeout = Patience });
        await Assertions.Expect(Tile(host, ben)).ToContainTextAsync("Ben has the camera off", new() { Timeout = Patience });
        await Assertions.Expect(ben.Page.GetByLabel("Blur")).ToHaveValueAsync("all");
        await ben.ClickAsync("Camera on");
        await MeetAsync(host, ben);
        await Assertions.Expect(Tile(host, ben).GetByText("has the camera off")).ToHaveCountAsync(0, new() { Timeout = Patience });
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task Whoever_has_no_camera_sees_the_others_and_a_reload_keeps_the_host()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await ben.Page.AddInitScriptAsync("navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('none', 'NotFoundError'));");
        await JoinAsync("blind", host);
        await KnockAsync("blind", ben);
        await ben.SeesMovingPictureAsync(Tile(ben, host).Locator("video"));
        await Assertions.Expect(Tile(host, ben)).ToContainTextAsync("Ben has the camera off", new() { Timeout = Patience });

        await host.Page.ReloadAsync();
        await host.ClickAsync("Join the meeting");
        await host.SeesAsync("You are the host");
        await ben.SeesAsync("Host: Anna");
        await ben.SeesMovingPictureAsync(Tile(ben, host).Locator("video"));
    }

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
        await JoinAsync(room, host);
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
    public async Task The_address_of_a_new_room_leads_to_its_page()
    {
        await using var person = await browser.NewPersonAsync("Anna");
        await person.Page.GotoAsync("/room/create");
        person.Page.Url.ShouldMatch("/#/meeting/[0-9a-f-]{36}$");
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task A_blurred_picture_reaches_the_others_blurred()
    {
        await using var host = await browser.NewPersonAsync("Anna");
        await using var ben = await browser.NewPersonAsync("Ben");
        await JoinAsync("blurred", host, ben);
        await host.SeesSharpAsync(Tile(host, ben).Locator("video"), middle: true);

        await ben.Page.GetByLabel("Blur").SelectOptionAsync("Blur everything");

        await host.SeesSharpAsync(Tile(host, ben).Locator("video"), middle: false);
        await host.SeesMovingPictureAsync(Tile(host, ben).Locator("video"));
        ben.Errors.ShouldBeEmpty();
    }

    /// <summary>They come in one after another: the first is host.</summary>
    internal static async Task JoinAsync(string room, params Person[] people)
    {
        foreach (var person in people)
        {
            await KnockAsync(room, person);
            await person.IsAsync("connected");
        }
    }

    internal static async Task KnockAsync(string room, Person person)
    {
        await person.EnterAsync(person.Name == "Anna" ? "tutor" : "student", $"meeting/{room}");
        await person.ClickAsync("Join the meeting");
    }

    /// <summary>Each sees the moving pictures of all the others.</summary>
    internal static Task MeetAsync(params Person[] people) => Task.WhenAll(
        from person in people
        from other in people
        where person != other
        select person.SeesMovingPictureAsync(Tile(person, other).Locator("video"), frames: 5));

    private static ILocator Tile(Person person, Person other) => person.Page.Locator($".tile[data-peer$='-{other.Name.ToLowerInvariant()}']");

    private static Task TurnAsync(Person host, string rule) => host.Page.GetByRole(AriaRole.Switch, new() { Name = rule }).ClickAsync();

    private static async Task ActAsync(Person host, Person other, string action)
    {
        await host.ClickAsync($"Actions for {other.Name}");
        await host.ClickAsync(action);
    }
}
