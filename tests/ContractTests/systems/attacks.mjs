import assert from "node:assert/strict";
import { WebSocket } from "ws";
import { secrets } from "../harness/classroom.mjs";
import { group, within } from "../harness/scenario.mjs";
import { inSeconds, jwt } from "../harness/tokens.mjs";

export default group("systems: attacks", (scenario) => {
  scenario("where rooms are bare ids, no support session has the id of a lesson or of another's room", { profile: "compatible" }, async (ctx) => {
    const { tutor, student, sessionId } = await ctx.lesson({ join: false });
    const active = Promise.all([tutor, student].map((socket) => ctx.until(socket, "session:state", ({ status }) => status === "active")));
    for (const socket of [tutor, student]) socket.emit("session:join", { sessionId });
    await active;
    student.got.length = 0;
    const person = ctx.person();
    for (const id of [sessionId, tutor.id, `user:${person._id}`, "notifications:x", "schedule:x", "interview-x", "s004:x"]) {
      assert.equal(await ctx.refused(ctx.cookie(person), ctx.options(id)), "Support session not found", id);
      assert.equal((await ctx.rest("GET", `/sessions/${encodeURIComponent(id)}`, person)).status, 404, id);
    }
    const said = ctx.until(student, "chat:message");
    tutor.emit("chat:send", { sessionId, text: "undisturbed" });
    assert.equal((await said).text, "undisturbed");
    assert.deepEqual(student.got.map(([name]) => name), ["chat:message"]);
  });

  scenario("pages of foreign origins read nothing of any system, though a browser sends the cookies", { profile: "production" }, async (ctx) => {
    const routes = [
      ["POST", "/api/auth/login"], ["GET", "/api/sessions/all"], ["POST", "/api/video/calls"], ["GET", "/api/messages?project_id=p"],
      ["GET", "/me"], ["POST", "/refresh"], ["GET", "/api/recordings/classroom/x"], ["GET", "/api/ice-servers"], ["GET", "/socket.io/?EIO=4&transport=polling"],
    ];
    for (const [method, path] of routes) {
      for (const origin of ["https://evil.example", "null", `${ctx.base}.evil.example`]) {
        const preflight = { origin, "access-control-request-method": method, "access-control-request-headers": "content-type,authorization" };
        for (const [verb, headers] of [[method, { origin, "content-type": "application/json" }], ["OPTIONS", preflight]]) {
          const answer = await ctx.http(verb, path, { headers, ...(verb === "POST" && { body: "{}" }) }).done();
          assert.equal(answer.headers["access-control-allow-origin"], undefined, `${verb} ${path} ${origin}`);
        }
      }
    }
  });

  scenario("no token, cookie or password stands in the log", { own: true, limit: 60_000 }, async (ctx) => {
    await ctx.restartWith({ Serilog__MinimumLevel__Default: "Verbose" });
    const person = ctx.person();
    const token = jwt({ userId: ctx.unique("user"), exp: inSeconds(60) }, secrets.JWT_SECRET);
    const page = new WebSocket(`${ctx.base.replace("http", "ws")}/ws?token=${token}&project_id=p`);
    await within(10_000, "open", new Promise((resolve, reject) => page.once("open", resolve).once("error", reject)));
    const callsToken = ctx.callsToken(ctx.unique("caller"));
    const caller = await ctx.user(undefined, { auth: { token: callsToken } });
    const cookie = ctx.cookie(person);
    const socket = await ctx.user(cookie, ctx.options(ctx.newSession()));
    socket.emit("chat-message", { text: "a-secret-that-was-said" });
    await ctx.settle(socket);
    const signedIn = await ctx.signIn("student", ctx.unique("student"));
    await ctx.user(signedIn);
    await ctx.rest("POST", "/auth/login", undefined, { body: { email: "x@example.org", password: "a-secret-password" } });
    await ctx.refused(undefined, { auth: { token: `${callsToken.slice(0, -4)}AAAA` } });
    page.terminate();
    caller.disconnect();
    assert.equal(await ctx.server.stop(), 0);
    assert.ok(ctx.server.output.length > 0);
    const secretsOf = { token, callsToken, cookie: cookie.split("=")[1], signedIn: signedIn.split("=")[1], said: "a-secret-that-was-said", password: "a-secret-password" };
    for (const [name, text] of Object.entries(secretsOf)) {
      for (const part of [text, decodeURIComponent(text), text.split(".").at(-1)]) assert.ok(!ctx.server.output.includes(part), `${name} stands in the log`);
    }
  });
});
