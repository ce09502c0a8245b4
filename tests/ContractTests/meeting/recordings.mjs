import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { cluster } from "../harness/pair.mjs";
import { group, patience, sleep, within } from "../harness/scenario.mjs";

const webm = (length = 5000) => Buffer.concat([Buffer.from([0x1a, 0x45, 0xdf, 0xa3]), Buffer.alloc(length - 4, 7)]);

/** Somebody with a key of a page's kind, who has knocked: `key` and `peerId` are for who comes back. */
async function knock(ctx, roomId, username, { key = randomBytes(16).toString("hex"), peerId = ctx.unique(username.toLowerCase()) } = {}) {
  const peer = ctx.open(roomId);
  await within(patience, "websocket handshake", peer.opened);
  peer.key = key;
  peer.send("join", { peerId, username, key });
  return peer;
}

/** Somebody who is let in, with the pass that the room gives. */
async function enter(ctx, roomId, username, options) {
  const peer = await knock(ctx, roomId, username, options);
  const { yourId, pass } = await peer.until("peers", undefined, 15_000);
  return Object.assign(peer, { id: yourId, pass });
}

/** Requests about recordings with a pass, or with none; in a cluster to one server and the other in turn. */
function shows(ctx, pass) {
  return async (method, path, body) => {
    const headers = { ...(pass && { authorization: `Bearer ${pass}` }), ...(body && { "content-type": "video/webm" }) };
    const response = await fetch(`${ctx.nextBase()}/api/recordings/meeting-rooms/${path}`, { method, headers, body });
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, bytes, get data() { return JSON.parse(bytes).data; } };
  };
}

/** Until what rooms have said has come to the database. */
async function eventually(ask, status) {
  let last;
  await within(15_000, `${status}`, (async () => { while ((last = await ask()).status !== status) await sleep(30); })());
  return last;
}

/** A recording that this host has begun: what the server calls it. */
async function record(host) {
  host.forget();
  host.send("start-recording");
  const { takeId } = await host.until("recording-take", undefined, 15_000);
  await host.until("recording-started", undefined, 15_000);
  return takeId;
}

async function upload(ctx, host, roomId, takeId, body = webm()) {
  return (await eventually(() => shows(ctx, host.pass)("POST", `${roomId}?part=${takeId}&durationMs=1500`, body), 201)).data;
}

