import assert from "node:assert/strict";
import { group } from "../harness/scenario.mjs";
import { inSeconds, jwt } from "../harness/tokens.mjs";

export default group("user calls: tokens", (scenario) => {
  scenario("the token comes in auth.token, in the Authorization header, or in the cookie", async (ctx) => {
    const target = await ctx.page(ctx.unique("target"));
    const connect = {
      plain: (token) => ({ auth: { token } }),
      bearer: (token) => ({ auth: { token: `Bearer ${token}` } }),
      header: (token) => ({ extraHeaders: { authorization: `Bearer ${token}` } }),
      cookie: (token) => ({ extraHeaders: { cookie: `theme=dark; token=${token}` } }),
    };
    for (const [way, options] of Object.entries(connect)) {
      for (const transport of ["websocket", "polling"]) {
        const userId = ctx.unique(way);
        const socket = await ctx.connected("/", { transports: [transport], ...options(ctx.token(userId)) });
        const offered = ctx.until(target, "webrtc:offer");
        socket.emit("webrtc:offer", { to: target.userId, sdp: "v=0" });
        assert.equal((await offered).from, userId);
      }
    }
  });

  scenario("every claim that may be the user's id is, in its order", async (ctx) => {
    const target = await ctx.page(ctx.unique("target"));
    for (const [claims, from] of [
      [{ id: undefined, userId: "u", _id: "m", sub: "s" }, "u"],
      [{ id: undefined, _id: "m", sub: "s" }, "m"],
      [{ id: undefined, sub: "s" }, "s"],
      [{ id: 42 }, "42"],
    ]) {
      const socket = await ctx.connected("/", { auth: { token: ctx.token(undefined, claims) } });
      const offered = ctx.until(target, "webrtc:offer");
      socket.emit("webrtc:offer", { to: target.userId, sdp: "v=0" });
      assert.equal((await offered).from, from);
    }
  });

  scenario("attack: tokens that nobody issued", async (ctx) => {
    const good = ctx.token("u1");
    const [header, payload, signature] = good.split(".");
    const none = Buffer.from(JSON.stringify({ alg: "none" })).toString("base64url");
    const bad = {
      expired: ctx.token("u1", { expiresIn: -1 }),
      foreign: ctx.token("u1", { secret: "another-secret" }),
      unsigned: `${none}.${payload}.`,
      unsignedWithSignature: `${none}.${payload}.${signature}`,
      cut: `${header}.${payload}.${signature.slice(0, -4)}`,
      changed: `${header}.${Buffer.from(JSON.stringify({ id: "admin", exp: inSeconds(99) })).toString("base64url")}.${signature}`,
      nobody: jwt({ name: "x", exp: inSeconds(99) }, "a-secret-for-tests-of-more-than-32-bytes"),
      algorithm: jwt({ id: "u1" }, "a-secret-for-tests-of-more-than-32-bytes", { alg: "HS512" }),
      garbage: "not-a-token",
      bearerOnly: "Bearer ",
    };
    for (const [name, token] of Object.entries(bad)) {
      for (const transport of ["websocket", "polling"]) assert.equal(await ctx.refused(undefined, { auth: { token }, transports: [transport] }), "Unauthorized", name);
      for (const [method, path] of [["POST", ""], ["GET", "/x"], ["POST", "/x/join"], ["POST", "/x/end"]]) {
        assert.deepEqual(await ctx.rest(method, path, undefined, { token }), { status: 401, body: { success: false, message: "Unauthorized" } }, name);
      }
    }
    assert.equal((await ctx.rest("POST", "", undefined)).status, 401);
    assert.equal(await ctx.refused("token=x"), "Unauthorized");
  });

  scenario("a live connection ends with its token", async (ctx) => {
    const socket = await ctx.user(undefined, { auth: { token: ctx.token(ctx.unique("short"), { expiresIn: 2 }) } });
    const [reason] = await ctx.once(socket, "disconnect", 8000);
    assert.ok(["io server disconnect", "transport close"].includes(reason), reason);
  });

  scenario("reauthenticate keeps a connection, with a good token of the same user only", async (ctx) => {
    const userId = ctx.unique("renewed");
    const [kept, lost] = [await ctx.user(undefined, { auth: { token: ctx.token(userId, { expiresIn: 3 }) } }), await ctx.user(undefined, { auth: { token: ctx.token(userId, { expiresIn: 3 }) } })];
    for (const token of [ctx.token("somebody-else"), ctx.token(userId, { expiresIn: -5 }), ctx.token(userId, { secret: "no" }), null, 7, {}, { token: 3 }]) {
      assert.deepEqual(await ctx.ask(lost, "reauthenticate", token), { success: false, message: "Unauthorized" });
    }
    const gone = ctx.once(lost, "disconnect", 8000);
    const answer = await ctx.ask(kept, "reauthenticate", { token: `Bearer ${ctx.token(userId, { expiresIn: 600 })}` });
    assert.equal(answer.success, true);
    assert.match(answer.expiresAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
    await gone;
    assert.equal((await ctx.ask(kept, "reauthenticate", ctx.token(userId))).success, true);
    assert.ok(kept.connected);
  });
});
