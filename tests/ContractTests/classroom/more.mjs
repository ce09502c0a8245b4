import assert from "node:assert/strict";
import { group } from "../harness/scenario.mjs";

const names = (socket) => socket.got.map(([name]) => name);
const of = (socket, name) => socket.got.filter(([event]) => event === name).map(([, ...args]) => args);
const stroke = (id, color = "red") => ({ id, pageIndex: 0, points: [{ x: 0.5, y: 1 }, { x: 2, y: -3.25 }], color });

export default group("classroom features", (scenario) => {
  scenario("highlights reach the others and are there for who asks", async (ctx) => {
    const { tutor, student, sessionId } = await ctx.lesson();
    tutor.emit("highlight:stroke", { sessionId, stroke: stroke("a") });
    tutor.emit("highlight:stroke", { sessionId, stroke: stroke("b", "blue") });
    await ctx.settle(tutor, student);
    assert.deepEqual(of(student, "highlight:stroke"), [[{ stroke: stroke("a") }], [{ stroke: stroke("b", "blue") }]]);
    assert.ok(!names(tutor).includes("highlight:stroke"));
    const sync = ctx.until(student, "highlight:sync");
    student.emit("highlight:request-sync", { sessionId });
    assert.deepEqual((await sync).highlights.map(({ id }) => id), ["a", "b"]);
    student.emit("highlight:clear", { sessionId });
    await ctx.settle(student, tutor);
    assert.deepEqual(of(tutor, "highlight:clear"), [[{}]]);
    const empty = ctx.until(tutor, "highlight:sync");
    tutor.emit("highlight:request-sync", { sessionId });
    assert.deepEqual(await empty, { highlights: [] });
  });

  scenario("a stroke that is there already is kept once", async (ctx) => {
    const { tutor, sessionId } = await ctx.lesson();
    for (let i = 0; i < 3; i++) tutor.emit("highlight:stroke", { sessionId, stroke: stroke("same") });
    const sync = ctx.until(tutor, "highlight:sync");
    tutor.emit("highlight:request-sync", { sessionId });
    assert.equal((await sync).highlights.length, 1);
  });

  scenario("strangers neither draw nor read nor clear", async (ctx) => {
    const { tutor, student, sessionId } = await ctx.lesson();
    tutor.emit("highlight:stroke", { sessionId, stroke: stroke("mine") });
    await ctx.settle(tutor, student);
    tutor.got.length = student.got.length = 0;
    const stranger = await ctx.user(ctx.tutorCookie(ctx.unique("tutor")));
    stranger.emit("highlight:stroke", { sessionId, stroke: stroke("theirs") });
    stranger.emit("highlight:clear", { sessionId });
    stranger.emit("highlight:request-sync", { sessionId });
    await ctx.settle(stranger, tutor, student);
    assert.deepEqual([...tutor.got, ...student.got], []);
    assert.ok(of(stranger, "highlight:sync").every(([{ highlights }]) => highlights.length === 0));
    const sync = ctx.until(tutor, "highlight:sync");
    tutor.emit("highlight:request-sync", { sessionId });
    assert.deepEqual((await sync).highlights.map(({ id }) => id), ["mine"]);
  });

  scenario("a page asks for highlights and history before it joins: it takes no place with that, and has the highlights once it has joined", async (ctx) => {
    const sessionId = ctx.unique("test-session");
    const tutor = await ctx.user(ctx.tutorCookie(ctx.unique("tutor")));
    tutor.emit("session:join", { sessionId });
    tutor.emit("highlight:stroke", { sessionId, stroke: stroke("a") });
    await ctx.settle(tutor);
    const [asks, joins] = [await ctx.user(ctx.studentCookie(ctx.unique("student"))), await ctx.user(ctx.studentCookie(ctx.unique("student")))];
    for (const event of ["highlight:request-sync", "highlight:clear", "chat:request-history"]) asks.emit(event, { sessionId });
    asks.emit("highlight:stroke", { sessionId, stroke: stroke("theirs") });
    asks.emit("chat:send", { sessionId, text: "is there anybody?" });
    await ctx.settle(asks, tutor);
    assert.deepEqual(of(asks, "chat:history"), [[[]]]);
    assert.deepEqual(of(asks, "chat:message").map(([{ id }]) => id), ["error"]);
    assert.ok(["highlight:stroke", "highlight:clear", "chat:message"].every((name) => !names(tutor).includes(name)), names(tutor).join());

    joins.emit("highlight:request-sync", { sessionId });
    joins.emit("session:join", { sessionId });
    joins.emit("session:join", { sessionId });
    await ctx.settle(joins);
    assert.deepEqual(names(joins).filter((name) => name === "session:error"), []);
    assert.deepEqual(of(joins, "highlight:sync").map(([{ highlights }]) => highlights.map(({ id }) => id)), [["a"]]);
    assert.equal(of(joins, "session:state").at(-1)[0].status, "active");

    asks.emit("session:join", { sessionId });
    await ctx.settle(asks);
    assert.ok(of(asks, "session:error").some(([{ event }]) => event === "session:join"));
    assert.ok(!names(asks).includes("highlight:sync") && !names(asks).includes("session:state"));
  });

  scenario("a session that nobody has joined is nobody's, whatever is asked of it", async (ctx) => {
    const sessionId = ctx.unique("test-session");
    const asks = await ctx.user(ctx.studentCookie(ctx.unique("student")));
    asks.emit("highlight:request-sync", { sessionId });
    asks.emit("chat:request-history", { sessionId });
    asks.emit("chat:send", { sessionId, text: "mine now" });
    await ctx.settle(asks);
    const joins = await ctx.user(ctx.studentCookie(ctx.unique("student")));
    const state = ctx.until(joins, "session:state");
    joins.emit("session:join", { sessionId });
    await state;
  });

  for (const data of [undefined, null, 7, [], {}, { sessionId: 7 }, { stroke: 7 }, { stroke: null }]) {
    scenario(`highlights with ${JSON.stringify(data) ?? "nothing"} break nothing`, async (ctx) => {
      const { tutor, student, sessionId } = await ctx.lesson();
      const withSession = data && typeof data === "object" && !Array.isArray(data) ? { sessionId, ...data } : data;
      for (const event of ["highlight:stroke", "highlight:clear", "highlight:request-sync"]) {
        if (event !== "highlight:stroke" && withSession?.sessionId === sessionId) continue;
        tutor.emit(event, ...(data === undefined ? [] : [withSession]));
      }
      await ctx.settle(tutor, student);
      assert.deepEqual(student.got, []);
    });
  }

  scenario("notifications: an empty list for a new user, only one's own", async (ctx) => {
    const client = await ctx.user(ctx.studentCookie(ctx.unique("student")));
    const list = ctx.until(client, "notification:list");
    client.emit("notification:subscribe");
    assert.deepEqual(await list, { notifications: [], unreadCount: 0 });
    const all = ctx.until(client, "notification:list");
    client.emit("notification:get-all");
    assert.deepEqual(await all, { notifications: [], unreadCount: 0 });
    const read = ctx.until(client, "notification:read-all");
    client.emit("notification:mark-all-read");
    assert.deepEqual(await read, { unreadCount: 0 });
  });

  for (const data of [null, 7, [], {}, { limit: -1 }, { limit: 1e9 }, { limit: "x" }, { offset: -1 }, { limit: 1.5 }]) {
    scenario(`notification requests with ${JSON.stringify(data)} break nothing`, async (ctx) => {
      const client = await ctx.user(ctx.studentCookie(ctx.unique("student")));
      client.emit("notification:get-all", data);
      client.emit("notification:mark-read", data);
      client.emit("notification:mark-read", "no-such-id");
      client.emit("notification:subscribe", data);
      await ctx.settle(client);
    });
  }

  scenario("an interview between a tutor and an admin", async (ctx) => {
    const roomId = ctx.unique("interview");
    const tutor = await ctx.user(ctx.tutorCookie(ctx.unique("tutor")));
    const admin = await ctx.user(ctx.adminCookie(ctx.unique("admin")), { auth: { token: "admin-interview" } });
    tutor.emit("interview:join", { roomId, role: "tutor" });
    await ctx.settle(tutor);
    const joined = ctx.once(tutor, "interview:admin-joined");
    admin.emit("interview:join", { roomId, role: "admin" });
    assert.deepEqual(await joined, []);
    tutor.emit("interview:offer", { roomId, offer: { type: "offer", sdp: "o" } });
    assert.deepEqual(await ctx.until(admin, "interview:offer"), { offer: { type: "offer", sdp: "o" } });
    admin.emit("interview:answer", { roomId, answer: { type: "answer", sdp: "a" } });
    assert.deepEqual(await ctx.until(tutor, "interview:answer"), { answer: { type: "answer", sdp: "a" } });
    tutor.emit("interview:ice-candidate", { roomId, candidate: { candidate: "c" } });
    assert.deepEqual(await ctx.until(admin, "interview:ice-candidate"), { candidate: { candidate: "c" } });
    const ended = Promise.all([ctx.once(tutor, "interview:ended"), ctx.once(admin, "interview:ended")]);
    admin.emit("interview:end", { roomId });
    assert.deepEqual(await ended, [[], []]);
  });

  scenario("an interview's other side learns that the connection ended", async (ctx) => {
    const roomId = ctx.unique("interview");
    const tutor = await ctx.user(ctx.tutorCookie(ctx.unique("tutor")));
    const admin = await ctx.user(ctx.adminCookie(ctx.unique("admin")));
    admin.emit("interview:join", { roomId, role: "admin" });
    await ctx.settle(admin);
    const joined = ctx.once(admin, "interview:tutor-joined");
    tutor.emit("interview:join", { roomId, role: "tutor" });
    await joined;
    const left = ctx.once(admin, "interview:tutor-left");
    tutor.disconnect();
    assert.deepEqual(await left, []);
  });

  scenario("nobody takes the admin's side but an admin, and strangers end nothing", async (ctx) => {
    const roomId = ctx.unique("interview");
    const tutor = await ctx.user(ctx.tutorCookie(ctx.unique("tutor")));
    tutor.emit("interview:join", { roomId, role: "tutor" });
    await ctx.settle(tutor);
    const impostors = [await ctx.user(ctx.studentCookie(ctx.unique("student"))), await ctx.user(ctx.tutorCookie(ctx.unique("tutor")))];
    for (const impostor of impostors) {
      for (const role of ["admin", "tutor", "root", 7]) impostor.emit("interview:join", { roomId, role });
      impostor.emit("interview:offer", { roomId, offer: {} });
      impostor.emit("interview:answer", { roomId, answer: {} });
      impostor.emit("interview:ice-candidate", { roomId, candidate: {} });
      impostor.emit("interview:end", { roomId });
      await ctx.settle(impostor, tutor);
      assert.deepEqual(tutor.got, []);
    }
  });

  scenario("a student takes no place in an interview: the tutor who comes later gets his", async (ctx) => {
    const roomId = ctx.unique("interview");
    const student = await ctx.user(ctx.studentCookie(ctx.unique("student")));
    student.emit("interview:join", { roomId, role: "tutor" });
    await ctx.settle(student);
    assert.deepEqual(of(student, "session:error").map(([{ event, code }]) => [event, code]), [["interview:join", "FORBIDDEN"]]);
    const tutor = await ctx.user(ctx.tutorCookie(ctx.unique("tutor")));
    tutor.emit("interview:join", { roomId, role: "tutor" });
    await ctx.settle(tutor);
    const admin = await ctx.user(ctx.adminCookie(ctx.unique("admin")));
    admin.emit("interview:join", { roomId, role: "admin" });
    await ctx.settle(admin, tutor, student);
    assert.deepEqual(tutor.got, [["interview:admin-joined"]]);
    assert.ok(!names(student).includes("interview:admin-joined"));
  });

  scenario("whoever is refused in another interview stays in his own", async (ctx) => {
    const [roomId, taken, free] = [ctx.unique("interview"), ctx.unique("interview"), ctx.unique("interview")];
    const tutor = await ctx.user(ctx.tutorCookie(ctx.unique("tutor")));
    const admin = await ctx.user(ctx.adminCookie(ctx.unique("admin")));
    const other = await ctx.user(ctx.tutorCookie(ctx.unique("tutor")));
    other.emit("interview:join", { roomId: taken, role: "tutor" });
    tutor.emit("interview:join", { roomId, role: "tutor" });
    admin.emit("interview:join", { roomId, role: "admin" });
    await ctx.settle(tutor, admin, other);
    tutor.got.length = admin.got.length = 0;
    tutor.emit("interview:join", { roomId: taken, role: "tutor" });
    tutor.emit("interview:offer", { roomId, offer: { type: "offer", sdp: "still here" } });
    await ctx.settle(tutor, admin);
    assert.deepEqual(admin.got, [["interview:offer", { offer: { type: "offer", sdp: "still here" } }]]);
    assert.deepEqual(of(tutor, "session:error").map(([{ code }]) => code), ["FORBIDDEN"]);

    admin.got.length = 0;
    tutor.emit("interview:join", { roomId, role: "tutor" });
    tutor.emit("interview:join", { roomId: free, role: "tutor" });
    tutor.emit("interview:offer", { roomId, offer: {} });
    await ctx.settle(tutor, admin);
    assert.deepEqual(admin.got, [["interview:tutor-joined"], ["interview:tutor-left"]]);
  });

  scenario("schedules: one's own alone", async (ctx) => {
    const id = ctx.unique("tutor");
    const tutor = await ctx.user(ctx.tutorCookie(id));
    tutor.emit("schedule:subscribe", { tutorId: id });
    tutor.emit("schedule:unsubscribe");
    await ctx.settle(tutor);
    assert.ok(names(tutor).every((name) => name === "session:error"));
    const other = await ctx.user(ctx.tutorCookie(ctx.unique("tutor")));
    for (const data of [{ tutorId: id }, { tutorId: 7 }, {}, null, "text"]) other.emit("schedule:subscribe", data);
    await ctx.settle(other);
    assert.ok(names(other).every((name) => name === "session:error"));
  });

  scenario("events that nobody knows are ignored", async (ctx) => {
    const { tutor, student, sessionId } = await ctx.lesson();
    for (const event of ["chat:delete", "admin:shutdown", "__proto__", "constructor", "notification:delete", "session:"]) tutor.emit(event, { sessionId });
    await ctx.settle(tutor, student);
    assert.deepEqual([...tutor.got, ...student.got], []);
  });
});
