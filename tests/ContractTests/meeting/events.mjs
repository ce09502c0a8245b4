import assert from "node:assert/strict";
import { group, patience, within } from "../harness/scenario.mjs";

export default group("meeting: events", (scenario) => {
  scenario("offer, answer and candidate reach their target only, from whom they really are", async (ctx) => {
    const { peers: [a, b, c] } = await ctx.room(3);
    a.send("offer", { targetPeerId: b.id, peerId: null, username: "Forged", sdp: "v=0" });
    b.send("answer", { targetPeerId: a.id, peerId: c.id, sdp: "v=1" });
    a.send("candidate", { targetPeerId: b.id, peerId: c.id, candidate: '{"candidate":"text"}' });
    const candidate = { candidate: "candidate:1 é 1.50", sdpMid: "0", sdpMLineIndex: 0, usernameFragment: null };
    a.send("candidate", { targetPeerId: b.id, candidate });
    a.send("offer", { targetPeerId: "nobody", sdp: "v=0" });
    a.send("offer", { sdp: "v=0" });
    await ctx.settle(a, b, c);
    assert.deepEqual(b.got, [
      ["offer", { username: a.name, sdp: "v=0", peerId: a.id }],
      ["candidate", { candidate: '{"candidate":"text"}', peerId: a.id }],
      ["candidate", { candidate, peerId: a.id }],
    ]);
    assert.deepEqual([a.got, c.got], [[["answer", { sdp: "v=1", peerId: b.id }]], []]);
  });

  scenario("hands: all hear of them, hosts lower those of others, and who leaves takes his along", async (ctx) => {
    const { peers: [a, b, c] } = await ctx.room(3);
    b.send("raise-hand", { peerId: c.id });
    for (const peer of [a, b, c]) {
      const { timestamp, ...rest } = await peer.until("raise-hand");
      assert.deepEqual(rest, { peerId: b.id, username: b.name });
      assert.ok(Number.isInteger(timestamp));
      assert.deepEqual(await peer.until("hand-raised"), { peerId: b.id, username: b.name, raised: true });
    }
    c.send("lower-hand", { peerId: b.id });
    assert.equal((await c.until("error")).code, "UNAUTHORIZED");
    assert.deepEqual(a.of("lower-hand"), []);
    a.send("lower-hand", { peerId: b.id });
    for (const peer of [a, b, c]) assert.deepEqual(await peer.until("lower-hand"), { peerId: b.id });
    c.send("hand-raised", { peerId: b.id, username: "x", raised: true });
    assert.equal((await a.until("raise-hand", ({ peerId }) => peerId === c.id)).username, c.name);
    a.send("clear-all-hands");
    assert.deepEqual(await b.until("all-hands-cleared"), { message: "All hands have been cleared" });
    c.socket.terminate();
    assert.deepEqual(await b.until("peer-left"), { peerId: c.id });
    assert.equal(b.of("peer-left").length, 1);
  });

  scenario("chat and reactions reach the others only; a chat that is off delivers nothing", async (ctx) => {
    const { peers: [a, b, c] } = await ctx.room(3);
    const message = { id: "m1", username: "Forged", message: "hello <b>", timestamp: "2024-01-01T00:00:00Z", type: "text", peerId: c.id };
    b.send("chat-message", message);
    b.send("reaction", { emoji: "❤️", peerId: c.id, username: "x" });
    b.send("reaction", { emoji: "🔥" });
    for (const emoji of ["text", "<b>", "", 7, "👍".repeat(40)]) b.send("reaction", { emoji });
    b.send("chat-message", { ...message, message: "\u0000" });
    b.send("chat-message", { ...message, message: 7 });
    await ctx.settle(a, b, c);
    const expected = [
      ["chat-message", { ...message, username: b.name, peerId: b.id }],
      ["reaction", { peerId: b.id, emoji: "❤️" }],
      ["reaction", { peerId: b.id, emoji: "🔥" }],
    ];
    assert.deepEqual([a.got, b.got, c.got], [expected, [], expected]);
    for (const [off, on] of [["disable-chat", "enable-chat"], ["chat-disabled", "chat-enabled"]]) {
      for (const peer of [a, b, c]) peer.forget();
      a.send(off);
      await b.until("chat-disabled");
      b.send("chat-message", message);
      a.send("chat-message", message);
      await ctx.settle(a, b, c);
      assert.deepEqual(c.names(), ["chat-disabled"]);
      assert.equal((await b.until("error")).message, "Chat has been disabled by host");
      a.send(on);
      assert.deepEqual(await b.until("chat-enabled"), {});
      b.send("chat-message", message);
      await c.until("chat-message");
    }
  });

  scenario("screen sharing in both spellings, asked for, granted and taken back", async (ctx) => {
    const { peers: [a, b, c] } = await ctx.room(3);
    for (const [start, stop] of [["screen-share-start", "screen-share-stop"], ["screen-share-started", "screen-share-stopped"]]) {
      b.send(start, { peerId: "forged" });
      b.send(stop, { peerId: c.id });
      await ctx.settle(b, a, c);
      for (const peer of [a, c]) assert.deepEqual(peer.got, [["screen-share-started", { peerId: b.id }], ["screen-share-stopped", { peerId: b.id }]]);
      for (const peer of [a, b, c]) peer.forget();
    }
    a.send("request-screen-share", { peerName: "x" });
    assert.deepEqual(await a.until("screen-share-response"), { approved: true });
    b.send("request-screen-share", { peerName: "x" });
    assert.deepEqual(await a.until("screen-share-request"), { peerId: b.id, peerName: b.name });
    a.send("deny-screen-share", { peerId: b.id });
    assert.deepEqual(await b.until("screen-share-response"), { approved: false });
    a.send("approve-screen-share", { peerId: b.id });
    await b.until("screen-share-response", ({ approved }) => approved);
    a.send("revoke-screen-share", { peerId: b.id });
    assert.deepEqual(await b.until("screen-share-revoked"), {});
    assert.deepEqual(c.got, []);
  });

  scenario("mute, recording, co-hosts", async (ctx) => {
    const { peers: [a, b, c] } = await ctx.room(3);
    a.send("promote-co-host", { targetPeerId: b.id });
    assert.deepEqual(await b.until("cohost-promoted"), { message: "You have been promoted to co-host" });
    assert.deepEqual(await c.until("cohost-added"), { peerId: b.id });
    b.send("mute-participant", { targetPeerId: c.id, peerId: b.id });
    assert.deepEqual(await c.until("muted-by-host"), { message: "You have been muted by the host" });
    assert.deepEqual(await c.until("participant-muted"), { peerId: c.id });
    b.send("unmute-participant", { peerId: c.id });
    assert.deepEqual(await c.until("unmuted-by-host"), {});
    b.send("mute-all");
    assert.deepEqual(await a.until("all-muted"), { message: "All participants have been muted" });
    b.send("unmute-all");
    assert.deepEqual(await a.until("all-unmuted"), {});
    b.send("start-recording");
    assert.deepEqual(await c.until("recording-started"), { message: "This meeting is being recorded" });
    b.send("stop-recording");
    assert.match((await c.until("recording-stopped")).duration, /^[0-9.]+m?s$/);
    b.send("remove-cohost", { peerId: b.id });
    assert.equal((await b.until("error")).code, "UNAUTHORIZED");
    a.send("remove-cohost", { peerId: b.id });
    assert.deepEqual(await b.until("cohost-demoted"), {});
    assert.deepEqual(await c.until("cohost-removed"), { peerId: b.id });
    b.forget();
    b.send("lock-room");
    await b.until("error");
    await ctx.settle(b, c);
    assert.deepEqual(c.of("room-locked"), []);
  });

  scenario("annotations, polls and questions are passed on", async (ctx) => {
    const { peers: [a, b] } = await ctx.room();
    const draw = { type: "pen", points: [{ x: 1.5, y: 2e3 }], color: "#fff", size: 2, timestamp: 1 };
    b.send("annotation-draw", draw);
    b.send("annotation-clear");
    b.send("poll-created", { question: "?", options: [{ id: 1, text: "x", votes: 0, voters: [] }], active: true });
    b.send("poll-vote", { optionId: 1, peerId: a.id, username: "Forged" });
    for (const event of ["poll-closed", "question-asked", "question-upvote", "question-answered"]) b.send(event, { questionId: 7 });
    await ctx.settle(b, a);
    assert.deepEqual(a.got.slice(0, 2), [["annotation-draw", draw], ["annotation-clear", { peerId: b.id }]]);
    assert.deepEqual(a.of("poll-vote"), [{ optionId: 1, username: b.name, peerId: b.id }]);
    assert.deepEqual(a.names().slice(2), ["poll-created", "poll-vote", "poll-closed", "question-asked", "question-upvote", "question-answered"]);
    assert.deepEqual(b.got, [["annotation-clear", { peerId: b.id }]]);
  });

  scenario("breakout rooms: what is said in one stays there", async (ctx) => {
    const { roomId, peers: [a, b, c] } = await ctx.room(3);
    a.send("breakout-create", { rooms: [{ name: "Red" }, {}] });
    assert.deepEqual(await c.until("breakout-rooms"), { rooms: [{ id: "breakout-1", name: "Red", peers: [] }, { id: "breakout-2", name: "Room 2", peers: [] }] });
    a.send("breakout-assign", { peerId: b.id, breakoutId: "breakout-1" });
    assert.deepEqual(await b.until("breakout-assigned"), { breakoutId: "breakout-1", peers: [] });
    c.send("breakout-join", { breakoutId: "breakout-1" });
    assert.deepEqual(await c.until("breakout-assigned"), { breakoutId: "breakout-1", peers: [b.id] });
    b.send("chat-message", { id: "1", username: "b", message: "here", timestamp: 1, type: "text" });
    await c.until("chat-message");
    b.send("breakout-create", { rooms: [{}] });
    assert.equal((await b.until("error")).code, "UNAUTHORIZED");
    const late = await ctx.join(roomId);
    assert.deepEqual((await late.until("breakout-rooms")).rooms[0].peers, [b.id, c.id]);
    c.send("breakout-leave");
    await a.until("breakout-rooms", ({ rooms }) => rooms[0].peers.length === 1);
    a.send("breakout-close");
    await b.until("breakout-closed");
    assert.deepEqual(a.of("chat-message"), []);
  });

  scenario("the older page's chat and viewer sockets", async (ctx) => {
    const { roomId, peers: [a] } = await ctx.room(1);
    const chats = [ctx.open(roomId, "chat/websocket"), ctx.open(roomId, "chat/websocket")];
    await Promise.all(chats.map(({ opened }) => opened));
    const raw = chats.map(({ socket }) => within(patience, "echo", new Promise((resolve) => socket.once("message", (data) => resolve(String(data))))));
    const text = JSON.stringify({ text: "📎 Shared", sender: a.id, isFile: true, file: { data: "x".repeat(2_000_000) } });
    await ctx.settle(...chats);
    chats[0].sendRaw("no message");
    chats[0].sendRaw(text);
    assert.deepEqual(await Promise.all(raw), [text, text]);
    const viewer = ctx.open(roomId, "viewer/websocket");
    await viewer.until("viewer_count", ({ count }) => count === 1);
    await ctx.join(roomId);
    await viewer.until("viewer_count", ({ count }) => count === 2);
    const nowhere = ctx.open(ctx.unique("nowhere"), "chat/websocket");
    assert.equal((await within(patience, "close", nowhere.closed)).reason, "No such room");
  });
});
