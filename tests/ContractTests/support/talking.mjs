import assert from "node:assert/strict";
import { group } from "../harness/scenario.mjs";

const signals = [
  { type: "offer", sdp: "v=0\r\n \ud83d\ude00 <b>" },
  { type: "answer", sdp: "v=0" },
  { type: "renegotiate", renegotiate: true },
  { type: "transceiverRequest", transceiverRequest: { kind: "video", init: { direction: "sendrecv" } } },
  { type: "candidate", candidate: { candidate: "candidate:1", sdpMid: "0", sdpMLineIndex: 0 } },
];

export default group("support: talking", (scenario) => {
  scenario("rtc-signal reaches the others as it was, with the sender's socket and user", async (ctx) => {
    const { sessionId, customer, c, a } = await ctx.call();
    for (const signal of signals) {
      for (const args of [[sessionId], [], [ctx.newSession()]]) {
        const heard = ctx.next(a, "rtc-signal");
        c.emit("rtc-signal", signal, ...args);
        const [got, id, user] = await heard;
        assert.deepEqual([got, id, user._id, user.email], [signal, c.id, customer._id, customer.email]);
      }
    }
    await ctx.settle(c, a);
    assert.deepEqual(c.got, []);
  });

  scenario("return-rtc-signal reaches one caller, with the sender's address", async (ctx) => {
    const { sessionId, customer, agent, c, a } = await ctx.call();
    const tab = await ctx.page(customer, sessionId);
    await ctx.settle(c, a, tab);
    for (const socket of [c, a, tab]) socket.got.length = 0;
    const heard = ctx.next(c, "return-rtc-signal");
    a.emit("return-rtc-signal", { type: "answer", sdp: "v=0" }, c.id);
    assert.deepEqual(await heard, [{ type: "answer", sdp: "v=0" }, agent.email]);
    await ctx.settle(c, a, tab);
    assert.deepEqual([a.got, tab.got], [[], []]);
  });

  scenario("attack: return-rtc-signal out of the session", async (ctx) => {
    const [here, there] = [await ctx.call(), await ctx.call()];
    for (const to of [there.c.id, there.sessionId, here.sessionId, `s000:session:${there.sessionId}`, `s000:participant:${there.c.id}:${there.sessionId}`, here.c.id + ":", "", null, 7, {}, [there.c.id], undefined]) {
      here.a.emit("return-rtc-signal", { type: "answer", sdp: "stolen" }, to);
    }
    here.a.emit("return-rtc-signal", { type: "answer", sdp: "stolen" });
    here.a.emit("rtc-signal", { type: "offer", sdp: "stolen" }, there.sessionId);
    await ctx.settle(here.a, here.c, there.c, there.a);
    assert.deepEqual([there.c.got, there.a.got], [[], []]);
    assert.deepEqual(here.c.got.map(([name]) => name), ["rtc-signal"]);
  });

  scenario("attack: a signal that is no object is dropped", async (ctx) => {
    const { c, a } = await ctx.call();
    for (const signal of [null, undefined, "offer", 7, true, ["offer"], Buffer.alloc(8), { big: "x".repeat(300_000) }, { bytes: Buffer.alloc(8) }]) {
      c.emit("rtc-signal", signal, "x");
      c.emit("return-rtc-signal", signal, a.id);
    }
    c.emit("rtc-signal");
    c.emit("return-rtc-signal");
    await ctx.settle(c, a);
    assert.deepEqual(a.got, []);
    assert.ok(c.connected);
  });

  scenario("a chat message has the sender's own name and the server's time, reaches the others and is stored", async (ctx) => {
    const { sessionId, customer, agent, c, a } = await ctx.call();
    const heard = ctx.until(a, "chat-message");
    c.emit("chat-message", { sender: "Support Agent", text: " hi ä😀 <b>x</b>\nthere", timestamp: "1999-01-01T00:00:00.000Z", type: "agent", senderId: agent._id, admin: true });
    const message = await heard;
    assert.deepEqual({ ...message, timestamp: "" }, { sender: customer.name, text: " hi ä😀 <b>x</b>\nthere", timestamp: "", type: "agent" });
    assert.match(message.timestamp, /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const plain = ctx.until(c, "chat-message");
    a.emit("chat-message", { text: "no type" });
    assert.deepEqual(Object.keys(await plain).sort(), ["sender", "text", "timestamp"]);
    await ctx.settle(c, a);
    assert.equal(c.got.length, 1);
    const { body } = await ctx.rest("GET", `/sessions/${sessionId}`, customer);
    assert.deepEqual(body.session.messages.map(({ senderId, message: text }) => [senderId, text]), [[customer._id, " hi ä😀 <b>x</b>\nthere"], [agent._id, "no type"]]);
  });

  scenario("messages keep their order in the history", async (ctx) => {
    const { sessionId, agent, c, a } = await ctx.call();
    for (let i = 0; i < 40; i++) (i % 2 ? c : a).emit("chat-message", { text: `m${i}` });
    await ctx.settle(c, a);
    const { body } = await ctx.rest("GET", `/sessions/${sessionId}`, agent);
    const texts = body.session.messages.map(({ message }) => message);
    assert.equal(texts.length, 40);
    for (const parity of [0, 1]) assert.deepEqual(texts.filter((t) => Number(t.slice(1)) % 2 === parity), Array.from({ length: 20 }, (_, i) => `m${2 * i + parity}`));
  });

  scenario("attack: nobody writes as the system", async (ctx) => {
    const { c, a } = await ctx.call();
    for (const [socket, other, type, expected] of [[c, a, "system", "user"], [c, a, "SYSTEM", "user"], [a, c, "system", "agent"], [c, a, "user", "user"], [c, a, "anything", "anything"]]) {
      const heard = ctx.until(other, "chat-message");
      socket.emit("chat-message", { text: "x", type });
      assert.equal((await heard).type, expected);
    }
  });

  scenario("attack: what is no chat message", async (ctx) => {
    const { sessionId, customer, c, a } = await ctx.call();
    for (const payload of [null, undefined, "text", 7, [], {}, { text: null }, { text: 7 }, { text: "" }, { text: "   " }, { text: "x".repeat(20_000) }, { text: "a\u0000b" }, { text: "x", type: 7 }, { text: "x", type: "x".repeat(99) }, { text: { toString: "x" } }]) {
      c.emit("chat-message", payload);
    }
    c.emit("chat-message");
    await ctx.settle(c, a);
    assert.deepEqual(a.got, []);
    const heard = ctx.until(a, "chat-message");
    c.emit("chat-message", { text: "still here" });
    assert.equal((await heard).text, "still here");
    const { body } = await ctx.rest("GET", `/sessions/${sessionId}`, customer);
    assert.equal(body.session.messages.length, 1);
  });

  scenario("transcription is accepted, shown to the others in Development, and stored", async (ctx) => {
    const { sessionId, customer, c, a } = await ctx.call();
    c.emit("audio-chunk", Buffer.alloc(3328)); // before the start: nobody listens
    c.emit("start-transcription");
    c.emit("start-transcription");
    const heard = ctx.next(a, "transcription");
    for (let i = 0; i < 10; i++) c.emit("audio-chunk", Buffer.alloc(3328));
    assert.deepEqual(await heard, ["[1 s of audio]"]);
    for (const odd of [null, "x", 7, {}, [Buffer.alloc(4)], Buffer.alloc(200_000)]) c.emit("audio-chunk", odd);
    await ctx.settle(c, a);
    assert.deepEqual([c.got, a.got.length, c.connected], [[], 1, true]);
    const { body } = await ctx.rest("GET", `/sessions/${sessionId}`, customer);
    assert.deepEqual(body.session.transcripts.map(({ speaker, transcript }) => [speaker, transcript]), [[customer._id, "[1 s of audio]"]]);
  });

  scenario("audio goes through polling too", async (ctx) => {
    const { c, a } = await ctx.call({ transports: ["polling"] });
    c.emit("start-transcription");
    const heard = ctx.next(a, "transcription");
    for (let i = 0; i < 10; i++) c.emit("audio-chunk", Buffer.alloc(3328));
    assert.deepEqual(await heard, ["[1 s of audio]"]);
  });

  scenario("outside of Development there is no echo", { profile: "production" }, async (ctx) => {
    const email = `${ctx.unique("p")}@example.org`;
    await ctx.rest("POST", "/auth/register", undefined, { body: { firstName: "P", email, password: "secret1" } });
    const login = await ctx.rest("POST", "/auth/login", undefined, { body: { email, password: "secret1" } });
    const cookie = login.headers["set-cookie"][0].split(";")[0];
    const booked = await ctx.rest("POST", "/sessions", undefined, { cookie, body: { category: "general", subject: "s", description: "d", date: "2099-01-02T00:00:00.000Z", time: "10:30" } });
    // One after the other: two servers may both tell of somebody who comes to both at once.
    const one = await ctx.user(cookie, ctx.options(booked.body.session.id));
    await ctx.settle(one);
    const two = await ctx.user(cookie, ctx.options(booked.body.session.id));
    await ctx.settle(one, two);
    one.got.length = two.got.length = 0;
    one.emit("start-transcription");
    for (let i = 0; i < 12; i++) one.emit("audio-chunk", Buffer.alloc(3328));
    await ctx.settle(one, two);
    assert.deepEqual([one.got, two.got], [[], []]);
  });

  scenario("a flood is dropped, and ends only the flood", async (ctx) => {
    const { c, a } = await ctx.call();
    for (let i = 0; i < 3000; i++) c.emit("rtc-signal", { type: "candidate", i });
    await ctx.settle(a);
    assert.ok(c.connected && a.got.length < 3000 && a.got.length >= 25, `${a.got.length} arrived`);
  });
});
