import assert from "node:assert/strict";
import { freePort } from "../harness/classroom.mjs";
import { group } from "../harness/scenario.mjs";

const NoCookies = "Authentication required: No cookies found";

/** Which system a connected client is of: only one of them answers. */
async function systemOf(ctx, socket) {
  const answers = [];
  socket.on("notification:list", () => answers.push("classroom"));
  socket.emit("notification:get-all", { limit: 1 });
  socket.emit("reauthenticate", "bad", () => answers.push("token"));
  for (let i = 0; i < 100 && !answers.length; i++) await new Promise((resolve) => setTimeout(resolve, 20));
  return answers.join();
}

export default group("systems: belonging", (scenario) => {
  scenario("a browser with the cookies of all systems is of the one whose page it shows", async (ctx) => {
    const [person, student, caller] = [ctx.person(), ctx.unique("student"), ctx.unique("caller")];
    const cookie = [ctx.cookie(person), ctx.studentCookie(student), `token=${ctx.callsToken(caller)}`].join("; ");
    const sessionId = ctx.newSession();

    const support = await ctx.user(cookie, ctx.options(sessionId));
    const joined = ctx.until(support, "user-joined");
    await ctx.page(ctx.person("support_agent"), sessionId);
    await joined;

    const calls = await ctx.caller(caller, { cookie });
    const rings = ctx.until(calls, "webrtc:incoming-call");
    (await ctx.caller(ctx.unique("other"))).emit("webrtc:call", { to: caller });
    await rings;

    const classroom = await ctx.user(cookie);
    const told = ctx.until(classroom, "session:user-joined");
    classroom.emit("session:join", { sessionId: ctx.unique("lesson") });
    assert.equal((await told).userId, student);
  });

  scenario("what a connection brought decides, in the contract's order", async (ctx) => {
    const classroomToken = JSON.stringify({ userId: ctx.unique("u"), email: "a@b.c", tier: 1 });
    const student = ctx.studentCookie(ctx.unique("s"));
    assert.equal(await ctx.refused(student, ctx.options(ctx.newSession())), "Unauthorized"); // the query: support, which has no cookie here
    assert.equal(await systemOf(ctx, await ctx.user(undefined, { auth: { token: classroomToken } })), "classroom");
    assert.equal(await ctx.refused(student, { auth: { token: "Bearer x" } }), "Unauthorized"); // a token: the calls, before a cookie
    assert.equal(await systemOf(ctx, await ctx.user(student, { auth: { token: "garbage" } })), "classroom");
    assert.equal(await ctx.refused(undefined, { auth: { token: "garbage" } }), "Unauthorized");
    assert.equal(await ctx.refused("adminAuth=x", { auth: { token: "admin-interview" } }), "Authentication failed");
    assert.equal(await systemOf(ctx, await ctx.user(student)), "classroom");
    assert.equal(await ctx.refused(ctx.cookie(ctx.person())), "Support session not found");
    assert.equal(await ctx.refused(undefined), NoCookies);
    assert.equal(await ctx.refused("theme=dark"), "Authentication required: No auth cookie found");
  });

  for (const profile of ["default", "compatible"]) scenario(`attack: nobody hears or reaches another system (rooms: ${profile})`, { profile }, async (ctx) => {
    const { sessionId, c, a } = await ctx.call();
    const [alice, bob] = [ctx.unique("alice"), ctx.unique("bob")];
    const [caller, callee] = [await ctx.caller(alice), await ctx.caller(bob)];
    const spyId = ctx.unique("spy");
    const spy = await ctx.user(ctx.studentCookie(spyId));
    for (const id of [`user:${bob}`, `u001:user:${bob}`, sessionId, `s000:session:${sessionId}`, c.id, callee.id, bob]) {
      spy.emit("session:join", { sessionId: id });
      spy.emit("chat:send", { sessionId: id, text: "spying" });
      for (const event of ["webrtc:offer", "webrtc:call", "webrtc:end-call"]) spy.emit(event, { to: bob, sdp: "x", offer: { type: "offer" } });
      spy.emit("rtc-signal", { type: "offer" }, sessionId);
      spy.emit("return-rtc-signal", { type: "offer" }, c.id);
      spy.emit("chat-message", { text: "spying" });
      caller.emit("session:join", { sessionId: id });
      caller.emit("rtc-signal", { type: "offer" }, sessionId);
      caller.emit("return-rtc-signal", { type: "offer" }, c.id);
      c.emit("session:join", { sessionId: id });
      c.emit("webrtc:call", { to: bob });
      for (const socket of [callee, spy]) c.emit("return-rtc-signal", { type: "offer" }, socket.id);
      c.emit("webrtc:offer", { to: spyId, sdp: "x", offer: {} });
    }
    const asked = ctx.until(spy, "notification:list");
    spy.emit("notification:get-all", { limit: 1 });
    await asked;
    await ctx.settle(c, a, caller, callee);
    assert.deepEqual([c.got, a.got, caller.got, callee.got], [[], [], [], []]);

    spy.got.length = 0;
    const offered = ctx.until(callee, "webrtc:offer");
    caller.emit("webrtc:offer", { to: bob, sdp: "secret" });
    await offered;
    const said = ctx.until(a, "chat-message");
    c.emit("chat-message", { text: "secret" });
    await said;
    const again = ctx.until(spy, "notification:list");
    spy.emit("notification:get-all", { limit: 1 });
    await again;
    assert.ok(!JSON.stringify(spy.got).includes("secret"), JSON.stringify(spy.got));
  });

  scenario("one login answers the pages of both systems, and each system's token opens only its own", async (ctx) => {
    const email = `${ctx.unique("both")}@example.org`;
    assert.equal((await ctx.rest("POST", "/auth/register", undefined, { body: { firstName: "Both", email, password: "secret-123" } })).status, 201);
    const { status, body, headers } = await ctx.rest("POST", "/auth/login", undefined, { body: { email, password: "secret-123" } });
    assert.deepEqual([status, body.status, body.message.email, body.success, body.data.user.email], [200, "OK", email, true, email]);
    const cookie = headers["set-cookie"].find((line) => line.startsWith("supportly_auth_token=")).split(";")[0];
    assert.equal((await ctx.rest("GET", "/auth/profile", undefined, { cookie })).body.message.email, email);
    const me = await ctx.http("GET", "/api/auth/me", { headers: { authorization: `Bearer ${body.data.token}` } }).done();
    assert.equal(me.status, 200);
    for (const password of ["wrong-123", ""]) {
      const { status: refused, body: answer } = await ctx.rest("POST", "/auth/login", undefined, { body: { email, password } });
      assert.deepEqual([refused, answer.status, answer.success, typeof answer.message, typeof answer.error.code], [password ? 401 : 400, "ERROR", false, "string", "string"]);
    }
  });

  scenario("a system that is turned off is not there", { own: true, limit: 60_000 }, async (ctx) => {
    await ctx.restartWith({ SupportSessions__Enabled: "false", Classroom__Enabled: "false" });
    assert.equal(await ctx.refused(ctx.studentCookie("s1")), "Unauthorized");
    assert.equal(await ctx.refused(ctx.cookie(ctx.person()), ctx.options(ctx.newSession())), "Unauthorized");
    assert.equal((await ctx.rest("GET", "/teams", ctx.person())).status, 404);
    assert.equal((await ctx.http("GET", "/me").done()).status, 404);
    assert.equal(await systemOf(ctx, await ctx.caller("alice")), "token");
    await ctx.restartWith({ UserCalls__Enabled: "false", SupportSessions__Enabled: "false" });
    assert.equal(await ctx.refused(undefined, { auth: { token: ctx.callsToken("alice") } }), "Authentication required: No valid auth token or cookie");
    assert.equal(await systemOf(ctx, await ctx.user(ctx.studentCookie("s1"))), "classroom");
  });

  scenario("a system's own port and path are its alone, and it is nowhere else", { own: true, limit: 60_000 }, async (ctx) => {
    const own = await freePort();
    await ctx.restartWith({ PORTS: `${ctx.server.port},${own}`, SupportSessions__Ports: String(own), UserCalls__Paths__0: "/calls/socket.io/" });
    const student = ctx.studentCookie("s1");
    assert.equal(await systemOf(ctx, await ctx.user(student)), "classroom");
    assert.equal(await systemOf(ctx, await ctx.user(student, ctx.options(ctx.newSession()))), "classroom");
    assert.equal(await ctx.refused(undefined, { auth: { token: ctx.callsToken("alice") } }), "Authentication required: No valid auth token or cookie");
    const shared = ctx.base;
    ctx.base = shared.replace(/\d+$/, own);
    assert.equal(await ctx.refused(student), "Unauthorized");
    assert.equal(await systemOf(ctx, await ctx.page(ctx.person(), ctx.newSession())), "token");
    ctx.base = shared;
    ctx.path = "/calls/socket.io/";
    assert.equal(await ctx.refused(student), "Unauthorized");
    assert.equal(await systemOf(ctx, await ctx.caller("alice")), "token");
  });

  scenario("a system in a namespace of its own", { own: true, limit: 60_000 }, async (ctx) => {
    await ctx.restartWith({ Classroom__Namespace: "/classroom" });
    const options = { extraHeaders: { cookie: ctx.studentCookie("s1") } };
    const socket = await ctx.connected("/classroom", options);
    const listed = ctx.until(socket, "notification:list");
    socket.emit("notification:subscribe");
    await listed;
    const arrived = ctx.until(socket, "notification:new");
    assert.equal((await ctx.post("/api/dev/notifications", { userId: "s1", title: "t", message: "m" })).status, 200);
    assert.equal((await arrived).title, "t");
    assert.equal(await ctx.refused(ctx.studentCookie("s1")), "Unauthorized");
  });
});
