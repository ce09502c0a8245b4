import assert from "node:assert/strict";
import { group, sleep } from "../harness/scenario.mjs";

const leavings = (socket) => socket.got.filter(([name]) => name === "user-left").map(([, user]) => user._id);
const status = async (ctx, sessionId, person) => (await ctx.rest("GET", `/sessions/${sessionId}`, person)).body.session;

/** Waits, for at most the contract's four seconds, until the session is closed. */
async function closed(ctx, sessionId, person) {
  for (let i = 0; i < 80; i++) {
    const session = await status(ctx, sessionId, person);
    if (session.status === "closed") return session;
    await sleep(50);
  }
  throw new Error("the session was not closed within 4 s");
}

export default group("support: leaving", (scenario) => {
  scenario("a customer's end-call leaves and leaves the session as it is", async (ctx) => {
    const { sessionId, customer, agent, c, a } = await ctx.call();
    const before = (await status(ctx, sessionId, agent)).status;
    const left = ctx.until(a, "user-left");
    const away = ctx.once(c, "disconnect");
    c.emit("end-call");
    const user = await left;
    assert.deepEqual([user._id, user.id, user.email], [customer._id, customer._id, customer.email]);
    assert.deepEqual((await away)[0], "io server disconnect");
    await ctx.settle(a);
    assert.deepEqual(leavings(a), [customer._id]);
    const session = await status(ctx, sessionId, agent);
    assert.deepEqual([session.status, session.resolution], [before, {}]);
  });

  scenario("an agent's end-call closes the session", async (ctx) => {
    const { sessionId, customer, agent, c, a } = await ctx.call();
    const left = ctx.until(c, "user-left");
    const away = ctx.once(a, "disconnect");
    a.emit("end-call");
    assert.equal((await left)._id, agent._id);
    assert.deepEqual((await away)[0], "io server disconnect");
    const session = await closed(ctx, sessionId, customer);
    assert.match(session.resolution.resolvedAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.ok(session.timeline.some(({ action, performedBy }) => action === "resolved" && performedBy === agent._id));

    // A closed session is entered again, and its second end changes nothing.
    const again = await ctx.page(agent, sessionId);
    const gone = ctx.once(again, "disconnect");
    again.emit("end-call");
    await gone;
    assert.equal((await status(ctx, sessionId, customer)).resolution.resolvedAt, session.resolution.resolvedAt);
  });

  for (const transport of ["websocket", "polling"]) {
    scenario(`end-call and disconnect in one tick: once, and closed (${transport})`, async (ctx) => {
      const { sessionId, customer, agent, c, a } = await ctx.call({ transports: [transport] });
      const left = ctx.until(c, "user-left");
      a.emit("end-call");
      a.disconnect();
      assert.equal((await left)._id, agent._id);
      await closed(ctx, sessionId, customer);
      await ctx.settle(c);
      assert.deepEqual(leavings(c), [agent._id]);
    });
  }

  scenario("the two frames in one websocket message each, back to back", async (ctx) => {
    const { sessionId, agent, c } = await ctx.call();
    const raw = ctx.websocket({ query: `&sessionId=${sessionId}`, headers: { cookie: ctx.cookie(agent) } });
    await raw.next();
    const left = ctx.until(c, "user-left");
    raw.send("40");
    assert.match(await raw.next(), /^40/);
    for (const frame of ['42["end-call"]', "41"]) raw.send(frame);
    assert.equal((await left)._id, agent._id);
  });

  for (const [name, drop] of [["a clean disconnect", (socket) => socket.disconnect()], ["a lost connection", (socket) => socket.io.engine.transport.ws.terminate()]]) {
    scenario(`${name} is told once`, async (ctx) => {
      const { sessionId, customer, agent, c, a } = await ctx.call();
      const left = ctx.until(a, "user-left");
      drop(c);
      assert.equal((await left)._id, customer._id);
      await ctx.settle(a);
      assert.deepEqual(leavings(a), [customer._id]);
      assert.notEqual((await status(ctx, sessionId, agent)).status, "closed");
    });
  }

  scenario("nothing that follows an end-call is handled", async (ctx) => {
    const { c, a } = await ctx.call();
    const left = ctx.until(a, "user-left");
    c.emit("end-call");
    c.emit("chat-message", { text: "late" });
    c.emit("rtc-signal", { type: "offer" });
    c.emit("end-call");
    await left;
    await ctx.settle(a);
    assert.deepEqual(a.got.map(([name]) => name), ["user-left"]);
  });

  scenario("what was said survives a restart", { own: true, limit: 60_000 }, async (ctx) => {
    const { sessionId, customer, c, a } = await ctx.call();
    c.emit("chat-message", { text: "kept" });
    await ctx.settle(c, a);
    assert.equal(await ctx.server.restart(), 0);
    const { body } = await ctx.rest("GET", `/sessions/${sessionId}`, customer);
    assert.deepEqual(body.session.messages.map(({ message }) => message), ["kept"]);
  });
});
