import assert from "node:assert/strict";
import { group, patience, within } from "../harness/scenario.mjs";

const HostsOnly = [
  "lock-room", "room-locked", "unlock-room", "room-unlocked", "disable-chat", "chat-disabled", "enable-chat", "chat-enabled", "kicked", "remove-participant",
  "mute-participant", "unmute-participant", "mute-all", "unmute-all", "clear-all-hands", "add-cohost", "promote-co-host", "remove-cohost",
  "approve-screen-share", "deny-screen-share", "revoke-screen-share", "admit-participant", "deny-participant", "get-waiting-room",
  "start-recording", "recording-started", "stop-recording", "recording-stopped", "enable-waiting-room", "disable-waiting-room",
  "breakout-create", "breakout-assign", "breakout-close", "transfer-host", "end-meeting",
];

export default group("meeting: attacks", (scenario) => {
  scenario("what hosts may, others may not, to nobody's notice but their own", async (ctx) => {
    const { peers: [a, b, c] } = await ctx.room(3);
    for (const event of HostsOnly) b.send(event, { peerId: c.id, targetPeerId: c.id });
    await ctx.settle(b, a, c);
    assert.deepEqual([a.got, c.got], [[], []]);
    assert.deepEqual(b.names(), HostsOnly.map(() => "error"));
    assert.ok(b.of("error").every(({ code }) => code === "UNAUTHORIZED"));
  });

  scenario("nothing but signals is passed on to a target", async (ctx) => {
    const { peers: [a, b] } = await ctx.room();
    const forged = ["peers", "peer-left", "peer-joined", "muted-by-host", "screen-share-revoked", "removed-from-room", "error", "host-changed", "cohost-promoted", "admitted-to-room", "constructor", "toString"];
    for (const event of forged) for (const peer of [a, b]) peer.send(event, { targetPeerId: peer === a ? b.id : a.id });
    await ctx.settle(a, b);
    assert.deepEqual([a.got, b.got], [[], []]);
  });

  scenario("who is removed is told, closed with 1000 and not let in again; a co-host cannot remove the host", async (ctx) => {
    for (const command of ["kicked", "remove-participant"]) {
      const { roomId, peers: [a, b, c] } = await ctx.room(3);
      a.send("add-cohost", { peerId: b.id });
      await b.until("cohost-promoted");
      b.send(command, { targetPeerId: a.id });
      assert.equal((await b.until("error")).message, "The host cannot be removed");
      b.send(command, command === "kicked" ? { targetPeerId: c.id, peerId: b.id } : { peerId: c.id });
      assert.equal((await within(patience, "close", c.closed)).code, 1000);
      assert.deepEqual(c.got.slice(-3), [["kicked", {}], ["removed-from-room", { message: "You have been removed from the meeting" }], ["participant-removed", { peerId: c.id }]]);
      const again = await ctx.connect(roomId, "again", c.id);
      assert.equal((await within(patience, "close", again.closed)).code, 1000);
      assert.ok(!again.names().includes("peers"));
      await ctx.settle(a, b);
      assert.deepEqual(a.of("peer-left"), [{ peerId: c.id }]);
    }
  });

  scenario("frames that are none disturb nobody", async (ctx) => {
    const { peers: [a, b] } = await ctx.room();
    for (const text of ["", "{", "null", "[]", "7", '"x"', "{}", '{"event":7,"data":{}}', '{"event":"raise-hand"}', '{"event":"raise-hand","data":[]}', '{"event":"\\ud800","data":{}}', '{"event":"chat-message","data":{"\\ud800":1,"message":"x"}}', '{"event":"ping"}']) a.sendRaw(text);
    a.socket.send(Buffer.from([1, 2, 3]));
    const all = ["offer", "answer", "candidate", "chat-message", "reaction", "annotation-draw", "poll-vote", "hand-raised", "breakout-join", "breakout-create", "request-screen-share"];
    for (const event of all) for (const data of [{ targetPeerId: 7 }, { peerId: {} }, { message: [] }, { emoji: null }, { rooms: [7] }]) b.send(event, data);
    await ctx.settle(a, b);
    a.forget(); b.forget();
    a.send("lock-room");
    await b.until("room-locked");
    assert.equal(a.socket.readyState, 1);
    assert.equal(b.socket.readyState, 1);
  });

  scenario("names are one line of text, as long as a name", async (ctx) => {
    const { roomId, peers: [a] } = await ctx.room(1);
    for (const username of ["", " ", "a\u0000b", "a\nb", "x".repeat(257), 7, null, {}]) {
      const b = await ctx.join(roomId, username);
      assert.equal((await a.until("peer-joined", ({ peerId }) => peerId === b.id)).username, "Guest");
    }
  });

  scenario("a frame that is too long closes its own socket with 1009", async (ctx) => {
    const { peers: [a, b] } = await ctx.room();
    b.send("annotation-draw", { points: "x".repeat(1024 * 1024) });
    assert.equal((await within(patience, "close", b.closed)).code, 1009);
    await a.until("peer-left");
    assert.deepEqual(a.of("annotation-draw"), []);
  });

  scenario("a room that is full refuses one more, also while others wait for it", { own: true, limit: 60_000 }, async (ctx) => {
    await ctx.server.stop();
    await ctx.server.launch({ MeetingRooms__MaxPeers: "2", MeetingRooms__MaxWaiting: "1" });
    const { roomId, peers: [a, b] } = await ctx.room();
    const third = await ctx.connect(roomId, "Third");
    await within(10_000, "close", third.closed);
    assert.deepEqual(third.got.map(([event, { code }]) => [event, code]), [["error", "ROOM_FULL"]]);
    await ctx.settle(a, b);
    assert.deepEqual([a.got, b.got], [[], []]);
    a.send("enable-waiting-room");
    await b.until("waiting-room-enabled");
    const waits = await ctx.connect(roomId, "Waits", "waits");
    await a.until("waiting-participant-joined");
    const fourth = await ctx.connect(roomId, "Fourth");
    await within(10_000, "close", fourth.closed);
    assert.equal(fourth.of("error")[0].code, "ROOM_FULL");
    b.socket.close();
    await a.until("peer-left");
    a.send("admit-participant", { peerId: "waits" });
    assert.deepEqual((await waits.until("peers")).peers, [a.id]);
  });

  scenario("a chat message that is too long, or holds what is no text, reaches nobody", async (ctx) => {
    const { peers: [a, b] } = await ctx.room();
    for (const message of ["x".repeat(10_001), "a\u0000b", "", 7, null, {}, ["x"]]) b.send("chat-message", { id: "1", username: "b", message, timestamp: 1, type: "text" });
    await ctx.settle(b, a);
    assert.deepEqual(a.of("chat-message"), []);
    b.send("chat-message", { id: "2", username: "b", message: "x".repeat(10_000), timestamp: 1, type: "text" });
    assert.equal((await a.until("chat-message")).message.length, 10_000);
  });

  scenario("a flood is dropped, a burst is not", async (ctx) => {
    const { peers: [a, b] } = await ctx.room();
    for (let i = 0; i < 200; i++) b.send("annotation-draw", { i });
    await ctx.settle(b, a);
    assert.equal(a.got.length, 200);
    for (let i = 0; i < 3000; i++) b.send("annotation-draw", { i });
    await ctx.settle(b, a);
    assert.ok(a.got.length < 2500, `${a.got.length} passed`);
    assert.equal(b.socket.readyState, 1);
  });

  scenario("nobody takes over the role of a host who is here", async (ctx) => {
    const roomId = ctx.unique("room");
    const a = await ctx.join(roomId, "Ada", "ada");
    const thief = await ctx.join(roomId, "Eve", "ada");
    assert.equal(thief.peers.isHost, false);
    assert.notEqual(thief.id, "ada");
    thief.send("join", { peerId: "ada", username: "Ada" });
    thief.send("lock-room");
    assert.equal((await thief.until("error")).code, "UNAUTHORIZED");
    assert.deepEqual(a.of("room-locked"), []);
  });
});
