import assert from "node:assert/strict";
import { cluster } from "../harness/pair.mjs";
import { group } from "../harness/scenario.mjs";

const impatient = { Cluster__HeartbeatInterval: "00:00:01", Cluster__ServerTimeout: "00:00:05", ProjectChat__DisconnectGrace: "00:00:03" };
const late = 40_000;
const update = (inner, condition = () => true) => ({ event, data }) => event === "chat:update" && data.event === inner && condition(data);
const signal = (type) => update("call:signal", (data) => data.type === type);

export default group("project chat, deaths", (scenario) => {
  scenario("calls survive the server that decides about them, but for those whose people are gone with it", { own: true, limit: 150_000 }, (ctx) => cluster(ctx, impatient, async (on, servers) => {
    const projectId = crypto.randomUUID();
    const people = [];
    for (const server of [0, 1, 1, 1, 1]) people.push(await on(server, () => ctx.page(ctx.unique("member"), projectId)));
    const [a, b, c, d, e] = people;
    const knows = (page) => page.updates("presence:change").some(({ online_users: users }) => users.length === people.length);
    for (const page of people) if (!knows(page)) await page.until("all of them", update("presence:change", () => knows(page)), late);
    const offer = (from, to) => from.signal(projectId, { type: "call-offer", recipientId: to.userId, callType: "audio", offer: { type: "offer", sdp: "v=0" } });
    for (const [from, to] of [[a, b], [c, d]]) {
      const rings = to.until("offer", signal("call-offer"), late);
      offer(from, to);
      await rings;
      const answered = from.until("answer", signal("call-answer"), late);
      to.signal(projectId, { type: "call-answer", answer: { type: "answer", sdp: "v=0" } });
      await answered;
    }
    a.send("typing:indicator", { conversation_id: projectId, is_typing: true });
    await b.until("typing", update("typing:change", ({ typing_users: users }) => users.length === 1));
    for (const page of people) page.forget();

    const without = b.until("presence without the dead server's user", update("presence:change", ({ online_users: users }) => !users.includes(a.userId)), late);
    const stopped = c.until("end of typing", update("typing:change", ({ typing_users: users }) => users.length === 0), late);
    const lost = b.until("end of the call", signal("call-ended"), late);
    servers[0].signal("SIGKILL");
    assert.deepEqual((await without).data.online_users.toSorted(), [b, c, d, e].map(({ userId }) => userId).toSorted());
    await stopped;
    assert.equal((await lost).data.reason, "lost");

    const busy = e.until("busy", signal("call-rejected"), late);
    offer(e, c);
    assert.equal((await busy).data.reason, "busy");
    const passed = d.until("candidate", signal("ice-candidate"), late);
    c.signal(projectId, { type: "ice-candidate", candidate: null });
    await passed;
    const ended = c.until("end", signal("call-ended"), late);
    d.signal(projectId, { type: "call-ended" });
    await ended;
    const rings = c.until("offer", signal("call-offer"), late);
    offer(e, c);
    await rings;
    assert.deepEqual([a, b, c, d].map((page) => page.signals("call-ended").length), [0, 1, 1, 0]);
    const back = await on(1, () => ctx.page(a.userId, projectId));
    assert.ok(back.updates("presence:change").at(-1).online_users.includes(a.userId));
  }));

  scenario("who is back in time on another server has the call again", { own: true, long: true, limit: 150_000 }, (ctx) => cluster(ctx, { ...impatient, ProjectChat__DisconnectGrace: "00:00:20" }, async (on, servers) => {
    const projectId = crypto.randomUUID();
    const a = await on(1, () => ctx.page(ctx.unique("member"), projectId));
    const b = await on(0, () => ctx.page(ctx.unique("member"), projectId));
    const rings = b.until("offer", signal("call-offer"), late);
    a.signal(projectId, { type: "call-offer", recipientId: b.userId, callType: "audio", offer: { type: "offer", sdp: "v=0" } });
    await rings;
    const answered = a.until("answer", signal("call-answer"), late);
    b.signal(projectId, { type: "call-answer", answer: { type: "answer", sdp: "v=0" } });
    await answered;
    const gone = b.until("presence", update("presence:change", ({ online_users: users }) => !users.includes(a.userId)), late);
    servers[1].signal("SIGTERM");
    await gone;
    const again = await on(0, () => ctx.page(a.userId, projectId));
    const passed = b.until("candidate", signal("ice-candidate"), late);
    again.signal(projectId, { type: "ice-candidate", candidate: null });
    await passed;
    const ended = again.until("end", signal("call-ended"), late);
    b.signal(projectId, { type: "call-ended" });
    assert.equal((await ended).data.reason, undefined);
  }));
});
