import { group, sleep } from "../harness/scenario.mjs";

const fast = { profile: "fast" };
const since = (start) => performance.now() - start;

export default group("heartbeat", (scenario) => {
  scenario("websocket: the server pings, an answering client lives", fast, async (ctx) => {
    const socket = await ctx.joined();
    for (let i = 0; i < 3; i++) {
      ctx.record(await socket.next());
      socket.send("3");
    }
    ctx.record(await socket.fence());
  });

  scenario("websocket: a silent client is closed after one ping", fast, async (ctx) => {
    const started = performance.now();
    const socket = await ctx.joined();
    ctx.record(await socket.rest());
    ctx.record(since(started) > 600 && since(started) < 2000);
  });

  scenario("websocket: the room learns of the ping timeout", fast, async (ctx) => {
    const nsp = ctx.namespace();
    const watcher = await ctx.connected(nsp);
    await ctx.ask(watcher, "join", "watch");
    const socket = await ctx.joined(nsp);
    socket.send(`42${nsp},["watch-disconnect","watch"]`);
    ctx.record(await ctx.once(watcher, "peer-disconnect"));
    ctx.record(watcher.events);
  });

  scenario("polling: the ping comes with the GET, an answering client lives", fast, async (ctx) => {
    const session = await ctx.polling().open();
    await session.connect();
    for (let i = 0; i < 3; i++) {
      ctx.record(await session.poll());
      ctx.record(await session.push("3"));
    }
    ctx.record(await session.push('421["echo",1]'));
    ctx.record((await session.poll()).filter((packet) => packet !== "2"));
  });

  scenario("polling: a silent client is gone", fast, async (ctx) => {
    const session = await ctx.polling().open();
    await session.connect();
    await sleep(1200);
    ctx.record(await session.poll());
  });

  scenario("polling: the clock of a ping runs even when no GET fetches it", fast, async (ctx) => {
    const session = await ctx.polling().open();
    await session.push("40");
    await sleep(420);
    ctx.record((await session.poll()).map((packet) => packet.slice(0, 2)));
    await sleep(700);
    ctx.record(await session.poll());
  });

  scenario("a waiting GET is ended by the ping timeout", fast, async (ctx) => {
    const session = await ctx.polling().open();
    await session.connect();
    ctx.record(await session.poll());
    ctx.record((await session.startPoll().done()).body);
    ctx.record(await session.poll());
  });

  scenario("other packets extend the wait for a pong once", fast, async (ctx) => {
    const socket = await ctx.joined();
    ctx.record(await socket.next());
    const pinged = performance.now();
    await sleep(120);
    socket.send('42["message",1]');
    ctx.record(await socket.next());
    const chatter = setInterval(() => socket.socket.readyState === 1 && socket.send('42["set-data",{}]'), 20);
    ctx.record((await socket.rest()).at(-1));
    clearInterval(chatter);
    ctx.record(since(pinged) > 460, since(pinged) < 2000);
  });

  scenario("a pong that nobody asked for is no error", fast, async (ctx) => {
    const socket = await ctx.joined();
    socket.send("3", "3", "3text");
    ctx.record((await socket.fence()).filter((message) => message !== "2"));
  });

  for (const packet of ["2", "2probe"]) {
    scenario(`a ${packet} of the client closes the connection`, async (ctx) => {
      const socket = await ctx.joined();
      socket.send(packet);
      ctx.record(await socket.rest());
    });
  }

  scenario("a connection that joins no namespace is closed", fast, async (ctx) => {
    const started = performance.now();
    const socket = ctx.websocket({ hidePings: true });
    await socket.next();
    ctx.record(await socket.rest());
    ctx.record(since(started) > 900 && since(started) < 2500);
  });

  scenario("a connection whose namespaces were all refused is closed", fast, async (ctx) => {
    const socket = ctx.websocket({ hidePings: true });
    await socket.next();
    socket.send("40/nowhere,", "40/auth,");
    ctx.record(await socket.rest());
  });

  scenario("a connection that left its namespace stays", fast, async (ctx) => {
    const socket = await ctx.joined("/custom", undefined, { hidePings: true });
    socket.send("41/custom,");
    await sleep(1300);
    socket.send("40/custom,");
    ctx.record(await socket.next());
  });

  scenario("the official client lives through many heartbeats on each transport", fast, async (ctx) => {
    const clients = [await ctx.connected(), await ctx.connected("/", { transports: ["polling"] })];
    await sleep(1600);
    await ctx.fence(...clients);
    ctx.record(clients.map((client) => client.connected));
  });

  scenario("a ping outstanding at the upgrade does not leave a ghost", {
    ...fast,
    differs: { why: "wire §10.2: the reference clears the timeout at the upgrade and never pings again", ours: ["closed"] },
  }, async (ctx) => {
    const session = await ctx.polling().open();
    await session.connect();
    const poll = session.startPoll();
    await poll.done();
    const socket = ctx.websocket({ query: `&sid=${session.sid}` });
    await socket.opened;
    socket.send("2probe");
    await socket.next();
    socket.send("5");
    ctx.record(await socket.rest(2500).then(() => "closed", () => "alive after 2500 ms"));
  });
});
