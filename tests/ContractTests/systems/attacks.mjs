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

  scenario("half a surrogate pair in any place throws nobody away and is no error of the server's", { own: true, limit: 60_000 }, async (ctx) => {
    const half = "\\ud800";
    const url = ctx.base.replace("http", "ws");
    const base64 = (text) => Buffer.from(text).toString("base64url");
    const open = async (path) => {
      const socket = new WebSocket(`${url}${path}`);
      socket.got = [];
      socket.on("message", (data) => socket.got.push(JSON.parse(data)));
      await within(10_000, "open", new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject)));
      return socket;
    };
    const names = ["event", "data", "peerId", "username", "message", "targetPeerId", "key", "conversation_id", "project_id", "type", "status", "recipientId", "is_typing", "token", "offer"];
    const frames = (event, more = "") => [
      `{"event":"${event}","data":{"${half}":1${more}}}`, `{"${half}":1,"event":"${event}","data":{}}`, `{"event":"${event}","data":{${names.map((name) => `"${name}":"${half}"`)}}}`,
      ...names.map((name) => `{"event":"${event}","data":{"${name.slice(0, -1)}${half}":1,"${half}":{"${name}":"${half}"}${more}}}`),
    ];
    const room = await open(`/room/${ctx.unique("room")}/websocket`);
    const chat = await open(`/room/${ctx.unique("room")}/viewer/websocket`);
    for (const event of ["join", "offer", "chat-message", "reaction", "breakout-create", "poll-vote", "kicked", half]) for (const frame of frames(event)) room.send(frame);
    chat.send(`{"${half}":1}`);
    const project = crypto.randomUUID();
    const page = await open(`/ws?token=${jwt({ userId: ctx.unique("user"), exp: inSeconds(60) }, secrets.JWT_SECRET)}&project_id=${project}`);
    for (const event of ["ping", "reauthenticate", "subscribe:chat", "user:presence", "typing:indicator", "message:status", "call:signal", half]) {
      for (const frame of frames(event, `,"conversation_id":"${project}","type":"call-offer"`)) page.send(frame);
    }
    const forged = `${base64(`{"${half}":1,"alg":"HS256"}`)}.${base64(`{"${half}":1,"userId":"x"}`)}.AAAA`;
    for (const path of ["/api/projects", "/api/recordings/user-calls/x", "/api/sessions/all", "/me"]) {
      const cookie = `token=${forged}; auth=${encodeURIComponent(`{"userId":"${half}","${half}":1}`)}; supportly_auth_token=${forged}`;
      for (const headers of [{ authorization: `Bearer ${forged}` }, { cookie }]) {
        const { status } = await ctx.http("GET", path, { headers }).done();
        assert.ok([401, 403].includes(status), `GET ${path}: ${status}`);
      }
    }
    for (const path of ["/api/auth/login", "/api/auth/register", "/api/auth/signup", "/api/dev/support-sign-in", "/api/dev/project-token", "/api/dev/call-token"]) {
      for (const body of [`{"${half}":1}`, `{"email":"${half}","password":"${half}","name":"${half}","role":"admin","userId":"${half}"}`]) {
        const { status } = await ctx.http("POST", path, { headers: { "content-type": "application/json" }, body }).done();
        assert.ok(status >= 400 && status < 500, `POST ${path} ${body}: ${status}`);
      }
    }
    const refused = new WebSocket(`${url}/ws?token=${forged}`);
    assert.equal((await within(10_000, "close", new Promise((resolve) => refused.once("close", (code) => resolve(code)).on("error", () => {})))), 1008);
    const lone = "\ud800";
    const cookie = ctx.cookie(ctx.person());
    const support = await ctx.user(cookie, ctx.options(ctx.newSession()));
    for (const event of ["rtc-signal", "return-rtc-signal", "chat-message", "reauthenticate", "session:join", lone]) for (const value of [lone, { [lone]: lone }, { text: lone, type: lone, token: lone }]) support.emit(event, value, lone);
    await ctx.settle(support);
    assert.ok(support.connected);
    const caller = await ctx.caller(ctx.unique("caller"));
    for (const event of ["call:offer", "webrtc:offer", "call-user", "reauthenticate", lone]) for (const value of [lone, { [lone]: lone }, { to: lone, callId: lone, offer: lone }]) caller.emit(event, value);
    room.send('{"event":"lock-room","data":{}}');
    await within(10_000, "the room's answer", (async () => { while (!room.got.some(({ event }) => event === "room-locked")) await new Promise((resolve) => setTimeout(resolve, 20)); })());
    page.send('{"event":"ping"}');
    await within(10_000, "pong", (async () => { while (!page.got.some(({ event }) => event === "pong")) await new Promise((resolve) => setTimeout(resolve, 20)); })());
    assert.ok(caller.connected);
    for (const socket of [room, chat, page]) {
      assert.equal(socket.readyState, WebSocket.OPEN);
      socket.terminate();
    }
    assert.doesNotMatch(ctx.server.output, / (ERR|FTL) /);
  });

  scenario("what is no room is refused before the upgrade where no frame has to tell it", async (ctx) => {
    for (const [path, status] of [[`/room/${"x".repeat(300)}/chat/websocket`, 404], [`/room/${"x".repeat(300)}/viewer/websocket`, 404], ["/room/%20/viewer/websocket", 404]]) {
      const socket = new WebSocket(`${ctx.base.replace("http", "ws")}${path}`);
      const refusal = await within(10_000, "refusal", new Promise((resolve) => socket.once("unexpected-response", (_, response) => resolve(response.statusCode)).once("open", () => resolve("open")).on("error", () => {})));
      assert.equal(refusal, status, path.slice(-20));
      socket.terminate();
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
