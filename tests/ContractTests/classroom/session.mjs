import assert from "node:assert/strict";
import { group } from "../harness/scenario.mjs";

const names = (socket) => socket.got.map(([name]) => name);

export default group("classroom session", (scenario) => {
  for (const transports of [["websocket"], ["polling"], ["polling", "websocket"]]) {
    scenario(`a lesson from join to leave (${transports.join(" then ")})`, async (ctx) => {
      const { tutor, student, tutorId, studentId, sessionId } = await ctx.lesson({ join: false, tutorOptions: { transports }, studentOptions: { transports } });
      student.emit("session:join", { sessionId });
      await ctx.settle(student);
      assert.deepEqual(student.got, [
        ["session:user-joined", { userId: studentId, userType: "student" }],
        ["session:state", { sessionId, participants: { studentId, studentSocketId: student.id }, status: "waiting" }],
      ]);
      student.got.length = 0;

      tutor.emit("session:join", { sessionId });
      await ctx.settle(tutor, student);
      const both = [
        ["session:user-joined", { userId: tutorId, userType: "tutor" }],
        ["session:state", { sessionId, participants: { tutorId, studentId, tutorSocketId: tutor.id, studentSocketId: student.id }, status: "active" }],
      ];
      assert.deepEqual(tutor.got, both);
      assert.deepEqual(student.got, both);
      student.got.length = tutor.got.length = 0;

      student.emit("session:leave");
      await ctx.settle(student, tutor);
      assert.deepEqual(student.got, []);
      assert.deepEqual(tutor.got.filter(([name]) => name !== "chat:typing"), [
        ["session:user-left", { userId: studentId, userType: "student" }],
        ["session:state", { sessionId, participants: { tutorId, tutorSocketId: tutor.id }, status: "waiting" }],
      ]);
    });
  }

  scenario("a connection that ends: peer-left without arguments, user-left, state", async (ctx) => {
    const { tutor, student, tutorId, studentId, sessionId } = await ctx.lesson();
    const state = ctx.until(tutor, "session:state");
    student.disconnect();
    await state;
    assert.deepEqual(tutor.got.filter(([name]) => name !== "chat:typing"), [
      ["webrtc:peer-left"],
      ["session:user-left", { userId: studentId, userType: "student" }],
      ["session:state", { sessionId, participants: { tutorId, tutorSocketId: tutor.id }, status: "waiting" }],
    ]);
  });

  scenario("a connection that breaks is told as well", async (ctx) => {
    const { tutor, student, studentId } = await ctx.lesson();
    const left = ctx.until(tutor, "session:user-left");
    student.io.engine.transport.ws.terminate();
    assert.deepEqual(await left, { userId: studentId, userType: "student" });
  });

  scenario("leaving twice, or without having joined, does nothing", async (ctx) => {
    const { tutor, student } = await ctx.lesson();
    const stranger = await ctx.user(ctx.studentCookie(ctx.unique("student")));
    stranger.emit("session:leave");
    student.emit("session:leave");
    student.emit("session:leave");
    await ctx.settle(stranger, student, tutor);
    assert.equal(names(tutor).filter((name) => name === "session:user-left").length, 1);
    assert.deepEqual(stranger.got, []);
  });

  scenario("joining the same session again duplicates nobody", async (ctx) => {
    const { tutor, student, sessionId } = await ctx.lesson();
    student.emit("session:join", { sessionId });
    await ctx.settle(student, tutor);
    tutor.emit("chat:send", { sessionId, text: "once" });
    await ctx.settle(tutor, student);
    assert.equal(names(student).filter((name) => name === "chat:message").length, 1);
    const state = student.got.filter(([name]) => name === "session:state").at(-1)?.[1];
    if (state) assert.equal(state.status, "active");
  });

  scenario("two tabs of one user are one participant", async (ctx) => {
    const { tutor, student, studentId, sessionId } = await ctx.lesson();
    const tab = await ctx.user(ctx.studentCookie(studentId));
    tab.emit("session:join", { sessionId });
    await ctx.settle(tab, tutor);
    assert.equal(tab.got.filter(([name]) => name === "session:state").at(-1)[1].status, "active");
    tutor.got.length = 0;
    student.disconnect();
    tab.emit("chat:send", { sessionId, text: "still here" });
    await ctx.until(tutor, "chat:message");
    await ctx.settle(tab, tutor);
    assert.ok(!names(tutor).includes("session:user-left") && !names(tutor).includes("webrtc:peer-left"), `the other tab is still there: ${names(tutor)}`);
    const left = ctx.until(tutor, "session:user-left");
    tab.disconnect();
    await left;
    assert.equal(names(tutor).filter((name) => name === "webrtc:peer-left").length, 1);
  });

  scenario("joining another session leaves the first, with its events", async (ctx) => {
    const { tutor, student, studentId, tutorId, sessionId } = await ctx.lesson();
    const next = await ctx.createSession(tutorId, studentId);
    const left = ctx.until(tutor, "session:user-left");
    student.emit("session:join", { sessionId: next });
    assert.deepEqual(await left, { userId: studentId, userType: "student" });
    student.got.length = 0;
    tutor.emit("chat:send", { sessionId, text: "to the first" });
    await ctx.settle(tutor, student);
    assert.ok(!names(student).includes("chat:message"));
  });

  scenario("a stranger is refused, and nobody else hears of it", async (ctx) => {
    const { tutor, student, sessionId } = await ctx.lesson();
    for (const cookie of [ctx.studentCookie(ctx.unique("student")), ctx.tutorCookie(ctx.unique("tutor"))]) {
      const stranger = await ctx.user(cookie);
      const refusal = ctx.until(stranger, "session:error");
      stranger.emit("session:join", { sessionId });
      const error = await refusal;
      assert.equal(error.event, "session:join");
      assert.ok(typeof error.code === "string" && error.code && typeof error.message === "string" && error.message);
      assert.ok(!names(stranger).includes("session:state"));
    }
    await ctx.settle(tutor, student);
    assert.deepEqual([...tutor.got, ...student.got], []);
  });

  scenario("ids that name other rooms give no way in", async (ctx) => {
    const victim = await ctx.lesson();
    const notified = await ctx.user(ctx.studentCookie(victim.studentId));
    notified.emit("notification:subscribe");
    const spy = await ctx.user(ctx.studentCookie(ctx.unique("student")));
    for (const sessionId of [victim.tutor.id, `user:${victim.tutorId}`, `notifications:${victim.studentId}`, `schedule:${victim.tutorId}`, `interview-${victim.tutorId}`, `s004:${victim.sessionId}`]) {
      spy.emit("session:join", { sessionId });
      await ctx.settle(spy);
      spy.got.length = 0;
      victim.tutor.emit("chat:send", { sessionId: victim.sessionId, text: "private" });
      victim.tutor.emit("webrtc:offer", { offer: { type: "offer", sdp: "v=0" }, to: victim.studentId });
      victim.student.emit("notification:mark-all-read");
      await ctx.settle(victim.tutor, victim.student, spy);
      assert.deepEqual(spy.got, [], `joined as ${sessionId}`);
    }
  });

  for (const data of [undefined, null, 7, "text", [], {}, { sessionId: null }, { sessionId: 7 }, { sessionId: "" }, { sessionId: {} }, { sessionId: "x".repeat(5000) }, { sessionId: "a\u0000b" }]) {
    scenario(`a join with ${JSON.stringify(data)?.slice(0, 40) ?? "nothing"} is refused, the connection lives`, async (ctx) => {
      const client = await ctx.user(ctx.studentCookie(ctx.unique("student")));
      client.emit("session:join", ...(data === undefined ? [] : [data]));
      await ctx.settle(client);
      assert.ok(!names(client).includes("session:state"));
      assert.ok(names(client).every((name) => name === "session:error"));
    });
  }

  scenario("sessions are created by tutors and admins alone", async (ctx) => {
    const body = { tutorId: "t", studentId: "s" };
    assert.equal((await ctx.post("/api/sessions/classroom", body)).status, 401);
    assert.equal((await ctx.post("/api/sessions/classroom", body, ctx.studentCookie(ctx.unique("s")))).status, 403);
    const tutor = ctx.unique("tutor");
    const own = await ctx.post("/api/sessions/classroom", { studentId: "s" }, ctx.tutorCookie(tutor));
    assert.ok(own.status < 300 && JSON.parse(own.body).data.sessionId, own.body);
    const byAdmin = await ctx.post("/api/sessions/classroom", { tutorId: "t", studentId: "s" }, ctx.adminCookie(ctx.unique("admin")));
    assert.ok(byAdmin.status < 300, byAdmin.body);
    assert.ok((await ctx.post("/api/sessions/classroom", { studentId: 7 }, ctx.tutorCookie(tutor))).status < 500);
  });

  scenario("in Development the first join creates the session; a third user is a stranger", async (ctx) => {
    const sessionId = ctx.unique("test-session");
    const tutor = await ctx.user(ctx.tutorCookie(ctx.unique("tutor")));
    const student = await ctx.user(ctx.studentCookie(ctx.unique("student")));
    await ctx.join({ tutor, student, sessionId });
    const third = await ctx.user(ctx.studentCookie(ctx.unique("student")));
    const refusal = ctx.until(third, "session:error");
    third.emit("session:join", { sessionId });
    await refusal;
  });

  scenario("the tutor ends the lesson, the student cannot", async (ctx) => {
    const { tutor, student, tutorId } = await ctx.lesson();
    student.emit("session:end-lesson", { message: "no" });
    await ctx.settle(student, tutor);
    assert.ok(!names(tutor).includes("session:lesson-ended"));
    tutor.emit("session:end-lesson", {});
    await ctx.settle(tutor, student);
    assert.deepEqual(student.got.find(([name]) => name === "session:lesson-ended")[1], { tutorId, message: "The tutor has ended the lesson. Thank you for learning with us!" });
    assert.ok(!names(tutor).includes("session:lesson-ended"));
    const own = ctx.until(student, "session:lesson-ended");
    tutor.emit("session:end-lesson", { message: "Bye" });
    assert.equal((await own).message, "Bye");
  });
});
