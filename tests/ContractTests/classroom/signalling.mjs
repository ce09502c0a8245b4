import assert from "node:assert/strict";
import { group } from "../harness/scenario.mjs";

const offer = { type: "offer", sdp: "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\n" };
const answer = { type: "answer", sdp: "v=0\r\n" };
const candidate = { candidate: "candidate:1 1 UDP 2122 10.0.0.1 5000 typ host", sdpMid: "0", sdpMLineIndex: 0, usernameFragment: "abcd" };

const signals = (socket) => socket.got.filter(([name]) => name.startsWith("webrtc:"));

export default group("classroom signalling", (scenario) => {
  for (const transport of ["websocket", "polling"]) {
    scenario(`offer, answer and candidates, both ways (${transport})`, async (ctx) => {
      const options = { transports: [transport] };
      const { tutor, student, tutorId, studentId } = await ctx.lesson({ tutorOptions: options, studentOptions: options });
      tutor.emit("webrtc:offer", { offer, to: studentId });
      student.emit("webrtc:answer", { answer, to: tutorId });
      for (let i = 0; i < 3; i++) {
        tutor.emit("webrtc:ice-candidate", { candidate: { ...candidate, sdpMLineIndex: i }, to: studentId });
        student.emit("webrtc:ice-candidate", { candidate: { ...candidate, sdpMLineIndex: 10 + i }, to: tutorId });
      }
      await ctx.settle(tutor, student);
      const candidates = (from, base) => [0, 1, 2].map((i) => ["webrtc:ice-candidate", { candidate: { ...candidate, sdpMLineIndex: base + i }, from }]);
      assert.deepEqual(signals(student), [["webrtc:offer", { offer, from: tutorId }], ...candidates(tutorId, 0)]);
      assert.deepEqual(signals(tutor), [["webrtc:answer", { answer, from: studentId }], ...candidates(studentId, 10)]);
    });
  }

  scenario("the sender cannot be forged", async (ctx) => {
    const { tutor, student, tutorId, studentId } = await ctx.lesson();
    tutor.emit("webrtc:offer", { offer, to: studentId, from: "somebody-else" });
    await ctx.settle(tutor, student);
    assert.deepEqual(signals(student), [["webrtc:offer", { offer, from: tutorId }]]);
  });

  scenario("a session description passes as it was sent, whatever is in it", async (ctx) => {
    const { tutor, student, studentId, tutorId } = await ctx.lesson();
    const odd = { type: "offer", sdp: "ä😀\u2028\"\\", extra: [1, { deep: null }], number: 1.5e300 };
    tutor.emit("webrtc:offer", { offer: odd, to: studentId });
    tutor.emit("webrtc:ice-candidate", { candidate: "candidate as text", to: studentId });
    tutor.emit("webrtc:ice-candidate", { candidate: null, to: studentId });
    await ctx.settle(tutor, student);
    assert.deepEqual(signals(student).slice(0, 2), [["webrtc:offer", { offer: odd, from: tutorId }], ["webrtc:ice-candidate", { candidate: "candidate as text", from: tutorId }]]);
  });

  scenario("signals stay inside the session", async (ctx) => {
    const one = await ctx.lesson();
    const two = await ctx.lesson();
    one.tutor.emit("webrtc:offer", { offer, to: two.studentId });
    two.student.emit("session:leave");
    two.student.emit("webrtc:offer", { offer, to: two.tutorId });
    const outsider = await ctx.user(ctx.tutorCookie(ctx.unique("tutor")));
    outsider.emit("webrtc:offer", { offer, to: one.studentId });
    await ctx.settle(one.tutor, two.student, outsider, two.tutor, one.student);
    for (const socket of [one.student, two.student, two.tutor, one.tutor]) assert.deepEqual(signals(socket), []);
  });

  for (const data of [undefined, null, 7, [], "text", {}, { to: 7 }, { offer: 1 }, { offer: null, to: null }, { to: "" }, { to: {}, offer }, { to: "nobody", offer }]) {
    scenario(`signals with ${JSON.stringify(data)?.slice(0, 40) ?? "nothing"} reach nobody and break nothing`, async (ctx) => {
      const { tutor, student, studentId, tutorId } = await ctx.lesson();
      for (const event of ["webrtc:offer", "webrtc:answer", "webrtc:ice-candidate"]) tutor.emit(event, ...(data === undefined ? [] : [data]));
      tutor.emit("webrtc:offer", { offer, to: tutorId });
      await ctx.settle(tutor, student);
      assert.deepEqual([...signals(student), ...signals(tutor)], []);
      tutor.emit("webrtc:offer", { offer, to: studentId });
      await ctx.until(student, "webrtc:offer");
    });
  }

  scenario("a user with two tabs: the one that joined last gets the signals", async (ctx) => {
    const { tutor, student, studentId, sessionId } = await ctx.lesson();
    const tab = await ctx.user(ctx.studentCookie(studentId));
    tab.emit("session:join", { sessionId });
    await ctx.settle(tab, student, tutor);
    tutor.emit("webrtc:offer", { offer, to: studentId });
    await ctx.settle(tutor);
    await ctx.settle(tab, student);
    assert.equal(signals(tab).length, 1);
    assert.equal(signals(student).length, 0);
    tab.disconnect();
    await ctx.settle(tutor, student);
    const reached = ctx.until(student, "webrtc:offer");
    tutor.emit("webrtc:offer", { offer, to: studentId });
    await reached;
  });

  scenario("dozens of candidates at once all arrive, in order", async (ctx) => {
    const { tutor, student, studentId } = await ctx.lesson();
    for (let i = 0; i < 40; i++) tutor.emit("webrtc:ice-candidate", { candidate: { ...candidate, sdpMLineIndex: i }, to: studentId });
    await ctx.settle(tutor, student);
    assert.deepEqual(signals(student).map(([, { candidate: { sdpMLineIndex } }]) => sdpMLineIndex), Array.from({ length: 40 }, (_, i) => i));
  });

  scenario("leaving is no lost connection: no peer-left", async (ctx) => {
    const { tutor, student } = await ctx.lesson();
    student.emit("session:leave");
    await ctx.until(tutor, "session:user-left");
    await ctx.settle(student, tutor);
    assert.deepEqual(signals(tutor), []);
  });

  scenario("a flood is dropped, and it does not touch the other", async (ctx) => {
    const { tutor, student, studentId, sessionId } = await ctx.lesson();
    for (let i = 0; i < 2000; i++) student.emit("chat:typing", { isTyping: i % 2 === 0 });
    const message = ctx.until(student, "chat:message", () => true, 10_000);
    tutor.emit("chat:send", { sessionId, text: "still here" });
    await message;
    assert.ok(tutor.got.filter(([name]) => name === "chat:typing").length < 1000, "a flood reached the other");
    assert.ok(studentId);
  });
});
