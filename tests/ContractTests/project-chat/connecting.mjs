import assert from "node:assert/strict";
import { group, patience, within } from "../harness/scenario.mjs";
import { inSeconds, jwt } from "../harness/tokens.mjs";
import { secrets } from "../harness/classroom.mjs";

const closed = (page) => within(patience, "close", page.closed);

export default group("project chat, connecting", (scenario) => {
  scenario("without a token the socket opens and is closed with 1008", async (ctx) => {
    for (const query of ["", "?token=", "?project_id=p"]) {
      const page = ctx.open(query);
      await within(patience, "open", page.opened);
      assert.deepEqual(await closed(page), { code: 1008, reason: "No token provided" });
    }
  });

  scenario("a token that is not in order is refused after the upgrade", async (ctx) => {
    const userId = ctx.unique("eve");
    const claims = { userId, exp: inSeconds(60) };
    const bad = [
      "nonsense",
      ctx.token(userId, { secret: "another-secret-of-more-than-32-bytes!!" }),
      ctx.token(userId, { expiresIn: -10 }),
      jwt(claims, secrets.JWT_SECRET, { alg: "none", typ: "JWT" }).replace(/[^.]*$/, ""),
      jwt(claims, secrets.JWT_SECRET, { alg: "HS512", typ: "JWT" }),
      jwt({ email: "a@example.org", exp: inSeconds(60) }, secrets.JWT_SECRET),
    ];
    for (const token of bad) {
      const page = ctx.open(`?token=${token}&project_id=p`);
      await within(patience, "open", page.opened);
      assert.deepEqual(await closed(page), { code: 1008, reason: "Invalid token" }, token);
      assert.deepEqual(page.got, []);
    }
  });

  scenario("a page of a foreign origin gets no socket", { profile: "production" }, async (ctx) => {
    const page = ctx.open(`?token=${ctx.token("a")}`, { origin: "https://evil.example" });
    await assert.rejects(within(patience, "open", page.opened), /403/);
  });

  scenario("ping is answered with pong, on all pages of the user and no other", async (ctx) => {
    const { pages: [a, b], projectId } = await ctx.project();
    const a2 = await ctx.page(a.userId, projectId);
    const pongs = [a, a2].map((page) => page.until("pong", ({ event }) => event === "pong"));
    a.send("ping", { timestamp: 1 });
    for (const pong of await Promise.all(pongs)) {
      assert.deepEqual(Object.keys(pong), ["event", "data", "timestamp"]);
      assert.ok(Math.abs(pong.data.timestamp - Date.now()) < 60_000);
      assert.ok(Number.isInteger(pong.timestamp));
    }
    await ctx.settle(b);
    assert.ok(!b.got.some(({ event }) => event === "pong"));
  });

  scenario("what is no event, or lacks its data, disturbs nobody", async (ctx) => {
    const { pages: [a, b], projectId } = await ctx.project();
    for (const text of ["", "{", "null", "[]", "7", '"x"', "{}", '{"event":7}', '{"event":null,"data":1}', `{"event":"\\ud800"}`]) a.sendRaw(text);
    a.socket.send(Buffer.from([1, 2, 3]));
    for (const event of ["subscribe:chat", "typing:indicator", "user:presence", "message:status", "call:signal", "reauthenticate", "unknown"]) {
      for (const data of [undefined, null, 1, "x", [], {}, { conversation_id: 7, project_id: {} }, { conversation_id: projectId }, { conversation_id: projectId, type: 3, status: 1 }]) a.send(event, data);
    }
    await ctx.settle(a, b);
    assert.deepEqual(b.got, []);
    assert.ok(a.got.every(({ event, data }) => event === "reauthenticated" && data.success === false));
  });

  scenario("a token's end closes the socket, unless another one was sent", async (ctx) => {
    const [userId, other] = [ctx.unique("alice"), ctx.unique("bob")];
    const short = ctx.open(`?token=${ctx.token(userId, { expiresIn: 2 })}`);
    const renewed = ctx.open(`?token=${ctx.token(userId, { expiresIn: 2 })}`);
    await Promise.all([short.opened, renewed.opened]);
    const refused = renewed.until("refusal", ({ event }) => event === "reauthenticated");
    renewed.send("reauthenticate", { token: ctx.token(other) });
    assert.deepEqual((await refused).data, { success: false });
    const accepted = renewed.until("answer", ({ event }) => event === "reauthenticated");
    renewed.send("reauthenticate", { token: ctx.token(userId) });
    assert.equal((await accepted).data.success, true);
    assert.deepEqual(await closed(short), { code: 1008, reason: "Invalid token" });
    const pong = renewed.until("pong", ({ event }) => event === "pong");
    renewed.send("ping", {});
    await pong;
  });

  scenario("a socket that does not answer the server's pings is cut off, one that does is not", { profile: "impatient" }, async (ctx) => {
    const userId = ctx.unique("alice");
    const alive = await ctx.page(userId);
    let pings = 0;
    alive.socket.on("ping", () => pings++);
    const silent = ctx.open(`?token=${ctx.token(userId)}`, { autoPong: false });
    assert.equal((await within(10_000, "end of the silent socket", silent.closed)).code, 1006);
    assert.ok(pings > 0);
    await ctx.settle(alive);
  });

  scenario("a page that does not read is cut off, and the others are served", { profile: "generous" }, async (ctx) => {
    const { projectId, pages: [a, b] } = await ctx.project();
    const slow = await ctx.page(b.userId, projectId);
    slow.socket.pause();
    const sdp = "v".repeat(900_000);
    a.signal(projectId, { type: "call-offer", recipientId: b.userId, offer: { type: "offer", sdp }, callType: "audio" });
    for (let i = 0; i < 30; i++) {
      a.signal(projectId, { type: "ice-candidate", candidate: { candidate: sdp } });
      await ctx.settle(a, b);
    }
    slow.socket.resume();
    assert.equal((await within(patience, "end of the slow socket", slow.closed)).code, 1006);
    assert.equal(b.signals("ice-candidate").length, 30);
  });

  scenario("a message beyond the limit ends its own socket only", async (ctx) => {
    const { pages: [a, b] } = await ctx.project();
    a.sendRaw(JSON.stringify({ event: "ping", data: "x".repeat(1024 * 1024) }));
    assert.equal((await closed(a)).code, 1009);
    await ctx.settle(b);
  });

  scenario("the server's end is told with 1001", { own: true }, async (ctx) => {
    const page = await ctx.page(ctx.unique("alice"));
    ctx.server.signal("SIGTERM");
    assert.deepEqual(await closed(page), { code: 1001, reason: "Server shutting down" });
    assert.equal(await within(15_000, "exit", ctx.server.exited), 0);
  });

  scenario("outside of Development a token of nobody is refused, and an id makes no project", { profile: "production" }, async (ctx) => {
    const stranger = ctx.open(`?token=${ctx.token(ctx.unique("nobody"))}`);
    assert.deepEqual(await closed(stranger), { code: 1008, reason: "Invalid token" });
    const signed = await ctx.rest("POST", "/auth/signup", undefined, { email: `${ctx.unique("u")}@example.org`, password: "long enough" });
    const { token } = signed.body.data;
    const projectId = crypto.randomUUID();
    const page = ctx.open(`?token=${token}&project_id=${projectId}`);
    await page.opened;
    const pong = page.until("pong", ({ event }) => event === "pong");
    page.send("ping", {});
    await pong;
    assert.equal(page.got.length, 1);
    assert.equal((await ctx.rest("GET", `/messages?project_id=${projectId}`, undefined, undefined, { token })).status, 403);
  });
});
