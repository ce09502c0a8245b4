import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClassroomServer, freePort } from "../harness/classroom.mjs";
import { group, within } from "../harness/scenario.mjs";

/** A Redis of this flow's own, and two servers on it and on one database. `on(n, action)` opens connections to one of them. */
async function cluster(ctx, flow) {
  const folder = mkdtempSync(join(tmpdir(), "systems-redis-"));
  const port = await freePort();
  const redis = spawn("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder], { stdio: "ignore" });
  const ended = new Promise((resolve) => redis.on("close", resolve));
  let second;
  try {
    await within(10_000, "answer of Redis", answers(port));
    const shared = { DATABASE_URL: ctx.server.databaseUrl, REDIS_URL: `redis://127.0.0.1:${port}` };
    await ctx.restartWith(shared);
    second = await ClassroomServer.start(ctx.server.command, { ASPNETCORE_ENVIRONMENT: "Development", ...shared });
    const addresses = [ctx.server.url, second.url];
    const on = (index, action) => {
      ctx.base = addresses[index];
      return action();
    };
    await flow(on);
  } finally {
    await second?.remove();
    redis.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

async function answers(port) {
  for (;;) {
    const pong = await new Promise((resolve) => {
      const socket = createConnection(port, "127.0.0.1", () => socket.write("PING\r\n"));
      socket.on("data", () => resolve(true)).on("error", () => resolve(false));
      socket.on("data", () => socket.destroy());
    });
    if (pong) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export default group("systems: cluster", (scenario) => {
  scenario("a support session and a user call across two servers", { own: true, limit: 90_000 }, (ctx) => cluster(ctx, async (on) => {
    const sessionId = ctx.newSession();
    const [customer, agent] = [ctx.person(), ctx.person("support_agent")];
    const c = await on(0, () => ctx.page(customer, sessionId));
    const joined = ctx.until(c, "user-joined");
    const a = await on(1, () => ctx.page(agent, sessionId));
    assert.equal((await joined)._id, agent._id);
    const signalled = ctx.next(a, "rtc-signal");
    c.emit("rtc-signal", { type: "offer", sdp: "far" }, sessionId);
    const [signal, id] = await signalled;
    assert.deepEqual([signal, id], [{ type: "offer", sdp: "far" }, c.id]);
    const returned = ctx.next(c, "return-rtc-signal");
    a.emit("return-rtc-signal", { type: "answer", sdp: "back" }, id);
    assert.deepEqual(await returned, [{ type: "answer", sdp: "back" }, agent.email]);
    const said = ctx.until(a, "chat-message");
    c.emit("chat-message", { text: "across" });
    assert.equal((await said).text, "across");
    const away = await on(1, () => ctx.rest("GET", `/sessions/${sessionId}`, agent));
    assert.deepEqual(away.body.session.messages.map(({ message }) => message), ["across"]);

    const [alice, bob] = [ctx.unique("alice"), ctx.unique("bob")];
    const caller = await on(0, () => ctx.caller(alice));
    const pages = [await on(0, () => ctx.caller(bob)), await on(1, () => ctx.caller(bob))];
    const rings = Promise.all(pages.map((page) => ctx.until(page, "webrtc:incoming-call")));
    caller.emit("webrtc:call", { to: bob });
    const [one, two] = await rings;
    assert.deepEqual(one, two);
    const ended = ctx.until(caller, "webrtc:end-call");
    pages[1].emit("webrtc:end-call", { to: alice, callId: one.callId });
    assert.deepEqual(await ended, { from: bob, callId: one.callId });

    const left = ctx.until(c, "user-left");
    a.emit("end-call");
    a.disconnect();
    assert.equal((await left)._id, agent._id);
    assert.ok(c.got.every(([name]) => ["user-joined", "return-rtc-signal", "user-left"].includes(name)), JSON.stringify(c.got));
  }));
});
