import assert from "node:assert/strict";
import { group } from "../harness/scenario.mjs";

const vector =
  "supportly_auth_token=s%3AeyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJfaWQiOiI2NGIwMDAwMDAwMDAwMDAwMDAwMDAwMDEiLCJuYW1lIjoiQWxpY2UiLCJlbWFpbCI6ImFsaWNlQHguaW8iLCJyb2xlIjoiY3VzdG9tZXIiLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMH0.743PQm5MbbgyO4Y-GBjxoGqsIxYhf_I_NBiC1UQfCRk.jn62k7KRy5EHocvc2tFhhGEsKEDZ3GZVb5NrGnDRn5o";

/** Emits what a page emits at once, and tells how the connection went. */
function sentAway(ctx, person, sessionId) {
  const socket = ctx.client("/", ctx.options(sessionId, { extraHeaders: { cookie: ctx.cookie(person) } }));
  const seen = [];
  return new Promise((resolve, reject) => {
    socket.on("connect", () => {
      seen.push("connect");
      socket.emit("rtc-signal", { type: "offer", sdp: "x" }, sessionId);
      socket.emit("chat-message", { text: "let me in" });
      socket.emit("end-call");
    });
    socket.on("connect_error", reject);
    socket.on("disconnect", (reason) => resolve([...seen, reason]));
    setTimeout(() => reject(new Error(`not sent away: ${seen}`)), 5000).unref();
  });
}

