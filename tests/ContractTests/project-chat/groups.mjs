import assert from "node:assert/strict";
import { group } from "../harness/scenario.mjs";

const types = (page) => page.signals().map(({ type }) => type);

export default group("project chat, group calls", (scenario) => {
  scenario("members join, offer to those who are there, and leave", async (ctx) => {
    const { projectId, pages: [a, b, c, d] } = await ctx.project(4);
    a.signal(projectId, { type: "group-join", callType: "video" });
    await ctx.settle(a, b, c, d);
    const [state] = a.signals("group-state");
    assert.deepEqual(state.participants, [a.userId]);
    for (const page of [b, c, d]) {
      assert.deepEqual(page.signals(), [{ event: "call:signal", type: "group-started", callId: state.callId, callType: "video", senderId: a.userId, conversation_id: projectId }]);
    }
    b.signal(projectId, { type: "group-join", callType: "audio" });
    c.signal(projectId, { type: "group-join", callType: "audio" });
    await ctx.settle(b, c, a);
    assert.deepEqual(a.signals("group-joined").map(({ senderId }) => senderId).toSorted(), [b.userId, c.userId].toSorted());
    const last = [b, c].map((page) => page.signals("group-state")[0].participants).toSorted((x, y) => x.length - y.length);
    assert.deepEqual(last.map((list) => list.length), [2, 3]);
    b.forget();
    a.forget();
    c.signal(projectId, { type: "group-offer", recipientId: a.userId, offer: { type: "offer", sdp: "x" } });
    c.signal(projectId, { type: "group-candidate", recipientId: d.userId, candidate: {} });
    d.signal(projectId, { type: "group-offer", recipientId: a.userId, offer: { type: "offer", sdp: "x" } });
    await ctx.settle(c, d, a, b);
    assert.deepEqual(a.signals(), [{ event: "call:signal", type: "group-offer", offer: { type: "offer", sdp: "x" }, recipientId: a.userId, senderId: c.userId, conversation_id: projectId }]);
    assert.deepEqual([types(b), types(d)], [[], ["group-started"]]);
    for (const page of [a, b, c]) page.signal(projectId, { type: "group-leave" });
    await ctx.settle(a, b, c, d);
    assert.deepEqual(types(d), ["group-started", "group-ended"]);
    const { body } = await ctx.rest("GET", `/projects/${projectId}/calls`, d.userId);
    assert.deepEqual([body.data[0].is_group, body.data[0].status, body.data[0].participants.toSorted()], [true, "completed", [a.userId, b.userId, c.userId].toSorted()]);
  });

  scenario("who is in a group call is busy, and one who comes later learns of it", async (ctx) => {
    const { projectId, pages: [a, b, c] } = await ctx.project(3);
    a.signal(projectId, { type: "group-join", callType: "audio" });
    await ctx.settle(a);
    b.signal(projectId, { type: "call-offer", recipientId: a.userId, callType: "audio", offer: {} });
    await ctx.settle(b, a);
    assert.deepEqual(types(b), ["group-started", "call-rejected"]);
    await ctx.call(projectId, b, c);
    b.signal(projectId, { type: "group-join", callType: "audio" });
    await ctx.settle(b, a);
    assert.equal(b.signals("group-refused")[0].reason, "busy");
    assert.deepEqual(types(a), ["group-state"]);
    const late = await ctx.page(ctx.unique("late"), projectId);
    assert.deepEqual(types(late), ["group-started"]);
  });

  scenario("who is lost has left", { profile: "impatient" }, async (ctx) => {
    const { projectId, pages: [a, b] } = await ctx.project();
    for (const page of [a, b]) page.signal(projectId, { type: "group-join", callType: "audio" });
    await ctx.settle(a, b);
    const left = b.until("leaving", ({ data }) => data.type === "group-left", 10_000);
    a.socket.terminate();
    assert.equal((await left).data.senderId, a.userId);
  });
});
