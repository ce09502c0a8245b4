import assert from "node:assert/strict";
import { group } from "../harness/scenario.mjs";

const NoCookies = "Authentication required: No cookies found";
const NoAuthCookie = "Authentication required: No auth cookie found";
const Incomplete = "Invalid authentication data";
const Failed = "Authentication failed";

/** The type that the server gives to whoever connects so: what a session's members are told. */
async function typeOf(ctx, cookie, options) {
  const client = await ctx.user(cookie, options);
  const joined = ctx.until(client, "session:user-joined");
  client.emit("session:join", { sessionId: ctx.unique("typed") });
  return joined;
}

export default group("classroom auth", (scenario) => {
  for (const transport of ["websocket", "polling"]) {
    scenario(`the texts of the refusals (${transport})`, async (ctx) => {
      const options = { transports: [transport] };
      assert.equal(await ctx.refused(undefined, options), NoCookies);
      assert.equal(await ctx.refused("theme=dark; lang=en", options), NoAuthCookie);
      assert.equal(await ctx.refused(ctx.unsigned("auth", { email: "a@b.c" }), options), Incomplete);
      assert.equal(await ctx.refused(ctx.unsigned("auth", { userId: "u1" }), options), Incomplete);
      assert.equal(await ctx.refused("auth=%7Bnot-json", options), Failed);
      assert.equal(await ctx.refused("auth=%", options), Failed);
    });
  }

  scenario("a refusal is a CONNECT_ERROR with the text alone, and the connection stays", async (ctx) => {
    const socket = ctx.websocket();
    await socket.next();
    socket.send("40");
    assert.equal(await socket.next(), `44{"message":"${NoCookies}"}`);
  });

  scenario("the tier makes a tutor or a student", async (ctx) => {
    const type = async (tier) => (await typeOf(ctx, ctx.unsigned("auth", { userId: ctx.unique("u"), email: "e@x.y", ...(tier !== undefined && { tier }) }))).userType;
    assert.equal(await type(2), "tutor");
    assert.equal(await type(3), "tutor");
    assert.equal(await type(1), "student");
    assert.equal(await type(undefined), "student");
  });

  scenario("the cookies of the later pages are read", async (ctx) => {
    const [tutor, student] = [ctx.unique("t"), ctx.unique("s")];
    assert.deepEqual(await typeOf(ctx, ctx.tutorCookie(tutor)), { userId: tutor, userType: "tutor" });
    assert.deepEqual(await typeOf(ctx, ctx.studentCookie(student)), { userId: student, userType: "student" });
  });

  scenario("a numeric user id is text", async (ctx) => {
    const id = Math.floor(Math.random() * 1e9);
    assert.deepEqual(await typeOf(ctx, ctx.unsigned("auth", { userId: id, email: "e@x.y", tier: 1 })), { userId: String(id), userType: "student" });
  });

  scenario("a cookie wins over the token; the token tells which of two cookies", async (ctx) => {
    const [tutor, student] = [ctx.unique("t"), ctx.unique("s")];
    const both = `${ctx.tutorCookie(tutor)}; ${ctx.studentCookie(student)}`;
    const token = (tier) => ({ auth: { token: JSON.stringify({ userId: "somebody-else", email: "x@y.z", tier }) } });
    assert.equal((await typeOf(ctx, ctx.tutorCookie(tutor), token(1))).userId, tutor);
    assert.equal((await typeOf(ctx, both, token(2))).userId, tutor);
    assert.equal((await typeOf(ctx, both, token(1))).userId, student);
  });

  scenario("in Development a token alone is an identity", async (ctx) => {
    const id = ctx.unique("student");
    const client = await typeOf(ctx, undefined, { auth: { token: JSON.stringify({ userId: id, email: "student@dev.local", tier: 1 }) } });
    assert.deepEqual(client, { userId: id, userType: "student" });
  });

  scenario("a token never makes an admin", async (ctx) => {
    const client = await ctx.user(undefined, { auth: { token: JSON.stringify({ userId: ctx.unique("x"), email: "a@b.c", tier: 9, role: "admin", userType: "admin" }) } });
    const joined = ctx.until(client, "session:user-joined");
    client.emit("session:join", { sessionId: ctx.unique("typed") });
    assert.notEqual((await joined).userType, "admin");
  });

  scenario("protected cookies of the sign-in endpoint", async (ctx) => {
    for (const role of ["tutor", "student"]) {
      const id = ctx.unique(role);
      assert.deepEqual(await typeOf(ctx, await ctx.signIn(role, id)), { userId: id, userType: role });
    }
  });

  scenario("a protected cookie that was changed is refused", async (ctx) => {
    const cookie = await ctx.signIn("tutor", ctx.unique("tutor"));
    const middle = Math.floor(cookie.length / 2);
    const changed = cookie.slice(0, middle) + (cookie[middle] === "A" ? "B" : "A") + cookie.slice(middle + 1);
    assert.equal(await ctx.refused(changed), Failed);
    assert.equal(await ctx.refused(cookie.slice(0, -8)), Failed);
  });

  scenario("a protected cookie of one name is worth nothing under another", async (ctx) => {
    const cookie = await ctx.signIn("student", ctx.unique("student"));
    const value = cookie.slice(cookie.indexOf("=") + 1);
    for (const name of ["adminAuth", "tutorAuth"]) assert.equal(await ctx.refused(`${name}=${value}`), Failed);
  });

  scenario("outside Development nothing unsigned is accepted, and nobody can sign in", { profile: "production" }, async (ctx) => {
    for (const cookie of [ctx.tutorCookie("t"), ctx.studentCookie("s"), ctx.adminCookie("a"), ctx.unsigned("auth", { userId: "u", email: "e@x.y", tier: 2 })]) {
      assert.match(await ctx.refused(cookie), /^Authentication /);
    }
    const token = { auth: { token: JSON.stringify({ userId: "u", email: "e@x.y", tier: 2 }) } };
    assert.match(await ctx.refused(undefined, token), /^Authentication required/);
    assert.equal((await ctx.post("/api/dev/sign-in", { name: "x", role: "tutor" })).status, 404);
    assert.match(ctx.server.output, /TrustUnsignedIdentity/);
  });

  scenario("outside Development an unsigned admin is none, whatever is configured", { profile: "trusting" }, async (ctx) => {
    await ctx.user(ctx.unsigned("auth", { userId: "u", email: "e@x.y", tier: 2 }));
    assert.equal(await ctx.refused(ctx.adminCookie("a")), Failed);
    const created = await ctx.post("/api/sessions/classroom", { tutorId: "t", studentId: "s" }, ctx.adminCookie("a"));
    assert.equal(created.status, 401);
  });

  scenario("Development says at its start that anybody can be anyone", { own: true }, async (ctx) => {
    assert.match(ctx.server.output, /[Uu]nsigned/);
  });

  scenario("a cookie that Development issued is worth nothing outside of it, with the same keys", { own: true, limit: 60_000 }, async (ctx) => {
    const cookies = [await ctx.signIn("admin", ctx.unique("admin")), await ctx.signIn("tutor", ctx.unique("tutor"))];
    assert.equal(await ctx.server.stop(), 0);
    await ctx.server.launch({ ASPNETCORE_ENVIRONMENT: "Production" });
    for (const cookie of cookies) {
      assert.equal(await ctx.refused(cookie), Failed);
      assert.equal((await ctx.http("GET", "/me", { headers: { cookie } }).done()).status, 401);
    }
  });

  scenario("a protected cookie outlives a restart", { own: true, limit: 60_000 }, async (ctx) => {
    const id = ctx.unique("tutor");
    const cookie = await ctx.signIn("tutor", id);
    assert.equal(await ctx.server.restart(), 0);
    assert.deepEqual(await typeOf(ctx, cookie), { userId: id, userType: "tutor" });
  });
});
