import { group, sleep } from "../harness/scenario.mjs";

const recovery = { profile: "recovery" };

/** The event without its offset, which must be the last argument, a text. */
function stripped(message) {
  if (typeof message !== "string" || !/^4[25]/.test(message)) return message;
  const start = message.indexOf("[");
  const args = JSON.parse(message.slice(start));
  const offset = args.pop();
  return { header: message.slice(0, start).replace(/\/dynamic-\d+/, "/nsp"), args, offset: typeof offset };
}

const offsetOf = (message) => JSON.parse(message.slice(message.indexOf("["))).at(-1);

/** A socket that has joined `nsp` and got one event: what it needs to come back. */
async function begin(ctx, nsp, ...rooms) {
  const socket = ctx.websocket();
  await socket.next();
  socket.send(`40${nsp},`);
  const answer = await socket.next();
  const { sid, pid } = JSON.parse(answer.slice(answer.indexOf("{")));
  if (rooms.length) {
    socket.send(`42${nsp},1["join",${JSON.stringify(rooms)}]`, `42${nsp},2["set-data",{"color":"red"}]`);
    await socket.take(2);
  }
  socket.send(`42${nsp},["message","first"]`);
  const offset = offsetOf(await socket.next());
  return { socket, sid, pid, offset };
}

/** Comes back with what the client remembers; what arrives up to the CONNECT packet. */
async function comeBack(ctx, nsp, auth) {
  const socket = ctx.websocket();
  await socket.next();
  socket.send(`40${nsp},${JSON.stringify(auth)}`);
  const before = [];
  for (;;) {
    const message = await socket.next();
    if (typeof message === "string" && message.startsWith("40")) return { socket, before, ...JSON.parse(message.slice(message.indexOf("{"))) };
    before.push(message);
  }
}

/** Waits until the server has noticed that only `count` sockets are left. */
async function until(ctx, watcher, count) {
  while ((await ctx.ask(watcher, "all-rooms")) !== count) await sleep(5);
}

const ask = async (socket, nsp, event) => {
  socket.send(`42${nsp},9["${event}"]`);
  const answer = await socket.next();
  return JSON.parse(answer.slice(answer.indexOf("[")))[0];
};

