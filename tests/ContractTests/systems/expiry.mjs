import assert from "node:assert/strict";
import { WebSocket } from "ws";
import { secrets } from "../harness/classroom.mjs";
import { group, sleep, within } from "../harness/scenario.mjs";
import { inSeconds, jwt } from "../harness/tokens.mjs";

const Seconds = 8;

/** A page of the project chat with a token that is over soon; `closed` tells how it ended. */
async function projectPage(ctx, userId) {
  const token = jwt({ userId, exp: inSeconds(Seconds) }, secrets.JWT_SECRET);
  const socket = new WebSocket(`${ctx.base.replace("http", "ws")}/ws?token=${token}`);
  socket.closed = new Promise((resolve) => socket.once("close", (code, reason) => resolve(`${code} ${reason}`)));
  await within(10_000, "open", new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject)));
  return socket;
}

/** Somebody of each system whose token is over soon. */
async function everybody(ctx) {
  const sessionId = ctx.newSession();
  const supportCookie = ctx.cookie(ctx.person(), { expiresIn: Seconds });
  const support = await ctx.user(supportCookie, ctx.options(sessionId));
  const project = await projectPage(ctx, ctx.unique("user"));
  const token = jwt({ id: ctx.unique("caller"), exp: inSeconds(Seconds) }, secrets.JWT_SECRET);
  return {
    support,
    project,
    calls: await ctx.user(undefined, { auth: { token } }),
    // Nobody else connects with them any more: their time is over for certain.
    async areOver() {
      await within(30_000, "end of the tokens", (async () => {
        while ((await ctx.rest("GET", "/auth/profile", undefined, { cookie: supportCookie })).status !== 401) await sleep(100);
        while ((await ctx.http("GET", "/api/video/calls/x", { headers: { authorization: `Bearer ${token}` } }).done()).status !== 401) await sleep(100);
      })());
      assert.equal(await ctx.refused(undefined, { auth: { token } }), "Unauthorized");
    },
  };
}

export default group("systems: ends of tokens", (scenario) => {
  scenario("by default a call and a project's page end with their token, a support session does not", { limit: 60_000 }, async (ctx) => {
    const { support, calls, project, areOver } = await everybody(ctx);
    const ended = ctx.once(calls, "disconnect", 30_000);
    assert.equal(await within(30_000, "close of the page", project.closed), "1008 Invalid token");
    await ended;
    await areOver();
    await ctx.settle(support);
  });

  scenario("each system can be told otherwise", { own: true, limit: 90_000 }, async (ctx) => {
    await ctx.restartWith({ SupportSessions__CloseOnTokenExpiry: "true", UserCalls__CloseOnTokenExpiry: "false", ProjectChat__CloseOnTokenExpiry: "false" });
    const { support, calls, project, areOver } = await everybody(ctx);
    const ended = ctx.once(support, "disconnect", 30_000);
    await areOver();
    await ended;
    await ctx.settle(calls);
    const pong = within(10_000, "pong", new Promise((resolve) => project.once("message", (text) => resolve(JSON.parse(text).event))));
    project.send(JSON.stringify({ event: "ping", data: { timestamp: 1 } }));
    assert.equal(await pong, "pong");
    project.terminate();
  });

  scenario("reauthenticate keeps a support session, with a good token of the same user only", { own: true, limit: 90_000 }, async (ctx) => {
    await ctx.restartWith({ SupportSessions__CloseOnTokenExpiry: "true" });
    const [person, sessionId] = [ctx.person(), ctx.newSession()];
    const page = () => ctx.user(ctx.cookie(person, { expiresIn: Seconds }), ctx.options(sessionId));
    const [kept, lost] = [await page(), await page()];
    const gone = ctx.once(lost, "disconnect", 30_000);
    for (const token of [ctx.token(ctx.person()), ctx.token(person, { expiresIn: -5 }), ctx.token(person, { secret: "no" }), ctx.cookie(person), null]) {
      assert.deepEqual(await ctx.ask(lost, "reauthenticate", token), { success: false, message: "Unauthorized" });
    }
    assert.equal((await ctx.ask(kept, "reauthenticate", { token: ctx.token(person) })).success, true);
    await gone;
    await ctx.settle(kept);
  });
});
