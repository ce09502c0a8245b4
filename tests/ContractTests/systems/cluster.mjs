import assert from "node:assert/strict";
import { cluster } from "../harness/pair.mjs";
import { group, sleep } from "../harness/scenario.mjs";

const compatible = { SupportSessions__RoomNames: "Compatible", SupportSessions__TakePlacesOnJoin: "true", UserCalls__RoomNames: "Compatible", Classroom__RoomNames: "Compatible" };

/** Where rooms are bare ids: a tutor makes a lesson of a support session's id, on the other server, to hear what is said in its room. */
async function attack(ctx, on, sessionId, c) {
  const [tutorId, studentId] = [ctx.unique("tutor"), ctx.unique("student")];
  const made = await on(1, () => ctx.post("/api/sessions/classroom", { sessionId, tutorId, studentId }, ctx.tutorCookie(tutorId)));
  assert.equal(made.status, 409, made.body);
  const spy = await on(1, () => ctx.user(ctx.tutorCookie(tutorId)));
  const refused = ctx.until(spy, "session:error");
  spy.emit("session:join", { sessionId });
  assert.equal((await refused).code, "FORBIDDEN");
  for (const id of [c.id, `user:${tutorId}`, "notifications:x", "schedule:x", "interview-x"]) {
    const invalid = await on(0, () => ctx.post("/api/sessions/classroom", { sessionId: id, tutorId, studentId }, ctx.tutorCookie(tutorId)));
    assert.equal(invalid.status, 409, invalid.body);
  }
  spy.got.length = 0;
  c.emit("chat-message", { text: "for the agent alone" });
  await ctx.settle(c);
  const asked = ctx.until(spy, "notification:list");
  spy.emit("notification:get-all", { limit: 1 });
  await asked;
  assert.deepEqual(spy.got.map(([name]) => name), ["notification:list"]);
}

export default group("systems: cluster", (scenario) => {
  scenario("attack: what a client connects with hides nobody from another server", { own: true, limit: 90_000 }, (ctx) => cluster(ctx, {}, async (on) => {
    const [tutorId, studentId] = [ctx.unique("tutor"), ctx.unique("student")];
    let deep = {};
    for (let depth = 0; depth < 61; depth++) deep = [deep];
    const student = await on(0, () => ctx.user(ctx.studentCookie(studentId), { auth: { deep } }));
    const tutor = await on(1, () => ctx.user(ctx.tutorCookie(tutorId)));
    const sessionId = await on(1, () => ctx.createSession(tutorId, studentId));
    const waiting = ctx.until(student, "session:state");
    student.emit("session:join", { sessionId });
    assert.equal((await waiting).status, "waiting");
    const active = ctx.until(tutor, "session:state", () => true, 4000); // less than what an answer is waited for
    tutor.emit("session:join", { sessionId });
    assert.deepEqual((await active).participants, { tutorId, studentId, tutorSocketId: tutor.id, studentSocketId: student.id });
  }));

  scenario("highlights are there on a server that was started after they were drawn", { own: true, limit: 90_000 }, (ctx) => cluster(ctx, {}, async (on, [first, second]) => {
    const [tutorId, studentId] = [ctx.unique("tutor"), ctx.unique("student")];
    const tutor = await on(0, () => ctx.user(ctx.tutorCookie(tutorId)));
    const sessionId = await on(0, () => ctx.createSession(tutorId, studentId));
    assert.equal(await second.stop(), 0);
    for (const id of ["a", "b", "a"]) tutor.emit("highlight:stroke", { sessionId, stroke: { id, pageIndex: 0, points: [{ x: 1, y: 2 }], color: "red" } });
    const kept = ctx.until(tutor, "highlight:sync");
    tutor.emit("highlight:request-sync", { sessionId });
    assert.equal((await kept).highlights.length, 2);
    await second.launch();
    const student = await on(1, () => ctx.user(ctx.studentCookie(studentId)));
    const ids = async () => {
      const sync = ctx.until(student, "highlight:sync");
      student.emit("highlight:request-sync", { sessionId });
      return (await sync).highlights.map(({ id }) => id);
    };
    while ((await ids()).length < 2) await sleep(50); // the servers have yet to hear of each other
    assert.deepEqual(await ids(), ["a", "b"]);
    tutor.emit("highlight:clear", { sessionId });
    while ((await ids()).length > 0) await sleep(50);
  }));

  for (const [rooms, settings] of Object.entries({ prefixed: {}, compatible })) scenario(`a support session and a user call across two servers (rooms: ${rooms})`, { own: true, limit: 90_000 }, (ctx) => cluster(ctx, settings, async (on) => {
    const sessionId = ctx.newSession();
    const [customer, agent] = [ctx.person(), ctx.person("support_agent")];
    const c = await on(0, () => ctx.page(customer, sessionId));
    const joined = ctx.until(c, "user-joined");
    const a = await on(1, () => ctx.page(agent, sessionId));
    assert.equal((await joined)._id, agent._id);
    const signalled = ctx.next(a, "rtc-signal");
    c.emit("rtc-signal", { type: "offer", sdp: "far" }, sessionId);
    const [signal, id] = await signalled;
    assert.deepEqual([signal, id], [{ type: "offer", sdp: "far" }, c.id]);
    const stranger = await on(1, () => ctx.page(ctx.person(), ctx.newSession()));
    a.emit("return-rtc-signal", { type: "answer", sdp: "not for strangers" }, stranger.id);
    stranger.emit("return-rtc-signal", { type: "answer", sdp: "from a stranger" }, c.id);
    const returned = ctx.next(c, "return-rtc-signal");
    a.emit("return-rtc-signal", { type: "answer", sdp: "back" }, id);
    assert.deepEqual(await returned, [{ type: "answer", sdp: "back" }, agent.email]);
    await ctx.settle(a, stranger);
    assert.deepEqual(stranger.got, []);
    const said = ctx.until(a, "chat-message");
    c.emit("chat-message", { text: "across" });
    assert.equal((await said).text, "across");
    const away = await on(1, () => ctx.rest("GET", `/sessions/${sessionId}`, agent));
    assert.deepEqual(away.body.session.messages.map(({ message }) => message), ["across"]);

    const [alice, bob] = [ctx.unique("alice"), ctx.unique("bob")];
    const caller = await on(0, () => ctx.caller(alice));
    const pages = [await on(0, () => ctx.caller(bob)), await on(1, () => ctx.caller(bob))];
    const rings = Promise.all(pages.map((page) => ctx.until(page, "webrtc:incoming-call")));
    caller.emit("webrtc:call", { to: bob });
    const [one, two] = await rings;
    assert.deepEqual(one, two);
    const ended = ctx.until(caller, "webrtc:end-call");
    pages[1].emit("webrtc:end-call", { to: alice, callId: one.callId });
    assert.deepEqual(await ended, { from: bob, callId: one.callId });

    if (settings === compatible) await attack(ctx, on, sessionId, c);

    const left = ctx.until(c, "user-left");
    a.emit("end-call");
    a.disconnect();
    assert.equal((await left)._id, agent._id);
    assert.equal(c.got.filter(([name]) => name === "return-rtc-signal").length, 1, JSON.stringify(c.got));
    assert.ok(c.got.every(([name]) => ["user-joined", "return-rtc-signal", "user-left"].includes(name)), JSON.stringify(c.got));
  }));
});