export default group("recovery", (scenario) => {
  scenario("the answer to CONNECT has a private id", recovery, async (ctx) => {
    const socket = ctx.websocket();
    await socket.next();
    socket.send("40");
    ctx.record(await socket.next());
  });

  scenario("an event carries its offset; acknowledgements, volatile events and questions do not", recovery, async (ctx) => {
    const nsp = ctx.namespace();
    const socket = await ctx.joined(nsp);
    socket.send(`42${nsp},["message",1,{"a":2}]`);
    ctx.record(stripped(await socket.next()));
    socket.send(`42${nsp},["bcast","all"]`);
    ctx.record(stripped(await socket.next()));
    socket.send(`451-${nsp},["message",{"_placeholder":true,"num":0}]`, Buffer.from([1]));
    ctx.record(stripped(await socket.next()), await socket.next());
    const show = (message) => message.replace(nsp, "/nsp");
    socket.send(`42${nsp},1["echo","x"]`);
    ctx.record(show(await socket.next()));
    socket.send(`42${nsp},["emit",{"scope":"socket","volatile":true},"v",[1]]`);
    ctx.record(show(await socket.next()));
    socket.send(`42${nsp},2["emit",{"scope":"socket","timeout":50},"q",[1]]`);
    ctx.record(show(await socket.next()));
  });

  scenario("who comes back gets id, rooms, data and what was missed, in order, before CONNECT", recovery, async (ctx) => {
    const nsp = ctx.namespace();
    const watcher = await ctx.connected(nsp);
    const { socket, sid, pid, offset } = await begin(ctx, nsp, "r");
    socket.terminate();
    await until(ctx, watcher, 1);
    watcher.emit("toroom", "r", "to the room");
    watcher.emit("bcast", { to: "all" });
    watcher.emit("toroom", "other", "to another room");
    watcher.emit("toroom", sid, Buffer.from([7]));
    await ctx.ask(watcher, "emit", { scope: "io", except: ["r"] }, "not for r", []);
    await ctx.fence(watcher);
    const back = await comeBack(ctx, nsp, { pid, offset });
    ctx.record(back.before.map(stripped));
    ctx.record(back.sid === sid, back.pid === pid);
    ctx.record((await ask(back.socket, nsp, "rooms")).map((room) => (room === sid ? "own" : room)).sort());
    ctx.record((await ask(back.socket, nsp, "handshake")).recovered);
    const [self] = (await ctx.ask(watcher, "fetch-sockets", { scope: "io", to: ["r"] })).filter(({ id }) => id === sid);
    ctx.record(self.data);
    watcher.emit("toroom", "r", "live again");
    ctx.record(stripped(await back.socket.next()));
  });

  scenario("who missed nothing gets nothing", recovery, async (ctx) => {
    const nsp = ctx.namespace();
    const watcher = await ctx.connected(nsp);
    const { socket, sid, pid, offset } = await begin(ctx, nsp, "r");
    socket.terminate();
    await until(ctx, watcher, 1);
    const back = await comeBack(ctx, nsp, { pid, offset });
    ctx.record(back.before, back.sid === sid);
  });

  for (const [what, auth] of [
    ["an unknown id", ({ offset }) => ({ pid: "AAAAAAAAAAAAAAAAAAAA", offset })],
    ["an unknown offset", ({ pid }) => ({ pid, offset: "unknown" })],
    ["an id that is no text", ({ offset }) => ({ pid: 7, offset })],
    ["an offset that is no text", ({ pid }) => ({ pid, offset: { a: 1 } })],
  ]) {
    scenario(`${what} begins a new session`, recovery, async (ctx) => {
      const nsp = ctx.namespace();
      const watcher = await ctx.connected(nsp);
      const first = await begin(ctx, nsp, "r");
      first.socket.terminate();
      await until(ctx, watcher, 1);
      watcher.emit("bcast", "missed");
      await ctx.fence(watcher);
      const back = await comeBack(ctx, nsp, auth(first));
      ctx.record(back.before.length, back.sid === first.sid, back.pid === first.pid);
      ctx.record((await ask(back.socket, nsp, "handshake")).recovered, (await ask(back.socket, nsp, "rooms")).length);
    });
  }

  scenario("after its time a session is forgotten", { profile: "forgetful" }, async (ctx) => {
    const nsp = ctx.namespace();
    const first = await begin(ctx, nsp, "r");
    first.socket.terminate();
    await sleep(700);
    const back = await comeBack(ctx, nsp, first);
    ctx.record(back.sid === first.sid);
    ctx.record((await ask(back.socket, nsp, "handshake")).recovered);
  });

  scenario("a client that left by itself", {
    ...recovery,
    differs: { why: "a namespace that was left is not saved (wire §8.5); the reference keeps what it saved before", ours: [false, false] },
  }, async (ctx) => {
    const nsp = ctx.namespace();
    const watcher = await ctx.connected(nsp);
    const first = await begin(ctx, nsp, "r");
    first.socket.terminate();
    await until(ctx, watcher, 1);
    const second = await comeBack(ctx, nsp, first);
    second.socket.send(`41${nsp},`);
    await until(ctx, watcher, 1);
    const third = await comeBack(ctx, nsp, first);
    ctx.record(third.sid === first.sid);
    ctx.record((await ask(third.socket, nsp, "handshake")).recovered);
  });

  scenario("a client that was sent away begins anew", recovery, async (ctx) => {
    const nsp = ctx.namespace();
    const watcher = await ctx.connected(nsp);
    const first = await begin(ctx, nsp, "r");
    first.socket.send(`42${nsp},["kick-me",false]`);
    await until(ctx, watcher, 1);
    const back = await comeBack(ctx, nsp, first);
    ctx.record(back.sid === first.sid);
  });

  scenario("a token used twice", {
    ...recovery,
    differs: { why: "wire §10.11: recovery tokens work once", ours: [true, false] },
  }, async (ctx) => {
    const nsp = ctx.namespace();
    const watcher = await ctx.connected(nsp);
    const first = await begin(ctx, nsp, "r");
    first.socket.terminate();
    await until(ctx, watcher, 1);
    ctx.record((await comeBack(ctx, nsp, first)).sid === first.sid);
    ctx.record((await comeBack(ctx, nsp, first)).sid === first.sid);
  });

  scenario("the middlewares are passed once", recovery, async (ctx) => {
    const socket = ctx.websocket();
    await socket.next();
    socket.send('40/auth,{"token":"secret"}');
    const answer = await socket.next();
    const { sid, pid } = JSON.parse(answer.slice(answer.indexOf("{")));
    socket.send('42/auth,["message","x"]');
    const offset = offsetOf(await socket.next());
    socket.terminate();
    await sleep(100);
    const back = await comeBack(ctx, "/auth", { pid, offset });
    ctx.record(back.sid === sid, back.before.length);
  });

  for (const transports of [["websocket"], ["polling"], ["polling", "websocket"]]) {
    scenario(`the official client recovers (${transports.join(" then ")})`, { ...recovery, limit: 20_000 }, async (ctx) => {
      const nsp = ctx.namespace();
      const watcher = await ctx.connected(nsp);
      const client = await ctx.connected(nsp, { transports, reconnection: true, reconnectionDelay: 300, reconnectionDelayMax: 400, randomizationFactor: 0 });
      if (transports.length > 1 && client.io.engine.transport.name !== "websocket") await ctx.once(client.io.engine, "upgrade");
      await ctx.ask(client, "join", "r");
      watcher.emit("toroom", "r", "before");
      await ctx.once(client, "toroom");
      const id = client.id;
      const back = ctx.once(client, "connect");
      client.io.engine.close();
      await until(ctx, watcher, 1);
      for (let i = 0; i < 5; i++) watcher.emit("toroom", "r", { i, bytes: Buffer.from([i]) });
      await ctx.fence(watcher);
      await back;
      await ctx.fence(client);
      ctx.record(client.recovered, client.id === id);
      ctx.record(client.events.map(([name, value]) => [name, value]));
    });
  }

  scenario("a client that comes back to another server's memory begins anew", { ...recovery, own: true }, async (ctx) => {
    const client = await ctx.connected("/", { reconnection: true, reconnectionDelay: 50, reconnectionDelayMax: 100 });
    client.emit("message", "x");
    await ctx.once(client, "message-back");
    const id = client.id;
    const back = ctx.once(client, "connect", 20_000);
    ctx.server.signal("SIGKILL");
    await ctx.server.restart();
    await back;
    ctx.record(client.recovered, client.id === id);
  });
});