export default group("meeting: recordings", (scenario) => {
  scenario("who was there while it was recorded plays it, and nobody else, that day or the next", async (ctx) => {
    const roomId = ctx.unique("room");
    const ada = await enter(ctx, roomId, "Ada");
    const [bob, cyd] = [await enter(ctx, roomId, "Bob"), await enter(ctx, roomId, "Cyd")];
    cyd.socket.close();
    await ada.until("peer-left", ({ peerId }) => peerId === cyd.id, 15_000);
    const takeId = await record(ada);
    const dan = await enter(ctx, roomId, "Dan");
    ada.send("stop-recording");
    await dan.until("recording-stopped", undefined, 15_000);
    const eve = await enter(ctx, roomId, "Eve");

    const content = webm(20_000);
    const recording = await upload(ctx, ada, roomId, takeId, content);
    assert.deepEqual([recording.userName, recording.durationMs, recording.mayDelete], ["Ada", 1500, true]);
    assert.ok(!JSON.stringify(recording).includes(ada.key));
    for (const peer of [bob, dan]) {
      const [listed] = (await eventually(() => shows(ctx, peer.pass)("GET", roomId), 200)).data;
      assert.deepEqual(listed, { ...recording, mayDelete: false });
      assert.ok((await shows(ctx, peer.pass)("GET", `${roomId}/${recording.id}`)).bytes.equals(content));
      assert.equal((await shows(ctx, peer.pass)("POST", `${roomId}?part=${takeId}`, webm())).status, 403);
      assert.equal((await shows(ctx, peer.pass)("DELETE", `${roomId}/${recording.id}`)).status, 403);
    }
    for (const peer of [ada, bob, dan, eve]) peer.socket.close();
    await Promise.all([ada, bob, dan, eve].map(({ closed }) => within(patience, "close", closed)));
    assert.equal((await shows(ctx, bob.pass)("GET", `${roomId}/${recording.id}`)).status, 200);

    // The name of the room is known to all the world.
    const next = await enter(ctx, roomId, "Ada", { peerId: ada.id });
    for (const pass of [next.pass, eve.pass, cyd.pass]) {
      for (const path of [roomId, `${roomId}/${recording.id}`]) assert.equal((await shows(ctx, pass)("GET", path)).status, 404);
      assert.equal((await shows(ctx, pass)("POST", `${roomId}?part=${takeId}`, webm())).status, 404);
      assert.equal((await shows(ctx, pass)("DELETE", `${roomId}/${recording.id}`)).status, 404);
    }
    const back = await enter(ctx, roomId, "Bob", { key: bob.key });
    assert.deepEqual((await shows(ctx, back.pass)("GET", roomId)).data.map(({ id }) => id), [recording.id]);
    assert.equal((await shows(ctx, ada.pass)("DELETE", `${roomId}/${recording.id}`)).status, 204);
    assert.deepEqual((await shows(ctx, bob.pass)("GET", roomId)).data, []);
  });

  scenario("attack: passes that no room gave, of another room, and keys in their place", async (ctx) => {
    const [roomId, otherId] = [ctx.unique("room"), ctx.unique("room")];
    const ada = await enter(ctx, roomId, "Ada");
    const other = await enter(ctx, otherId, "Ada", { key: ada.key });
    const takeId = await record(ada);
    const { id } = await upload(ctx, ada, roomId, takeId);
    const changed = ada.pass.slice(0, -8) + (ada.pass.at(-8) === "A" ? "B" : "A") + ada.pass.slice(-7);
    for (const pass of [undefined, "x", ada.key, changed, ada.pass.slice(0, 40), Buffer.from(JSON.stringify({ Room: roomId, Person: "x", Name: "x" })).toString("base64url"), "A".repeat(100_000 / 20)]) {
      for (const path of [roomId, `${roomId}/${id}`]) assert.equal((await shows(ctx, pass)("GET", path)).status, 401);
      assert.equal((await shows(ctx, pass)("POST", `${roomId}?part=${takeId}`, webm())).status, 401);
    }
    assert.equal((await shows(ctx, other.pass)("GET", roomId)).status, 404);
    assert.equal((await shows(ctx, other.pass)("GET", `${roomId}/${id}`)).status, 404);
    assert.equal((await shows(ctx, ada.pass)("GET", otherId)).status, 404);

    // A recording is of what it is said to be of, and only by who makes it.
    const theirs = await record(other);
    for (const query of ["", "?part=", "?part=x", `?part=${theirs}`]) assert.equal((await shows(ctx, ada.pass)("POST", roomId + query, webm())).status, 403);
    const tell = await fetch(`${ctx.base}/api/recordings/meeting-rooms/${roomId}`, { headers: { cookie: `pass=${ada.pass}` } });
    assert.equal(tell.status, 401);
    const preflight = await fetch(`${ctx.base}/api/recordings/meeting-rooms/${roomId}`, { method: "OPTIONS", headers: { origin: "https://evil.example", "access-control-request-method": "GET", "access-control-request-headers": "authorization" } });
    assert.equal(preflight.headers.get("access-control-allow-origin"), null);
  });

  scenario("attack: keys that may be guessed, guests, and who only waits get no pass", async (ctx) => {
    const roomId = ctx.unique("room");
    const ada = await enter(ctx, roomId, "Ada");
    for (const key of ["1", "fifteen-letters", "x".repeat(129), 7, null, {}]) {
      const peer = await enter(ctx, roomId, "Gus", { key });
      assert.equal(peer.pass, undefined);
      peer.send("get-pass");
      await ctx.settle(peer);
      assert.deepEqual(peer.of("pass"), []);
    }
    const guest = await ctx.join(roomId);
    assert.ok(!("pass" in guest.peers));

    ada.send("enable-waiting-room");
    await ada.until("waiting-room-enabled", undefined, 15_000);
    const bob = await knock(ctx, roomId, "Bob", { peerId: "bob" });
    await bob.until("waiting-for-admission", undefined, 15_000);
    const takeId = await record(ada);
    bob.send("get-pass");
    await ctx.settle(bob, ada);
    assert.deepEqual(bob.names(), ["waiting-for-admission"]);
    ada.send("stop-recording");
    await ada.until("recording-stopped", undefined, 15_000);
    ada.send("admit-participant", { peerId: "bob" });
    const { pass } = await bob.until("peers", undefined, 15_000);
    await upload(ctx, ada, roomId, takeId);
    assert.equal((await shows(ctx, pass)("GET", roomId)).status, 404);
  });

  scenario("who is removed has no recordings of the meeting, and comes back with his key under no name", async (ctx) => {
    const roomId = ctx.unique("room");
    const ada = await enter(ctx, roomId, "Ada");
    const [bob, eve] = [await enter(ctx, roomId, "Bob"), await enter(ctx, roomId, "Eve")];
    const takeId = await record(ada);
    const { id } = await upload(ctx, ada, roomId, takeId);
    await eventually(() => shows(ctx, eve.pass)("GET", `${roomId}/${id}`), 200);
    ada.send("remove-participant", { peerId: eve.id });
    assert.equal((await within(15_000, "close", eve.closed)).code, 1000);
    await eventually(() => shows(ctx, eve.pass)("GET", `${roomId}/${id}`), 404);
    assert.equal((await shows(ctx, eve.pass)("GET", roomId)).status, 404);
    assert.equal((await shows(ctx, bob.pass)("GET", roomId)).data.length, 1);
    for (const peerId of [eve.id, ctx.unique("eva")]) {
      const back = await knock(ctx, roomId, "Eva", { key: eve.key, peerId });
      assert.equal((await within(15_000, "close", back.closed)).code, 1000);
      assert.ok(!back.names().includes("peers"));
    }
  });

  scenario("the way to the others is told to those in a room", async (ctx) => {
    const ask = async (pass) => {
      const response = await fetch(`${ctx.nextBase()}/api/ice-servers`, { headers: pass ? { authorization: `Bearer ${pass}` } : {} });
      return { status: response.status, cache: response.headers.get("cache-control"), data: (await response.json()).data };
    };
    const ada = await enter(ctx, ctx.unique("room"), "Ada");
    assert.deepEqual(await ask(ada.pass), { status: 200, cache: "no-store", data: { iceServers: [] } });
    assert.equal((await ask(undefined)).status, 401);
    assert.equal((await ask(ada.key)).status, 401);
    ada.send("get-pass");
    const { pass } = await ada.until("pass", undefined, 15_000);
    assert.equal((await ask(pass)).status, 200);
    const gus = await ctx.join(ctx.unique("room"));
    assert.equal((await ask(gus.peers.pass)).status, 401);
  });

  scenario("rooms fill their own space alone, have TURN credentials of their own, and where nothing is kept nothing is promised", { own: true, long: true, limit: 120_000 }, async (ctx) => {
    const restart = async (settings) => {
      assert.equal(await ctx.server.stop(), 0);
      await ctx.server.launch(settings);
    };
    await restart({ MeetingRooms__MaxRecordingBytes: "10000", TURN_URLS: "turn:127.0.0.1:1", TURN_SECRET: "a-secret-shared-with-coturn" });
    const [roomId, otherId] = [ctx.unique("room"), ctx.unique("room")];
    const [ada, bob] = [await enter(ctx, roomId, "Ada"), await enter(ctx, otherId, "Bob")];
    const turn = async ({ pass }) => (await (await fetch(`${ctx.base}/api/ice-servers`, { headers: { authorization: `Bearer ${pass}` } })).json()).data.iceServers[0].username;
    assert.match(await turn(ada), /^\d+:[0-9a-f]{32}$/);
    assert.notEqual((await turn(ada)).split(":")[1], (await turn(bob)).split(":")[1]);
    await upload(ctx, ada, roomId, await record(ada), webm(6000));
    const theirs = await record(bob);
    const full = await eventually(() => shows(ctx, bob.pass)("POST", `${otherId}?part=${theirs}`, webm(4001)), 507);
    assert.equal(full.status, 507);
    await upload(ctx, bob, otherId, theirs, webm(4000));

    await restart({ MeetingRooms__Recordings: "false" });
    const cyd = await enter(ctx, roomId, "Cyd", { key: ada.key });
    cyd.send("start-recording");
    await cyd.until("recording-started");
    await ctx.settle(cyd);
    assert.deepEqual(cyd.of("recording-take"), []);
    assert.equal((await shows(ctx, cyd.pass)("GET", roomId)).status, 404);
  });

  scenario("a room of another server: passes and recordings hold everywhere, and outlive the server that had it", { own: true, long: true, limit: 150_000 }, (ctx) => cluster(
    ctx,
    { Recordings__Folder: join(ctx.server.folder, "recordings"), Cluster__HeartbeatInterval: "00:00:01", Cluster__ServerTimeout: "00:00:05" },
    async (on, servers) => {
      const roomId = ctx.unique("room");
      const ada = await on(0, () => enter(ctx, roomId, "Ada"));
      const [bob, eve] = [await on(1, () => enter(ctx, roomId, "Bob")), await on(1, () => enter(ctx, roomId, "Eve"))];
      assert.equal((await on(1, () => fetch(`${ctx.base}/api/ice-servers`, { headers: { authorization: `Bearer ${ada.pass}` } }))).status, 200);
      const takeId = await record(ada);
      const { id } = await on(1, () => upload(ctx, ada, roomId, takeId));
      await on(0, () => eventually(() => shows(ctx, bob.pass)("GET", `${roomId}/${id}`), 200));
      ada.send("remove-participant", { peerId: eve.id });
      await within(15_000, "close", eve.closed);
      await on(1, () => eventually(() => shows(ctx, eve.pass)("GET", `${roomId}/${id}`), 404));

      // Who comes while the recording goes on takes part in it, also where the room goes on.
      const viewer = await on(1, () => ctx.open(roomId, "viewer/websocket"));
      await viewer.until("viewer_count", ({ count }) => count === 2, 40_000);
      servers[0].signal("SIGKILL");
      await bob.until("host-changed", ({ hostId }) => hostId === bob.id, 40_000);
      const fay = await on(1, () => enter(ctx, roomId, "Fay"));
      await fay.until("recording-started");
      assert.deepEqual((await on(1, () => eventually(() => shows(ctx, fay.pass)("GET", roomId), 200))).data.map((one) => one.id), [id]);
      const back = await on(1, () => knock(ctx, roomId, "Eva", { key: eve.key }));
      assert.equal((await within(15_000, "close", back.closed)).code, 1000);
    },
  ));
});
