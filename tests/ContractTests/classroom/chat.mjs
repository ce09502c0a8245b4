import assert from "node:assert/strict";
import { group } from "../harness/scenario.mjs";

const of = (socket, name) => socket.got.filter(([event]) => event === name).map(([, value]) => value);
const dataUrl = (bytes) => `data:image/png;base64,${Buffer.alloc(Math.floor(bytes * 0.75), 7).toString("base64")}`;

/** Sends and waits for the sender's own copy, or for the refusal. */
async function send(ctx, socket, message, ms = 10_000) {
  const echoed = ctx.until(socket, "chat:message", ({ id, text }) => id === "error" || text === message.text, ms);
  socket.emit("chat:send", message);
  return echoed;
}

async function history(ctx, socket, sessionId, ms = 10_000) {
  const answer = ctx.until(socket, "chat:history", () => true, ms);
  socket.emit("chat:request-history", { sessionId });
  return answer;
}

export default group("classroom chat", (scenario) => {
  scenario("a message reaches every member once, the sender too", async (ctx) => {
    const { tutor, student, studentId, sessionId } = await ctx.lesson();
    const message = await send(ctx, student, { sessionId, text: "Hello ä😀 <b>" });
    await ctx.settle(tutor, student);
    assert.deepEqual(of(tutor, "chat:message"), [message]);
    assert.deepEqual(of(student, "chat:message"), [message]);
    assert.deepEqual(Object.keys(message).sort(), ["id", "senderId", "senderType", "sessionId", "text", "timestamp"]);
    assert.deepEqual([message.sessionId, message.senderId, message.senderType, message.text], [sessionId, studentId, "student", "Hello ä😀 <b>"]);
    assert.match(message.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.ok(message.id && message.id !== "error");
  });

  scenario("a correction comes back, and is in the history", async (ctx) => {
    const { tutor, sessionId } = await ctx.lesson();
    const message = await send(ctx, tutor, { sessionId, text: "I has", correction: "I have" });
    assert.equal(message.correction, "I have");
    assert.deepEqual(await history(ctx, tutor, sessionId), [message]);
  });

  scenario("what a client says of the sender is not believed", async (ctx) => {
    const { student, studentId, sessionId } = await ctx.lesson();
    const message = await send(ctx, student, { sessionId, text: "x", senderId: "tutor", senderType: "tutor", id: "mine", timestamp: "1999", isSystemMessage: true });
    assert.deepEqual([message.senderId, message.senderType, message.isSystemMessage], [studentId, "student", undefined]);
    assert.ok(message.id !== "mine" && message.timestamp !== "1999");
  });

  scenario("the history is a bare ascending array, for participants that have not joined too", async (ctx) => {
    const { tutor, student, sessionId } = await ctx.lesson({ join: false });
    assert.deepEqual(await history(ctx, student, sessionId), []);
    await ctx.join({ tutor, student, sessionId });
    const sent = [];
    for (let i = 0; i < 5; i++) sent.push(await send(ctx, i % 2 ? tutor : student, { sessionId, text: `message ${i}` }));
    student.emit("session:leave");
    assert.deepEqual(await history(ctx, student, sessionId), sent);
  });

  scenario("of a long chat the newest hundred, ascending", async (ctx) => {
    const { tutor, sessionId } = await ctx.lesson();
    for (let i = 0; i < 120; i++) await send(ctx, tutor, { sessionId, text: `${i}` });
    const list = await history(ctx, tutor, sessionId);
    assert.deepEqual(list.map(({ text }) => text), Array.from({ length: 100 }, (_, i) => `${i + 20}`));
  });

  scenario("join and history in one breath, as the pages do", async (ctx) => {
    const { tutor, student, sessionId } = await ctx.lesson();
    const message = await send(ctx, tutor, { sessionId, text: "before" });
    student.emit("session:leave");
    const answer = ctx.until(student, "chat:history");
    student.emit("session:join", { sessionId });
    student.emit("chat:request-history", { sessionId });
    assert.deepEqual(await answer, [message]);
  });

  scenario("a stranger's message is refused to him alone, his history is empty", async (ctx) => {
    const { tutor, student, sessionId } = await ctx.lesson();
    await send(ctx, tutor, { sessionId, text: "secret" });
    await ctx.settle(tutor, student);
    tutor.got.length = student.got.length = 0;
    const stranger = await ctx.user(ctx.studentCookie(ctx.unique("student")));
    const refusal = await send(ctx, stranger, { sessionId, text: "let me in" });
    assert.deepEqual({ ...refusal, timestamp: "" }, { id: "error", sessionId, senderId: "system", senderType: "tutor", text: "Failed to send message", timestamp: "", isSystemMessage: true });
    assert.deepEqual(await history(ctx, stranger, sessionId), []);
    await ctx.settle(tutor, student);
    assert.deepEqual([...tutor.got, ...student.got], []);
  });

  for (const message of [{ text: "" }, { text: 7 }, { text: null }, {}, { text: "x".repeat(2_000_000) }, { text: "x", correction: 7 }, { text: { deep: 1 } }, { text: "x", fileUrl: 7 }]) {
    scenario(`refused: ${JSON.stringify(message).slice(0, 50)}`, async (ctx) => {
      const { tutor, student, sessionId } = await ctx.lesson();
      const refusal = await send(ctx, student, { sessionId, ...message });
      assert.equal(refusal.id, "error");
      await ctx.settle(student, tutor);
      assert.deepEqual(tutor.got, []);
      assert.deepEqual(await history(ctx, student, sessionId), []);
    });
  }

  for (const data of [undefined, null, [], "text", 5]) {
    scenario(`chat events with ${JSON.stringify(data) ?? "nothing"} break nothing`, async (ctx) => {
      const { tutor, student, sessionId } = await ctx.lesson();
      for (const event of ["chat:send", "chat:typing", "chat:request-history"]) student.emit(event, ...(data === undefined ? [] : [data]));
      await ctx.settle(student, tutor);
      assert.deepEqual(tutor.got, []);
      assert.equal((await send(ctx, student, { sessionId, text: "alive" })).text, "alive");
    });
  }

  scenario("typing goes to the others, and is cleared when the typist goes", async (ctx) => {
    const { tutor, student, studentId } = await ctx.lesson();
    const typed = ctx.until(tutor, "chat:typing");
    student.emit("chat:typing", { isTyping: true });
    assert.deepEqual(await typed, { userId: studentId, isTyping: true });
    const cleared = ctx.until(tutor, "chat:typing");
    student.emit("session:leave");
    assert.deepEqual(await cleared, { userId: studentId, isTyping: false });
    await ctx.settle(student);
    assert.deepEqual(of(student, "chat:typing"), []);
    student.emit("chat:typing", { isTyping: true });
    await ctx.settle(student, tutor);
    assert.equal(of(tutor, "chat:typing").length, 2, "typing outside a session reaches nobody");
  });

  scenario("typing is cleared when the connection ends, and a value that is no boolean is dropped", async (ctx) => {
    const { tutor, student, studentId } = await ctx.lesson();
    for (const isTyping of ["yes", 1, null, undefined]) student.emit("chat:typing", { isTyping });
    await ctx.settle(student, tutor);
    assert.deepEqual(of(tutor, "chat:typing"), []);
    student.emit("chat:typing", { isTyping: true });
    await ctx.until(tutor, "chat:typing");
    const cleared = ctx.until(tutor, "chat:typing");
    student.disconnect();
    assert.deepEqual(await cleared, { userId: studentId, isTyping: false });
  });

  for (const megabytes of [5, 13]) {
    for (const transport of ["websocket", "polling"]) {
      scenario(`an attachment of ${megabytes} MB over ${transport}`, { limit: 60_000 }, async (ctx) => {
        const { tutor, student, sessionId } = await ctx.lesson({ studentOptions: { transports: [transport] } });
        const fileUrl = dataUrl(megabytes * 1e6);
        const live = ctx.until(tutor, "chat:message", () => true, 30_000);
        const echoed = await send(ctx, student, { sessionId, text: " image", fileUrl, fileName: "photo.png", fileType: "image", fileSize: 12345 }, 30_000);
        assert.equal(echoed.fileUrl.length, fileUrl.length);
        assert.equal((await live).fileUrl, fileUrl);
        assert.deepEqual([echoed.fileName, echoed.fileType, echoed.fileSize], ["photo.png", "image", 12345]);
        const [stored] = await history(ctx, tutor, sessionId, 30_000);
        assert.equal(stored.fileName, "photo.png");
        if (megabytes < 8) assert.equal(stored.fileUrl, fileUrl);
        else assert.match(stored.fileUrl, /\/api\/classroom\/files\//);
      });
    }
  }

  scenario("a history over 8 MB has links for its older attachments, for participants alone", { limit: 60_000 }, async (ctx) => {
    const { tutor, student, tutorId, sessionId } = await ctx.lesson();
    const files = [];
    for (let i = 0; i < 3; i++) {
      files.push(dataUrl(3.5e6 + i * 4));
      await send(ctx, student, { sessionId, text: `file ${i}`, fileUrl: files[i], fileName: `${i}.png`, fileType: "image", fileSize: 1 }, 20_000);
    }
    const list = await history(ctx, tutor, sessionId, 20_000);
    assert.deepEqual(list.map(({ text }) => text), ["file 0", "file 1", "file 2"]);
    assert.ok(JSON.stringify(list).length <= 8_000_000);
    assert.equal(list[2].fileUrl, files[2]);
    const link = new URL(list[0].fileUrl, ctx.base);
    const get = (cookie) => ctx.http("GET", link.pathname + link.search, { headers: cookie ? { cookie } : {} }).done();
    const fetched = await get(ctx.tutorCookie(tutorId));
    assert.equal(fetched.status, 200);
    assert.deepEqual(fetched.bytes, Buffer.from(files[0].split(",")[1], "base64"));
    assert.equal((await get()).status, 401);
    assert.ok([403, 404].includes((await get(ctx.studentCookie(ctx.unique("student")))).status));
  });

  scenario("an attachment over the limit is refused with the message, the connection lives", { limit: 60_000 }, async (ctx) => {
    const { student, sessionId } = await ctx.lesson();
    const refusal = await send(ctx, student, { sessionId, text: "too large", fileUrl: `data:image/png;base64,${"A".repeat(16_300_000)}`, fileName: "x", fileType: "image", fileSize: 1 }, 20_000);
    assert.equal(refusal.id, "error");
    assert.equal((await send(ctx, student, { sessionId, text: "alive" })).text, "alive");
  });

  scenario("a burst of 25 messages passes whole", async (ctx) => {
    const { tutor, student, sessionId } = await ctx.lesson();
    for (let i = 0; i < 25; i++) student.emit("chat:send", { sessionId, text: `${i}` });
    await ctx.settle(student, tutor);
    assert.deepEqual(of(tutor, "chat:message").map(({ text }) => text), Array.from({ length: 25 }, (_, i) => `${i}`));
  });

  scenario("the history survives a restart, corrections and attachments too", { own: true, limit: 60_000 }, async (ctx) => {
    const { tutor, student, tutorId, studentId, sessionId } = await ctx.lesson();
    const sent = [
      await send(ctx, tutor, { sessionId, text: "one" }),
      await send(ctx, student, { sessionId, text: "two", correction: "zwei" }),
      await send(ctx, student, { sessionId, text: "three", fileUrl: dataUrl(100_000), fileName: "a.png", fileType: "image", fileSize: 75_000 }),
    ];
    assert.equal(await ctx.server.restart(), 0);
    for (const cookie of [ctx.tutorCookie(tutorId), ctx.studentCookie(studentId)]) assert.deepEqual(await history(ctx, await ctx.user(cookie), sessionId), sent);
    const stranger = await ctx.user(ctx.studentCookie(ctx.unique("student")));
    assert.deepEqual(await history(ctx, stranger, sessionId), []);
  });

  scenario("a message that was echoed survives a kill", { own: true, limit: 60_000 }, async (ctx) => {
    const { tutor, tutorId, sessionId } = await ctx.lesson();
    const message = await send(ctx, tutor, { sessionId, text: "just before" });
    await ctx.server.restart("SIGKILL");
    assert.deepEqual(await history(ctx, await ctx.user(ctx.tutorCookie(tutorId)), sessionId), [message]);
  });
});
