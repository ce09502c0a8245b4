import assert from "node:assert/strict";
import { secrets } from "../harness/classroom.mjs";
import { group, sleep, within } from "../harness/scenario.mjs";
import { inSeconds, signedJson } from "../harness/tokens.mjs";

const me = (ctx, cookie) => ctx.http("GET", "/me", { headers: { cookie } }).done();

/** Asks until the cookie is refused. */
const over = (ctx, cookie) => within(60_000, "end of a cookie", (async () => {
  while ((await me(ctx, cookie)).status !== 401) await sleep(100);
})());

export default group("classroom tickets", (scenario) => {
  for (const transport of ["websocket", "polling"]) {
    scenario(`a cookie does not run out in the midst of a lesson (${transport})`, { own: true, long: transport === "polling", limit: 90_000 }, async (ctx) => {
      await ctx.server.stop();
      await ctx.server.launch({ Classroom__TicketLifetime: "00:00:12" });
      const cookie = await ctx.signIn("student", ctx.unique("student"));
      const socket = await ctx.user(cookie, { transports: [transport] });
      const idle = await ctx.signIn("student", ctx.unique("idle"));
      await over(ctx, idle);
      assert.equal(await ctx.refused(idle), "Authentication failed");

      const answer = await me(ctx, cookie);
      assert.equal(answer.status, 200);
      const [renewed] = answer.headers["set-cookie"];
      assert.match(renewed, /^studentAuth=[^;]+;/);
      for (const each of [cookie, renewed.split(";")[0]]) assert.ok((await ctx.user(each)).connected);
      assert.deepEqual(JSON.parse((await ctx.post("/refresh", {}, cookie)).body), { success: true });

      // Signed out: no connection keeps it any longer, and the pages that are open are not cut off.
      assert.equal((await ctx.post("/logout", {}, cookie)).status, 200);
      await over(ctx, cookie);
      await ctx.settle(socket);
      assert.equal((await ctx.post("/refresh", {}, cookie)).status, 401);
    });
  }

  scenario("attack: a copy of a cookie that was signed out gets no new one", { own: true, limit: 90_000 }, async (ctx) => {
    await ctx.server.stop();
    await ctx.server.launch({ Classroom__TicketLifetime: "00:00:20" });
    const cookie = await ctx.signIn("student", ctx.unique("student"));
    assert.equal((await ctx.post("/refresh", {}, cookie)).status, 200);
    assert.equal((await ctx.post("/logout", {}, cookie)).status, 200);
    const refused = await ctx.post("/refresh", {}, cookie);
    assert.deepEqual([refused.status, refused.headers["set-cookie"]], [401, undefined]);
    // Over half of its time the framework renews what it may.
    for (let status = 200; status === 200; await sleep(500)) {
      const answer = await me(ctx, cookie);
      assert.equal(answer.headers["set-cookie"], undefined);
      status = answer.status;
    }
  });

  scenario("an identity that another program signed ends when it says, for whoever connects", { profile: "production", limit: 60_000 }, async (ctx) => {
    const identity = (exp) => signedJson("tutorAuth", { userId: ctx.unique("tutor"), email: "t@x.y", tier: 2, exp }, secrets.COOKIE_SECRET);
    const short = identity(inSeconds(8));
    const socket = await ctx.user(short);
    await over(ctx, short);
    assert.equal(await ctx.refused(short), "Authentication failed");
    await ctx.settle(socket); // by default a lesson is not cut off
    assert.ok((await ctx.user(identity(inSeconds(600)))).connected);
    assert.equal(await ctx.refused(identity("soon")), "Authentication failed");
  });

  scenario("its connection ends with it, where the settings say so", { own: true, profile: "production", limit: 90_000 }, async (ctx) => {
    await ctx.server.stop();
    await ctx.server.launch({ Classroom__CloseOnTokenExpiry: "true" });
    const identity = (seconds) => signedJson("studentAuth", { userId: ctx.unique("student"), email: "s@x.y", expiresAt: Date.now() + seconds * 1000 }, secrets.COOKIE_SECRET);
    const kept = await ctx.user(identity(600));
    const [reason] = await ctx.once(await ctx.user(identity(8)), "disconnect", 30_000);
    assert.ok(["io server disconnect", "transport close"].includes(reason), reason);
    await ctx.settle(kept);
  });
});