export default group("support: joining", (scenario) => {
  for (const transport of ["websocket", "polling"]) {
    scenario(`attack: cookies that nobody issued (${transport})`, async (ctx) => {
      const person = ctx.person();
      const good = ctx.cookie(person);
      const bad = {
        none: undefined,
        unsigned: `supportly_auth_token=${ctx.token(person)}`,
        foreignSignature: ctx.cookie(person, { cookieSecret: "somebody-else" }),
        changed: good.slice(0, -3) + (good.endsWith("AAA") ? "BBB" : "AAA"),
        foreignToken: ctx.cookie(person, { secret: "somebody-else" }),
        expired: ctx.cookie(person, { expiresIn: -1 }),
        nobody: ctx.cookie({ name: "x", role: "admin" }),
        otherName: good.replace("supportly_auth_token", "supportly"),
        empty: "supportly_auth_token=",
      };
      for (const [name, cookie] of Object.entries(bad)) {
        assert.equal(await ctx.refused(cookie, ctx.options(ctx.newSession(), { transports: [transport] })), "Unauthorized", name);
      }
    });
  }

  scenario("a refusal is a CONNECT_ERROR with the text alone", async (ctx) => {
    const socket = ctx.websocket({ query: `&sessionId=${ctx.newSession()}` });
    await socket.next();
    socket.send("40");
    assert.equal(await socket.next(), '44{"message":"Unauthorized"}');
  });

  scenario("the contract's cookie opens the door with the contract's secrets", { own: true, limit: 60_000 }, async (ctx) => {
    await ctx.server.stop();
    await ctx.server.launch({ JWT_SECRET: "jwt-secret-for-tests", COOKIE_SECRET: "cookie-secret-for-tests" });
    const socket = await ctx.user(vector, ctx.options(ctx.newSession()));
    assert.ok(socket.connected);
    const answer = await ctx.rest("GET", "/auth/profile", undefined, { cookie: vector });
    assert.deepEqual([answer.status, answer.body.message.name, answer.body.message.email, "id" in answer.body.message], [200, "Alice", "alice@x.io", false]);
  });

  scenario("outside of Development users and sessions must be there", { profile: "production" }, async (ctx) => {
    assert.equal(await ctx.refused(ctx.cookie(ctx.person()), ctx.options(ctx.newSession())), "User not found");
    const email = `${ctx.unique("real")}@example.org`;
    assert.equal((await ctx.rest("POST", "/auth/register", undefined, { body: { firstName: "Real", lastName: "User", email, password: "secret1" } })).status, 201);
    const login = await ctx.rest("POST", "/auth/login", undefined, { body: { email, password: "secret1" } });
    const cookie = login.headers["set-cookie"][0].split(";")[0];
    for (const sessionId of [ctx.newSession(), "", "x".repeat(300), `a\u0000b`]) {
      assert.equal(await ctx.refused(cookie, ctx.options(sessionId)), "Support session not found", sessionId.slice(0, 40));
    }
  });

  scenario("without the query the refusal says that there is no session", async (ctx) => {
    assert.equal(await ctx.refused(ctx.cookie(ctx.person()), ctx.options(undefined)), "Support session not found");
  });

  scenario("the first customer and the first agent take the places; everybody else is sent away unheard", async (ctx) => {
    const { sessionId, customer, agent, c, a } = await ctx.call();
    for (const role of ["customer", "support_agent", "admin"]) {
      assert.deepEqual(await sentAway(ctx, ctx.person(role), sessionId), ["connect", "io server disconnect"], role);
    }
    await ctx.settle(c, a);
    assert.deepEqual([c.got, a.got], [[], []]);
    const { body } = await ctx.rest("GET", `/sessions/${sessionId}`, customer);
    assert.deepEqual([body.session.customerId._id, body.session.agentId._id, body.session.messages, body.session.status === "closed"], [customer._id, agent._id, [], false]);
  });

  scenario("who joins is told to the others once, before anything that he sent at once", async (ctx) => {
    const sessionId = ctx.newSession();
    const [customer, agent] = [ctx.person(), ctx.person("support_agent", { avatar: "https://x.io/a.png" })];
    const c = await ctx.page(customer, sessionId);
    const a = ctx.client("/", ctx.options(sessionId, { extraHeaders: { cookie: ctx.cookie(agent) } }));
    a.got = [];
    a.onAny((...args) => a.got.push(args));
    // Buffered by the client and flushed right behind its CONNECT.
    a.emit("rtc-signal", { type: "offer", sdp: "early" }, sessionId);
    a.emit("chat-message", { text: "early too", type: "agent" });
    await ctx.until(c, "chat-message");
    const user = { _id: agent._id, id: agent._id, name: agent.name, email: agent.email, role: "support_agent", avatar: "https://x.io/a.png" };
    assert.deepEqual(c.got[0], ["user-joined", user]);
    assert.deepEqual(c.got[1], ["rtc-signal", { type: "offer", sdp: "early" }, a.id, user]);
    assert.equal(c.got[2][1].text, "early too");
    assert.equal(c.got.length, 3);
    await ctx.settle(a);
    assert.deepEqual(a.got, []);
  });

  scenario("events that follow CONNECT in one packet are not lost (polling)", async (ctx) => {
    const { sessionId, agent, c } = await ctx.call();
    const second = ctx.client("/", ctx.options(sessionId, { transports: ["polling"], extraHeaders: { cookie: ctx.cookie(agent) } }));
    second.emit("rtc-signal", { type: "answer", sdp: "early" }, sessionId);
    const [signal] = await ctx.next(c, "rtc-signal");
    assert.deepEqual(signal, { type: "answer", sdp: "early" });
  });

  scenario("each tab is a participant of its own", async (ctx) => {
    const { sessionId, customer, agent, c, a } = await ctx.call();
    const told = Promise.all([c, a].map((socket) => ctx.until(socket, "user-joined")));
    const tab = await ctx.page(customer, sessionId);
    for (const user of await told) assert.equal(user._id, customer._id);
    const left = ctx.until(a, "user-left");
    tab.disconnect();
    assert.equal((await left)._id, customer._id);
    const heard = ctx.next(a, "rtc-signal");
    c.emit("rtc-signal", { type: "offer", sdp: "s" });
    assert.equal((await heard)[1], c.id);
    assert.notEqual(agent._id, customer._id);
  });

  scenario("reconnecting joins again", async (ctx) => {
    const { sessionId, agent, c, a } = await ctx.call();
    const left = ctx.until(c, "user-left");
    a.disconnect();
    await left;
    const joined = ctx.until(c, "user-joined");
    await ctx.page(agent, sessionId);
    assert.equal((await joined)._id, agent._id);
  });

  scenario("who is there is asked by who has come", async (ctx) => {
    const { sessionId, customer, agent, c, a } = await ctx.call();
    assert.deepEqual([await ctx.ask(c, "participants"), await ctx.ask(a, "participants")], [[agent._id], [customer._id]]);
    const tab = await ctx.page(customer, sessionId);
    assert.deepEqual(await ctx.ask(a, "participants"), [customer._id]);
    assert.deepEqual((await ctx.ask(tab, "participants")).sort(), [agent._id, customer._id].sort());
    const left = ctx.until(c, "user-left");
    a.disconnect();
    await left;
    assert.deepEqual(await ctx.ask(tab, "participants"), [customer._id]);
  });

  scenario("development: a page says in CONNECT which of a browser's windows it is", async (ctx) => {
    const sessionId = ctx.newSession();
    const signIn = async (name, role) => {
      const response = await ctx.post("/api/dev/support-sign-in", { name, role });
      assert.equal(response.status, 200);
      return { ...JSON.parse(response.body).data, cookie: response.headers["set-cookie"][0].split(";")[0] };
    };
    const [customer, agent] = [await signIn("Carl Otto", "customer"), await signIn(ctx.unique("Agnes"), "support_agent")];
    assert.deepEqual([customer.user._id, customer.user.name, customer.user.role], ["customer-carl-otto", "Carl Otto", "customer"]);
    assert.equal(customer.cookie, `supportly_auth_token=${customer.token}`);

    // The browser's cookie is the agent's, who came last.
    const first = await ctx.user(agent.cookie, ctx.options(sessionId, { auth: { token: customer.token } }));
    const joined = ctx.next(first, "user-joined");
    await ctx.user(agent.cookie, ctx.options(sessionId));
    assert.equal((await joined)[0]._id, agent.user._id);
    const { body } = await ctx.rest("GET", `/sessions/${sessionId}`, undefined, { cookie: agent.cookie });
    assert.deepEqual([body.session.customerId._id, body.session.agentId._id], [customer.user._id, agent.user._id]);

    // Names without any letter of an id are different people all the same.
    const [anna, boris, again] = [await signIn("Анна", "customer"), await signIn("Борис", "customer"), await signIn("Анна", "customer")];
    assert.notEqual(anna.user._id, boris.user._id);
    assert.equal(anna.user._id, again.user._id);

    for (const [name, token] of Object.entries({ changed: customer.token.slice(0, -3) + "AAA", unsigned: ctx.token(ctx.person()), text: "me" })) {
      assert.equal(await ctx.refused(agent.cookie, ctx.options(ctx.newSession(), { auth: { token } })), "Unauthorized", name);
    }
    for (const body of [{}, { name: "x" }, { name: "x", role: "tutor" }, { name: " ", role: "customer" }, { name: 7, role: "customer" }]) {
      assert.equal((await ctx.post("/api/dev/support-sign-in", body)).status, 400, JSON.stringify(body));
    }
  });

  scenario("outside of Development nobody is signed in for nothing, and only the cookie counts", { profile: "production" }, async (ctx) => {
    assert.equal((await ctx.post("/api/dev/support-sign-in", { name: "x", role: "customer" })).status, 404);
    const token = decodeURIComponent(ctx.cookie(ctx.person()).split("=")[1]);
    assert.equal(await ctx.refused(undefined, ctx.options(ctx.newSession(), { auth: { token } })), "Unauthorized");
    // Refused as somebody unknown: the cookie was read, and not the token.
    const broken = { auth: { token: "s:broken" } };
    assert.equal(await ctx.refused(ctx.cookie(ctx.person()), ctx.options(ctx.newSession(), broken)), "User not found");
  });
});
