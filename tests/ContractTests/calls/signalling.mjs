import assert from "node:assert/strict";
import { group } from "../harness/scenario.mjs";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const sdp = { type: "offer", sdp: "v=0\r\no=- 46117 2 IN IP4 127.0.0.1\r\n \ud83d\ude00" };

export default group("user calls", (scenario) => {
  scenario("a call without an id makes a record and rings on every page of the callee, and nowhere else", async (ctx) => {
    const { alice, bob, a, b } = await ctx.pair();
    const b2 = await ctx.page(bob);
    const a2 = await ctx.page(alice);
    const c = await ctx.page(ctx.unique("carol"));
    const ringing = Promise.all([b, b2].map((page) => ctx.until(page, "webrtc:incoming-call")));
    a.emit("webrtc:call", { to: bob, room_name: "standup", from: "mallory", host_id: "mallory" });
    const [one, two] = await ringing;
    assert.deepEqual(one, two);
    assert.deepEqual({ ...one, callId: "" }, { from: alice, callId: "", room_name: "standup" });
    assert.match(one.callId, uuid);
    await ctx.settle(a, a2, b, b2, c);
    assert.deepEqual([a.got, a2.got, c.got], [[], [], []]);
    const { status, body } = await ctx.rest("GET", `/${one.callId}`, bob);
    assert.equal(status, 200);
    const { id, host_id, guest_id, status: state, room_name } = body.data;
    assert.deepEqual({ id, host_id, guest_id, room_name }, { id: one.callId, host_id: alice, guest_id: bob, room_name: "standup" });
    assert.ok(state !== "active" && state !== "ended", state);
  });

  scenario("a call with an id keeps it, and without a name has none", async (ctx) => {
    const { alice, bob, a, b } = await ctx.pair();
    const created = await ctx.rest("POST", "", alice, { body: { room_name: "r" } });
    const rings = ctx.until(b, "webrtc:incoming-call");
    a.emit("webrtc:call", { to: bob, callId: created.body.data.id });
    assert.deepEqual(await rings, { from: alice, callId: created.body.data.id });
    const { body } = await ctx.rest("GET", `/${created.body.data.id}`, bob);
    assert.equal(body.data.guest_id, bob);
    const unknown = ctx.until(b, "webrtc:incoming-call");
    a.emit("webrtc:call", { to: bob, callId: "made-up" });
    assert.deepEqual(await unknown, { from: alice, callId: "made-up" });
  });

  for (const [event, key, values] of [
    ["webrtc:offer", "sdp", [sdp, "v=0 text", ["odd"]]],
    ["webrtc:answer", "sdp", [{ type: "answer", sdp: "v=0" }, "text"]],
    ["webrtc:ice-candidate", "candidate", [{ candidate: "candidate:1 1 udp 1 10.0.0.1 9 typ host", sdpMid: "0", sdpMLineIndex: 0 }, "candidate:1", null, ""]],
  ]) {
    scenario(`${event} arrives as it was sent, from whom it was sent`, async (ctx) => {
      const { alice, bob, a, b } = await ctx.pair();
      const b2 = await ctx.page(bob);
      for (const value of values) {
        for (const callId of [undefined, "some-call"]) {
          const arrived = Promise.all([ctx.until(b, event), ctx.until(b2, event)]);
          a.emit(event, { to: bob, [key]: value, from: "mallory", ...(callId && { callId }) });
          for (const got of await arrived) assert.deepEqual(got, { from: alice, [key]: value, ...(callId && { callId }) });
        }
      }
      await ctx.settle(a, b, b2);
      assert.deepEqual(a.got, []);
    });
  }

  scenario("the callee may offer, and signals keep their order", async (ctx) => {
    const { alice, bob, a, b } = await ctx.pair();
    b.emit("webrtc:offer", { to: alice, sdp });
    for (let i = 0; i < 20; i++) b.emit("webrtc:ice-candidate", { to: alice, candidate: { i } });
    b.emit("webrtc:end-call", { to: alice });
    await ctx.settle(b, a);
    assert.deepEqual(a.got.map(([name, value]) => [name, value.candidate?.i, value.from]), [
      ["webrtc:offer", undefined, bob],
      ...Array.from({ length: 20 }, (_, i) => ["webrtc:ice-candidate", i, bob]),
      ["webrtc:end-call", undefined, bob],
    ]);
  });

  scenario("somebody who is not there is no error", async (ctx) => {
    const { a } = await ctx.pair();
    for (const event of ["webrtc:call", "webrtc:offer", "webrtc:answer", "webrtc:ice-candidate", "webrtc:end-call"]) a.emit(event, { to: ctx.unique("nobody"), sdp, candidate: "c" });
    await ctx.settle(a);
    assert.deepEqual(a.got, []);
    assert.ok(a.connected);
  });

  scenario("ending a call is stored before it is told", async (ctx) => {
    const { alice, bob, a, b } = await ctx.pair();
    const rings = ctx.until(b, "webrtc:incoming-call");
    a.emit("webrtc:call", { to: bob });
    const { callId } = await rings;
    const ended = ctx.until(a, "webrtc:end-call").then(async (event) => [event, (await ctx.rest("GET", `/${callId}`, alice)).body.data.status]);
    b.emit("webrtc:end-call", { to: alice, callId });
    assert.deepEqual(await ended, [{ from: bob, callId }, "ended"]);
    const again = ctx.until(b, "webrtc:end-call");
    a.emit("webrtc:end-call", { to: bob, callId });
    assert.deepEqual(await again, { from: alice, callId });
  });

  scenario("attack: a socket id, a room's name or anything but a user's id reaches nobody", async (ctx) => {
    const { alice, bob, a, b } = await ctx.pair();
    for (const to of [b.id, `user:${bob}`, `u001:user:${bob}`, [bob], { id: bob }, null, 7, true, "", undefined, "x".repeat(5000), `${bob}\u0000`]) {
      for (const event of ["webrtc:call", "webrtc:offer", "webrtc:ice-candidate", "webrtc:end-call"]) a.emit(event, { to, sdp, candidate: "c" });
    }
    for (const payload of [undefined, null, [], "text", 3, true]) a.emit("webrtc:offer", payload);
    a.emit("webrtc:offer");
    a.emit("webrtc:offer", { to: bob });
    a.emit("webrtc:offer", { to: bob, sdp: null });
    a.emit("webrtc:offer", { to: bob, sdp: Buffer.alloc(8) });
    a.emit("webrtc:offer", { to: bob, sdp: "x".repeat(300_000) });
    a.emit("webrtc:call", { to: bob, callId: { odd: true } });
    a.emit("webrtc:call", { to: bob, room_name: "x".repeat(5000) });
    a.emit("webrtc:offer", { to: alice, sdp });
    await ctx.settle(a, b);
    assert.deepEqual([a.got, b.got], [[], []]);
  });

  scenario("attack: nobody changes, rings or ends another's call", async (ctx) => {
    const { alice, bob, a, b } = await ctx.pair();
    const mallory = await ctx.page(ctx.unique("mallory"));
    const rings = ctx.until(b, "webrtc:incoming-call");
    a.emit("webrtc:call", { to: bob });
    const { callId } = await rings;
    b.got.length = 0;
    for (const event of ["webrtc:call", "webrtc:offer", "webrtc:answer", "webrtc:ice-candidate", "webrtc:end-call"]) {
      for (const to of [alice, bob]) mallory.emit(event, { to, callId, sdp, candidate: "c" });
    }
    await ctx.settle(mallory, a, b);
    assert.deepEqual([a.got, b.got], [[], []]);
    const { body } = await ctx.rest("GET", `/${callId}`, alice);
    assert.deepEqual([body.data.host_id, body.data.guest_id, body.data.status], [alice, bob, "pending"]);

    const open = await ctx.rest("POST", "", alice);
    const wanted = ctx.until(b, "webrtc:incoming-call");
    mallory.emit("webrtc:call", { to: bob, callId: open.body.data.id });
    a.emit("webrtc:call", { to: bob, callId: open.body.data.id });
    assert.equal((await wanted).from, alice);
  });

  scenario("a flood is dropped, and ends only the flood", async (ctx) => {
    const { bob, a, b } = await ctx.pair();
    for (let i = 0; i < 3000; i++) a.emit("webrtc:ice-candidate", { to: bob, candidate: { i } });
    await ctx.settle(b);
    assert.ok(a.connected && b.got.length < 3000, `${b.got.length} arrived`);
    assert.ok(b.got.length >= 25);
  });
});
