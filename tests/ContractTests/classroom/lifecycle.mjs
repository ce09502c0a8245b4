import assert from "node:assert/strict";
import { group, sleep, within } from "../harness/scenario.mjs";

const own = { own: true, limit: 60_000 };
const reconnecting = { reconnection: true, reconnectionDelay: 50, reconnectionDelayMax: 200 };

/** A page as the front ends write it: on every connect it joins and asks for the history. */
async function page(ctx, cookie, sessionId, options) {
  const socket = ctx.client("/", { ...reconnecting, ...options, extraHeaders: { cookie } });
  socket.histories = [];
  socket.states = [];
  socket.on("connect", () => {
    socket.emit("session:join", { sessionId });
    socket.emit("chat:request-history", { sessionId });
  });
  socket.on("chat:history", (list) => socket.histories.push(list));
  socket.on("session:state", (state) => socket.states.push(state));
  return socket;
}

/** Until `condition` holds, looked at after every event of the sockets. */
async function eventually(what, condition, ms = 20_000) {
  await within(ms, what, (async () => {
    while (!condition()) await sleep(20);
  })());
}

export default group("classroom lifecycle", (scenario) => {
  for (const [signal, code] of [["SIGKILL", "SIGKILL"], ["SIGTERM", 0]]) {
    for (const transports of [["websocket"], ["polling"], ["polling", "websocket"]]) {
      scenario(`the server goes by ${signal} with clients connected; they come back, join and read the history (${transports.join(" then ")})`, own, async (ctx) => {
        const [tutorId, studentId] = [ctx.unique("tutor"), ctx.unique("student")];
        const sessionId = await ctx.createSession(tutorId, studentId);
        const pages = [await page(ctx, ctx.tutorCookie(tutorId), sessionId, { transports }), await page(ctx, ctx.studentCookie(studentId), sessionId, { transports })];
        await eventually("the lesson", () => pages.every((socket) => socket.states.at(-1)?.status === "active" && socket.histories.length));
        const sent = ctx.until(pages[1], "chat:message");
        pages[0].emit("chat:send", { sessionId, text: "before the end" });
        const message = await sent;
        for (const socket of pages) socket.states.length = socket.histories.length = 0;

        assert.equal(await ctx.server.restart(signal), code);
        await eventually("the clients' return", () => pages.every((socket) => socket.connected && socket.states.at(-1)?.status === "active" && socket.histories.length));
        for (const socket of pages) assert.deepEqual(socket.histories.at(-1), [message]);
        const again = ctx.until(pages[0], "chat:message");
        pages[1].emit("chat:send", { sessionId, text: "after" });
        assert.equal((await again).text, "after");
      });
    }
  }

  scenario("SIGTERM ends the process with 0 in a few seconds, with a GET waiting and with nobody joined", own, async (ctx) => {
    const session = await ctx.polling().open();
    const poll = session.startPoll();
    const socket = ctx.websocket();
    await socket.next();
    const started = performance.now();
    ctx.server.signal("SIGTERM");
    assert.equal(await within(15_000, "exit", ctx.server.exited), 0);
    assert.ok(performance.now() - started < 8000);
    await poll.done();
    assert.equal((await socket.next()).closed, 1005);
  });

  scenario("a connection that breaks: the client returns by itself, and the room is whole again", async (ctx) => {
    const [tutorId, studentId] = [ctx.unique("tutor"), ctx.unique("student")];
    const sessionId = await ctx.createSession(tutorId, studentId);
    const pages = [await page(ctx, ctx.tutorCookie(tutorId), sessionId), await page(ctx, ctx.studentCookie(studentId), sessionId)];
    await eventually("the lesson", () => pages.every((socket) => socket.states.at(-1)?.status === "active"));
    for (let i = 0; i < 3; i++) {
      const back = ctx.once(pages[1], "connect");
      const left = ctx.until(pages[0], "session:user-left");
      pages[1].io.engine.transport.ws.terminate();
      await left;
      await back;
      await eventually("the lesson again", () => pages[0].states.at(-1)?.status === "active" && pages[0].states.at(-1)?.participants.studentSocketId === pages[1].id);
    }
  });

  scenario("health answers, and an unknown address is 404", async (ctx) => {
    assert.equal((await ctx.http("GET", "/health").done()).status, 200);
    assert.equal((await ctx.http("GET", "/nothing-here").done()).status, 404);
    assert.equal((await ctx.http("GET", "/").done()).status, 200);
  });

  scenario("a page of the front end may connect with cookies, another may not", async (ctx) => {
    const ask = (origin) => ctx.http("GET", "/socket.io/?EIO=4&transport=polling", { headers: { origin } }).done();
    const ours = (await ask("http://localhost:5173")).headers;
    assert.deepEqual([ours["access-control-allow-origin"], ours["access-control-allow-credentials"]], ["http://localhost:5173", "true"]);
    assert.equal((await ask("https://evil.example")).headers["access-control-allow-origin"], undefined);
    const refused = await ctx.websocket({ headers: { origin: "https://evil.example" } }).opened.then(() => "opened", (error) => error.status);
    assert.ok(refused === 400 || refused === 403, `a foreign page's websocket: ${refused}`);
    const socket = ctx.websocket({ headers: { origin: "http://localhost:5173" } });
    assert.equal((await socket.next())[0], "0");
  });

  scenario("the limits that clients are told: 60 seconds and room for an attachment", async (ctx) => {
    const { opened } = await ctx.polling().open();
    assert.deepEqual([opened.pingInterval, opened.pingTimeout, opened.upgrades], [25_000, 60_000, ["websocket"]]);
    assert.ok(opened.maxPayload >= 16_000_000);
  });
});
