import assert from "node:assert/strict";
import { group, patience, within } from "../harness/scenario.mjs";

export default group("meeting: room", (scenario) => {
  scenario("the first is host; the second learns of him, and he of the second", async (ctx) => {
    const roomId = ctx.unique("room");
    const a = await ctx.join(roomId, "Ada", "ada-1");
    assert.deepEqual(a.peers, { yourId: "ada-1", peers: [], participants: [], isHost: true, hostId: "ada-1", coHosts: [], roomLocked: false, waitingRoom: false });
    const b = await ctx.join(roomId, "Bob", "bob-1");
    assert.deepEqual(b.peers, { yourId: "bob-1", peers: ["ada-1"], participants: [{ peerId: "ada-1", username: "Ada" }], isHost: false, hostId: "ada-1", coHosts: [], roomLocked: false, waitingRoom: false });
    assert.deepEqual(await a.until("peer-joined"), { peerId: "bob-1", username: "Bob" });
    await ctx.settle(a, b);
    assert.deepEqual(b.names(), ["peers"]);
  });

  scenario("an id that is taken or none is replaced, and a second join changes the name only", async (ctx) => {
    const roomId = ctx.unique("room");
    const a = await ctx.join(roomId, "Ada", "same");
    for (const proposed of ["same", "a b", "x".repeat(65), "<b>"]) {
      const b = await ctx.join(roomId, "Bob", proposed);
      assert.match(b.id, /^[0-9a-f-]{36}$/);
      b.socket.terminate();
      await a.until("peer-left", ({ peerId }) => peerId === b.id);
    }
    const c = await ctx.join(roomId, "Cyd", "cyd");
    await ctx.settle(a, c);
    a.forget(); c.forget();
    c.send("join", { peerId: "same", username: "Cyd Two" });
    assert.deepEqual(await a.until("peer-joined"), { peerId: "cyd", username: "Cyd Two" });
    a.send("lock-room");
    await c.until("room-locked");
    assert.deepEqual(c.of("peers"), []);
  });

  scenario("who says nothing is a guest after two seconds, and at once with another event", async (ctx) => {
    const { roomId, peers: [a] } = await ctx.room(1);
    const silent = ctx.open(roomId);
    await silent.opened;
    const early = ctx.open(roomId);
    await early.opened;
    early.send("raise-hand");
    assert.equal((await early.until("raise-hand")).username, "Guest");
    assert.equal(early.got[0][0], "peers");
    const { yourId } = await silent.until("peers");
    assert.deepEqual(await a.until("peer-joined", ({ peerId }) => peerId === yourId), { peerId: yourId, username: "Guest" });
    assert.equal(a.of("peer-joined").length, 2);
  });

  scenario("of first joins at the same moment exactly one is host", async (ctx) => {
    const roomId = ctx.unique("room");
    const all = await Promise.all(Array.from({ length: 8 }, () => ctx.join(roomId)));
    const hosts = all.filter(({ peers }) => peers.isHost);
    assert.equal(hosts.length, 1);
    assert.ok(all.every(({ peers }) => peers.hostId === hosts[0].id));
  });

  scenario("a locked room refuses newcomers until it is unlocked, in both spellings", async (ctx) => {
    const { roomId, peers: [a, b] } = await ctx.room();
    for (const [lock, unlock] of [["lock-room", "unlock-room"], ["room-locked", "room-unlocked"]]) {
      a.send(lock);
      for (const peer of [a, b]) assert.deepEqual(await peer.until("room-locked"), { message: "Room has been locked by host" });
      const late = await ctx.connect(roomId, "Late");
      await within(patience, "close", late.closed);
      assert.deepEqual(late.names(), ["error", "room-locked"]);
      assert.equal(late.got[0][1].code, "ROOM_LOCKED");
      a.send(unlock);
      for (const peer of [a, b]) assert.deepEqual(await peer.until("room-unlocked"), {});
      const now = await ctx.join(roomId);
      assert.equal(now.peers.roomLocked, false);
      now.socket.terminate();
      await a.until("peer-left", ({ peerId }) => peerId === now.id);
      for (const peer of [a, b]) peer.forget();
    }
  });

  scenario("the host leaves: a co-host, else who is there longest, leads; he has his role back when he returns", async (ctx) => {
    const roomId = ctx.unique("room");
    const a = await ctx.join(roomId, "Ada", "ada");
    const b = await ctx.join(roomId, "Bob", "bob");
    const c = await ctx.join(roomId, "Cyd", "cyd");
    a.send("add-cohost", { peerId: "cyd" });
    await c.until("cohost-promoted");
    a.socket.close(1001);
    assert.deepEqual(await c.until("host-changed"), { hostId: "cyd" });
    assert.deepEqual(await c.until("host-status"), { hostId: "cyd", isHost: true });
    c.send("lock-room");
    await b.until("room-locked");
    const again = await ctx.join(roomId, "Ada", "ada");
    assert.deepEqual([again.peers.isHost, again.peers.roomLocked], [true, true]);
    assert.deepEqual(await c.until("host-status", ({ isHost }) => !isHost), { hostId: "ada", isHost: false });
    c.socket.close(1001);
    await b.until("peer-left", ({ peerId }) => peerId === "cyd");
    again.socket.close(1001);
    await b.until("host-status", ({ isHost }) => isHost);
    b.send("unlock-room");
    await b.until("room-unlocked");
  });

  scenario("the host hands over, and newcomers learn who leads and helps", async (ctx) => {
    const { roomId, peers: [a, b, c] } = await ctx.room(3);
    a.send("add-cohost", { peerId: b.id });
    a.send("add-cohost", { peerId: c.id });
    await c.until("cohost-promoted");
    b.send("transfer-host", { peerId: b.id });
    assert.equal((await b.until("error")).code, "UNAUTHORIZED");
    a.send("transfer-host", { peerId: "nobody" });
    a.send("transfer-host", { peerId: a.id });
    a.send("enable-waiting-room");
    await a.until("waiting-room-enabled");
    const waits = await ctx.connect(roomId, "Wil", "wil");
    await b.until("waiting-participant-joined");
    b.forget();
    a.send("transfer-host", { peerId: b.id });
    for (const peer of [a, b, c]) assert.deepEqual(await peer.until("host-changed"), { hostId: b.id });
    assert.deepEqual(await b.until("host-status"), { hostId: b.id, isHost: true });
    assert.deepEqual(await a.until("host-status"), { hostId: b.id, isHost: false });
    assert.equal((await b.until("waiting-participant-joined")).peerId, "wil");
    a.send("lock-room");
    assert.equal((await a.until("error")).code, "UNAUTHORIZED");
    b.send("admit-participant", { peerId: "wil" });
    const { hostId, coHosts, waitingRoom } = await waits.until("peers");
    assert.deepEqual([hostId, coHosts, waitingRoom], [b.id, [c.id], true]);
  });

  scenario("a co-host who comes back is one again, to everybody's knowledge", async (ctx) => {
    const roomId = ctx.unique("room");
    const a = await ctx.join(roomId, "Ada", "ada");
    const b = await ctx.join(roomId, "Bob", "bob");
    a.send("add-cohost", { peerId: "bob" });
    await b.until("cohost-promoted");
    b.socket.close(1001);
    await a.until("peer-left");
    const back = await ctx.join(roomId, "Bob", "bob");
    assert.deepEqual(back.peers.coHosts, ["bob"]);
    assert.deepEqual(await a.until("cohost-added"), { peerId: "bob" });
    back.send("lock-room");
    await a.until("room-locked");
  });

  scenario("a page with a key takes its place again before its old connection is noticed to be lost; without the key it is another", async (ctx) => {
    const roomId = ctx.unique("room");
    const a = ctx.open(roomId);
    await within(patience, "websocket handshake", a.opened);
    a.send("join", { peerId: "ada", username: "Ada", key: "hers" });
    await a.until("peers");
    const b = await ctx.join(roomId, "Bob", "bob");
    await ctx.settle(a, b);
    b.forget();
    for (const key of ["wrong", 7, undefined, "hers"]) {
      const back = ctx.open(roomId);
      await within(patience, "websocket handshake", back.opened);
      back.send("join", { peerId: "ada", username: "Ada", key });
      const { yourId, isHost, peers } = await back.until("peers");
      assert.deepEqual([yourId === "ada", isHost], [key === "hers", key === "hers"]);
      if (key === "hers") {
        assert.deepEqual(peers, ["bob"]);
        assert.deepEqual(await within(patience, "close", a.closed), { code: 1000, reason: "replaced" });
        await ctx.settle(back, b);
        assert.deepEqual(b.got, []);
      } else {
        back.socket.terminate();
        await b.until("peer-left", ({ peerId }) => peerId === yourId);
        await ctx.settle(a, b);
        assert.ok(!JSON.stringify(b.got).includes("hers"));
        b.forget();
      }
    }
  });

  scenario("the host ends the meeting: all are told and closed with 1000, those who wait too, and the room begins anew", async (ctx) => {
    const { roomId, peers: [a, b, c] } = await ctx.room(3);
    a.send("add-cohost", { peerId: b.id });
    a.send("enable-waiting-room");
    await b.until("waiting-room-enabled");
    const waits = await ctx.connect(roomId, "Wil", "wil");
    await a.until("waiting-participant-joined");
    b.send("end-meeting");
    assert.equal((await b.until("error")).code, "UNAUTHORIZED");
    a.send("end-meeting");
    for (const peer of [a, b, c, waits]) {
      assert.equal((await within(patience, "close", peer.closed)).code, 1000);
      assert.deepEqual(peer.got.slice(-2), [["meeting-ended", { message: "The host has ended the meeting" }], ["kicked", { reason: "ended" }]]);
    }
    assert.deepEqual([a.of("peer-left"), waits.of("peers")], [[], []]);
    const anew = await ctx.join(roomId, "Wil", "wil");
    assert.deepEqual([anew.peers.isHost, anew.peers.waitingRoom, anew.peers.peers], [true, false, []]);
  });

  scenario("an empty room forgets its host and what held in it", async (ctx) => {
    const roomId = ctx.unique("room");
    const a = await ctx.join(roomId, "Ada", "ada");
    for (const event of ["lock-room", "disable-chat", "start-recording", "raise-hand"]) a.send(event);
    await a.until("raise-hand");
    const gone = ctx.open(roomId, "viewer/websocket");
    await gone.until("viewer_count", ({ count }) => count === 1);
    a.socket.close();
    await gone.until("viewer_count", ({ count }) => count === 0);
    const b = await ctx.join(roomId, "Bob", "bob");
    assert.deepEqual([b.peers.isHost, b.peers.hostId, b.peers.roomLocked], [true, "bob", false]);
    const back = await ctx.join(roomId, "Ada", "ada");
    assert.equal(back.peers.isHost, false);
    await ctx.settle(b, back);
    assert.deepEqual([b.names(), back.names()], [["peers", "peer-joined"], ["peers"]]);
  });

  scenario("a newcomer learns what holds, right after `peers`, and nothing that is over", async (ctx) => {
    const { roomId, peers: [a, b, c, d] } = await ctx.room(4);
    b.send("screen-share-start", { peerId: "forged" });
    c.send("screen-share-started");
    c.send("raise-hand");
    d.send("raise-hand");
    d.send("lower-hand");
    a.send("disable-chat");
    a.send("recording-started", { recordingId: "rec-1" });
    await d.until("recording-started");
    await ctx.settle(a, b, c, d);
    c.socket.terminate();
    await a.until("peer-left");
    assert.deepEqual(a.names().slice(-2), ["screen-share-stopped", "peer-left"]);
    b.send("raise-hand");
    const { timestamp } = await a.until("raise-hand", ({ peerId }) => peerId === b.id);
    assert.ok(Math.abs(timestamp - Date.now() / 1000) < 60);
    const late = await ctx.join(roomId);
    await ctx.settle(late);
    assert.deepEqual(late.got.slice(1), [
      ["screen-share-started", { peerId: b.id }],
      ["raise-hand", { peerId: b.id, username: b.name, timestamp }],
      ["chat-disabled", { message: "Chat has been disabled by host" }],
      ["recording-started", { message: "This meeting is being recorded" }],
    ]);
  });

  scenario("the waiting room: the host admits and denies", async (ctx) => {
    const { roomId, peers: [a, b] } = await ctx.room();
    a.send("enable-waiting-room");
    await b.until("waiting-room-enabled");
    const w = await ctx.connect(roomId, "Wil", "wil");
    const told = await a.until("waiting-participant-joined");
    assert.deepEqual([told.peerId, told.username], ["wil", "Wil"]);
    const x = await ctx.connect(roomId, "Xen", "xen");
    await a.until("waiting-participant-joined", ({ peerId }) => peerId === "xen");
    w.send("chat-message", { id: "1", username: "Wil", message: "let me in", timestamp: 1, type: "text" });
    a.send("get-waiting-room");
    assert.deepEqual((await a.until("waiting-room-list")).participants.map(({ peerId, name }) => [peerId, name]), [["wil", "Wil"], ["xen", "Xen"]]);
    b.send("admit-participant", { peerId: "wil" });
    assert.equal((await b.until("error")).code, "UNAUTHORIZED");
    a.send("admit-participant", { peerId: "wil" });
    assert.deepEqual((await w.until("peers")).peers, [a.id, b.id]);
    assert.deepEqual(await b.until("peer-joined"), { peerId: "wil", username: "Wil" });
    a.send("deny-participant", { peerId: "xen" });
    assert.equal((await within(patience, "close", x.closed)).code, 1000);
    assert.deepEqual(await x.until("kicked"), { reason: "denied" });
    assert.deepEqual([b.of("chat-message"), b.of("waiting-participant-joined"), x.of("peers")], [[], [], []]);
  });

  scenario("/room/create leads to a new room; what is no websocket is told so; an id that is none is refused", async (ctx) => {
    const created = await ctx.http("GET", "/room/create").done();
    assert.equal(created.status, 302);
    assert.match(created.headers.location, /^\/room\/[0-9a-f-]{36}$/);
    assert.equal((await ctx.http("GET", "/room/x/websocket").done()).status, 426);
    const nowhere = ctx.open("x".repeat(101));
    await within(patience, "close", nowhere.closed);
    assert.deepEqual(nowhere.got.map(([event, { code }]) => [event, code]), [["error", "INVALID_ROOM"]]);
    const foreign = ctx.open("x", "websocket", { headers: { origin: "https://evil.example" } });
    await assert.rejects(foreign.opened, /403/);
  });
});
