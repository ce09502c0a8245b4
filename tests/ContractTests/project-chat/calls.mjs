import assert from "node:assert/strict";
import { group } from "../harness/scenario.mjs";

const sdp = { type: "offer", sdp: "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\n \ud83d\ude00" };
const candidate = { candidate: "candidate:1 1 udp 1 10.0.0.1 9 typ host", sdpMid: "0", sdpMLineIndex: 0, usernameFragment: "ab" };
const offer = (recipientId, more = {}) => ({ type: "call-offer", offer: sdp, callType: "video", recipientId, ...more });

/** Behaves like the documented page: every end and every refusal is answered with an end. */
function react(page, projectId) {
  page.socket.on("message", (text) => {
    const { data } = JSON.parse(text);
    if (data?.event === "call:signal" && ["call-ended", "call-rejected"].includes(data.type)) page.signal(projectId, { type: "call-ended" });
  });
}

export default group("project chat, calls", (scenario) => {
  scenario("an offer rings on every page of the callee, also on one without a project, and nowhere else", async (ctx) => {
    const { projectId, pages: [a, b, c] } = await ctx.project(3);
    const unbound = await ctx.page(b.userId);
    a.signal(projectId, offer(b.userId, { senderId: c.userId, senderName: "mallory", event: "message:new", message: { id: 1 }, secret: 1 }));
    await ctx.settle(a, b, c, unbound);
    const expected = [{
      event: "call:signal", type: "call-offer", offer: sdp, callType: "video", senderName: `${a.userId}@example.org`, recipientId: b.userId,
      senderId: a.userId, conversation_id: projectId,
    }];
    for (const page of [b, unbound]) {
      assert.deepEqual(page.signals(), expected);
      assert.deepEqual(page.updates("message:new"), []);
    }
    assert.deepEqual([a.signals(), c.signals()], [[], []]);
  });

  scenario("answer, candidates and end go to the other one only, with nobody named", async (ctx) => {
    const { projectId, pages: [a, b, c] } = await ctx.project(3);
    a.signal(projectId, offer(b.userId, { callType: "audio" }));
    a.signal(projectId, { senderName: "Alice", senderId: a.userId });
    a.signal(projectId, { type: "ice-candidate", candidate });
    await ctx.settle(a);
    b.signal(projectId, { type: "ice-candidate", candidate, event: "presence:change", online_users: ["x"] });
    b.signal(projectId, { type: "call-answer", answer: { type: "answer", sdp: "v=0" } });
    await ctx.settle(b);
    a.signal(projectId, { type: "ice-candidate", candidate: null });
    a.signal(projectId, { type: "call-ended" });
    await ctx.settle(a, b, c);
    const from = (page) => ({ senderId: page.userId, conversation_id: projectId });
    assert.deepEqual(b.signals().map(({ type }) => type), ["call-offer", "ice-candidate", "ice-candidate", "call-ended"]);
    assert.deepEqual(b.signals()[1], { event: "call:signal", type: "ice-candidate", candidate, ...from(a) });
    assert.deepEqual(a.signals(), [
      { event: "call:signal", type: "ice-candidate", candidate, ...from(b) },
      { event: "call:signal", type: "call-answer", answer: { type: "answer", sdp: "v=0" }, ...from(b) },
    ]);
    assert.deepEqual(c.signals(), []);
    const { body } = await ctx.rest("GET", `/projects/${projectId}/calls`, c.userId);
    const [call] = body.data;
    assert.deepEqual([call.caller_id, call.callee_id, call.call_type, call.status, call.participants], [a.userId, b.userId, "audio", "completed", [a.userId, b.userId]]);
    assert.ok(call.answered_at >= call.started_at && call.ended_at >= call.answered_at);
  });

  for (const ends of ["call-ended", "call-rejected"]) {
    scenario(`two pages that answer every end with an end do not loop after ${ends}`, async (ctx) => {
      const { projectId, pages: [a, b, c] } = await ctx.project(3);
      for (const page of [a, b, c]) react(page, projectId);
      a.signal(projectId, offer(b.userId));
      await ctx.settle(a, b);
      if (ends === "call-ended") {
        b.signal(projectId, { type: "call-answer", answer: { type: "answer", sdp: "x" } });
        await ctx.settle(b);
      }
      b.signal(projectId, { type: ends });
      for (let i = 0; i < 5; i++) await ctx.settle(a, b, c);
      assert.deepEqual(a.signals(ends).map(({ senderId }) => senderId), [b.userId]);
      assert.equal(a.signals("call-ended").length, ends === "call-ended" ? 1 : 0);
      assert.ok(b.signals("call-ended").length <= 1);
      assert.deepEqual(c.signals(), []);
    });
  }

  scenario("who calls somebody busy is refused, and the running call goes on", async (ctx) => {
    const { projectId, pages: [a, b, c] } = await ctx.project(3);
    await ctx.call(projectId, a, b);
    react(c, projectId);
    c.signal(projectId, offer(b.userId));
    await ctx.settle(c, a, b);
    assert.deepEqual(c.signals(), [{
      event: "call:signal", type: "call-rejected", reason: "busy", recipientId: c.userId, senderId: b.userId, conversation_id: projectId,
    }]);
    c.signal(projectId, { type: "ice-candidate", candidate });
    c.signal(projectId, { type: "call-ended", recipientId: b.userId });
    b.signal(projectId, { type: "call-rejected", recipientId: c.userId });
    await ctx.settle(c, b, a);
    assert.deepEqual([a.signals(), b.signals(), c.signals().length], [[], [], 1]);
    a.signal(projectId, { type: "ice-candidate", candidate });
    await ctx.settle(a, b, c);
    assert.deepEqual([b.signals().length, c.signals().length], [1, 1]);
  });

  scenario("signals of somebody without a call go nowhere", async (ctx) => {
    const { projectId, pages: [a, b, c] } = await ctx.project(3);
    for (const type of ["call-offer", "call-answer", "ice-candidate", "call-rejected", "call-ended", "made-up", undefined]) {
      a.signal(projectId, { type, candidate, answer: sdp, offer: sdp });
      if (type !== "call-offer") a.signal(projectId, { type, candidate, answer: sdp, recipientId: b.userId });
    }
    a.signal(projectId, offer(a.userId));
    await ctx.settle(a, b, c);
    assert.deepEqual([a, b, c].map((page) => page.signals()), [[], [], []]);
  });

  scenario("a third member can neither answer nor end nor listen in", async (ctx) => {
    const { projectId, pages: [a, b, c] } = await ctx.project(3);
    await ctx.call(projectId, a, b);
    for (const recipientId of [undefined, a.userId, b.userId]) {
      for (const type of ["call-answer", "ice-candidate", "call-rejected", "call-ended"]) c.signal(projectId, { type, recipientId, candidate, answer: sdp });
    }
    await ctx.settle(c, a, b);
    assert.deepEqual([a.signals(), b.signals()], [[], []]);
    a.signal(projectId, { type: "ice-candidate", candidate, recipientId: c.userId });
    await ctx.settle(a, c);
    assert.deepEqual(c.signals(), []);
  });

  scenario("the page that answers has the call, the callee's others stop ringing and have no part in it", async (ctx) => {
    const { projectId, pages: [a, b] } = await ctx.project();
    const b2 = await ctx.page(b.userId, projectId);
    react(b2, projectId);
    a.signal(projectId, offer(b.userId));
    await ctx.settle(a, b, b2);
    b.signal(projectId, { type: "call-answer", answer: sdp });
    await ctx.settle(b, b2, a, b2);
    assert.deepEqual(b2.signals("call-ended").map(({ senderId }) => senderId), [a.userId]);
    assert.deepEqual(a.signals().map(({ type }) => type), ["call-answer"]);
    a.signal(projectId, { type: "ice-candidate", candidate });
    await ctx.settle(a, b, b2);
    assert.deepEqual([b.signals("ice-candidate").length, b2.signals("ice-candidate").length], [1, 0]);
  });

  scenario("a caller who gives up stops the ringing", async (ctx) => {
    const { projectId, pages: [a, b] } = await ctx.project();
    a.signal(projectId, offer(b.userId));
    a.signal(projectId, { type: "call-ended" });
    await ctx.settle(a, b);
    assert.deepEqual(b.signals().map(({ type }) => type), ["call-offer", "call-ended"]);
    a.signal(projectId, offer(b.userId));
    await ctx.settle(a, b);
    assert.equal(b.signals("call-offer").length, 2);
    const { body } = await ctx.rest("GET", `/projects/${projectId}/calls?limit=2`, a.userId);
    assert.deepEqual(body.data.map(({ status }) => status), ["ringing", "cancelled"]);
  });

  scenario("a call that nobody answers ends for both", { profile: "impatient" }, async (ctx) => {
    const { projectId, pages: [a, b, c] } = await ctx.project(3);
    const ends = [a, b].map((page) => page.until("end of the call", ({ data }) => data.type === "call-ended", 10_000));
    a.signal(projectId, offer(b.userId));
    const [atA, atB] = await Promise.all(ends);
    assert.deepEqual([atA.data.senderId, atB.data.senderId], [b.userId, a.userId]);
    await ctx.settle(c);
    assert.deepEqual(c.signals(), []);
    const { body } = await ctx.rest("GET", `/projects/${projectId}/calls`, a.userId);
    assert.equal(body.data[0].status, "missed");
  });

  scenario("when a party's last socket is gone the other one is told, once", { profile: "impatient" }, async (ctx) => {
    const { projectId, pages: [a, b] } = await ctx.project();
    await ctx.call(projectId, a, b);
    react(b, projectId);
    const ended = b.until("end of the call", ({ data }) => data.type === "call-ended", 10_000);
    a.socket.terminate();
    assert.deepEqual((await ended).data, { event: "call:signal", type: "call-ended", reason: "lost", senderId: a.userId, conversation_id: projectId });
    await ctx.settle(b);
    assert.equal(b.signals("call-ended").length, 1);
  });

  scenario("a page that comes back in time has its call again", { profile: "impatient" }, async (ctx) => {
    const { projectId, pages: [a, b] } = await ctx.project();
    await ctx.call(projectId, a, b);
    a.socket.terminate();
    const back = await ctx.page(a.userId);
    await new Promise((resolve) => setTimeout(resolve, 3000)); // longer than the server waits for it
    await ctx.settle(b);
    assert.deepEqual(b.signals("call-ended"), []);
    b.signal(projectId, { type: "ice-candidate", candidate });
    await ctx.settle(b, back);
    assert.equal(back.signals("ice-candidate").length, 1);
    back.signal(projectId, { type: "call-ended" });
    await ctx.settle(back, b);
    assert.equal(b.signals("call-ended").length, 1);
  });

  scenario("calls are limited for who starts them, not for who is in one", async (ctx) => {
    const { projectId, pages: [a, b] } = await ctx.project();
    for (let i = 0; i < 30; i++) {
      a.signal(projectId, offer(b.userId));
      a.signal(projectId, { type: "call-ended" });
    }
    await ctx.settle(a, b);
    const offers = b.signals("call-offer").length;
    assert.ok(offers >= 10 && offers < 20, String(offers));
    await ctx.call(projectId, b, a);
    for (let i = 0; i < 40; i++) a.signal(projectId, { type: "ice-candidate", candidate });
    await ctx.settle(a, b);
    assert.equal(b.signals("ice-candidate").length, 40);
  });
});
