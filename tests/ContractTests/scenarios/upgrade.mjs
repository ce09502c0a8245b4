import { group, sleep } from "../harness/scenario.mjs";

/** A joined polling session and a websocket on it, opened. */
async function begin(ctx) {
  const session = await ctx.polling().open();
  await session.connect();
  const socket = ctx.websocket({ query: `&sid=${session.sid}` });
  await socket.opened;
  return { session, socket };
}

async function upgraded(ctx) {
  const { session, socket } = await begin(ctx);
  socket.send("2probe");
  await socket.next();
  socket.send("5");
  await socket.fence();
  return { session, socket };
}

export default group("upgrade", (scenario) => {
  scenario("probe, noop for the waiting GET, upgrade", async (ctx) => {
    const { session, socket } = await begin(ctx);
    const poll = session.startPoll();
    await sleep(30);
    socket.send("2probe");
    ctx.record(await socket.next());
    ctx.record((await poll.done()).body);
    socket.send("5");
    ctx.record(await socket.fence());
    ctx.record((await session.startPoll().done()).body);
    ctx.record(await session.push("40/custom,"));
  });

  scenario("frames sent without waiting are taken in order", async (ctx) => {
    const { socket } = await begin(ctx);
    socket.send("2probe", "5", '42["message","at once"]');
    ctx.record(await socket.fence());
  });

  scenario("every GET before the upgrade packet gets a noop", async (ctx) => {
    const { session, socket } = await begin(ctx);
    socket.send("2probe");
    ctx.record(await socket.next());
    for (let i = 0; i < 3; i++) ctx.record(await session.poll());
    socket.send("5");
    ctx.record(await socket.fence());
  });

  scenario("no noop before the probe", async (ctx) => {
    const { session } = await begin(ctx);
    const poll = session.startPoll();
    await sleep(250);
    ctx.record(await poll.state());
    await session.push('42["message",1]');
    ctx.record((await poll.done()).body);
  });

  scenario("until the upgrade packet posts are taken, and answers go to a waiting GET", async (ctx) => {
    const { session, socket } = await begin(ctx);
    socket.send("2probe");
    ctx.record(await socket.next());
    ctx.record(await session.push('421["echo","by post"]'));
    ctx.record(await session.poll());
    socket.send("5");
    ctx.record(await socket.fence());
  });

  scenario("what waits at the upgrade packet leaves on the websocket", async (ctx) => {
    const { session, socket } = await begin(ctx);
    socket.send("2probe");
    await socket.next();
    await session.push('42["message",1]', '42["message",2]');
    socket.send("5", '42["message",3]');
    ctx.record(await socket.fence());
  });

  scenario("a websocket that probes wrongly is closed, the session goes on", async (ctx) => {
    for (const packet of ['42["message"]', "2other", "2", "3probe", "1", "6", ""]) {
      const { session, socket } = await begin(ctx);
      socket.send(packet);
      ctx.record(packet, await socket.next(), await session.push('421["echo",1]'), await session.poll());
    }
  });

  scenario("a wrong packet after the probe", async (ctx) => {
    const { session, socket } = await begin(ctx);
    socket.send("2probe", '42["message"]');
    ctx.record(await socket.rest());
    ctx.record(await session.push('421["echo",1]'));
    ctx.record(await session.poll());
  });

  scenario("a binary message instead of the probe", async (ctx) => {
    const { session, socket } = await begin(ctx);
    socket.send(Buffer.from([1]));
    ctx.record(await socket.rest());
    ctx.record(await session.push('421["echo",1]'));
    ctx.record(await session.poll());
  });

  scenario("a websocket that leaves before the upgrade: the session goes on and may try again", async (ctx) => {
    const { session, socket } = await begin(ctx);
    socket.send("2probe");
    await socket.next();
    socket.close();
    await socket.closed;
    await sleep(50);
    ctx.record(await session.push('421["echo",1]'));
    ctx.record((await session.poll()).filter((packet) => packet !== "6"));
    const again = ctx.websocket({ query: `&sid=${session.sid}` });
    await again.opened;
    again.send("2probe");
    ctx.record(await again.next());
    again.send("5");
    ctx.record(await again.fence());
  });

  scenario("a second websocket while upgrading is closed, the first goes on", async (ctx) => {
    const { session, socket } = await begin(ctx);
    const second = ctx.websocket({ query: `&sid=${session.sid}` });
    ctx.record(await second.next());
    socket.send("2probe");
    ctx.record(await socket.next());
    const third = ctx.websocket({ query: `&sid=${session.sid}` });
    ctx.record(await third.next());
    socket.send("5");
    ctx.record(await socket.fence());
  });

  scenario("a websocket after the upgrade is closed, the first goes on", async (ctx) => {
    const { session, socket } = await upgraded(ctx);
    const second = ctx.websocket({ query: `&sid=${session.sid}` });
    ctx.record(await second.next());
    ctx.record(await socket.fence());
  });

  scenario("a second websocket for a session that began on websocket does not disturb it", async (ctx) => {
    const socket = await ctx.joined();
    const second = ctx.websocket({ query: `&sid=${socket.open.sid}` });
    await second.opened;
    ctx.record(await socket.fence());
    second.close();
    await second.closed;
    ctx.record(await socket.fence());
  });

  scenario("the upgrade packet without a probe", async (ctx) => {
    const { socket } = await begin(ctx);
    socket.send("5");
    ctx.record(await socket.fence());
  });

  scenario("a websocket for another protocol version of the session is refused", async (ctx) => {
    const session = await ctx.polling().open();
    const socket = ctx.websocket({ eio: 3, query: `&sid=${session.sid}` });
    ctx.record(await socket.opened.then(() => "opened", (error) => [error.status, error.body]));
  });

  scenario("a GET that waits at the upgrade packet is let go", async (ctx) => {
    const { session, socket } = await begin(ctx);
    const poll = session.startPoll();
    await sleep(30);
    socket.send("2probe", "5");
    ctx.record(await socket.fence());
    ctx.record((await poll.done()).status);
  });

  scenario("the session closed while upgrading: the websocket closes too", async (ctx) => {
    const { session, socket } = await begin(ctx);
    socket.send("2probe");
    await socket.next();
    ctx.record(await session.push("1"));
    ctx.record(await socket.rest());
  });

  scenario("the server closing while upgrading says so on the websocket after the upgrade", async (ctx) => {
    const { session, socket } = await begin(ctx);
    socket.send("2probe");
    await socket.next();
    await session.push('42["kick-me",true]');
    socket.send("5");
    ctx.record(await socket.rest());
  });

  scenario("binary waits for the upgrade as well as text", async (ctx) => {
    const { session, socket } = await begin(ctx);
    socket.send("2probe");
    await socket.next();
    ctx.record(await session.push('451-["message",{"_placeholder":true,"num":0}]', "bAQID"));
    socket.send("5");
    ctx.record(await socket.fence());
  });

  scenario("the official client upgrades, and no message is lost or out of order", async (ctx) => {
    const client = ctx.client("/", { transports: ["polling", "websocket"] });
    const got = [];
    client.on("message-back", (n) => got.push(n));
    const upgrade = new Promise((resolve) => client.io.on("open", () => client.io.engine.once("upgrade", resolve)));
    await ctx.once(client, "connect");
    for (let i = 0; i < 300; i++) {
      client.emit("message", i);
      if (i % 10 === 0) await sleep(1);
    }
    await upgrade;
    await ctx.fence(client);
    ctx.record(got.length, got.every((n, i) => n === i), client.io.engine.transport.name);
  });

  scenario("the official client upgrades while the server talks", async (ctx) => {
    const nsp = ctx.namespace();
    const talker = await ctx.connected(nsp);
    const listener = ctx.client(nsp, { transports: ["polling", "websocket"] });
    const got = [];
    listener.on("bcast", (n) => got.push(n));
    await ctx.once(listener, "connect");
    for (let i = 0; i < 200; i++) {
      talker.emit("bcast", i);
      if (i % 5 === 0) await sleep(1);
    }
    await ctx.fence(talker);
    while (listener.io.engine.transport.name !== "websocket") await sleep(10);
    await ctx.fence(listener);
    ctx.record(got.length, got.every((n, i) => n === i));
  });

  scenario("a client that may not upgrade stays on polling", async (ctx) => {
    const client = await ctx.connected("/", { transports: ["polling", "websocket"], upgrade: false });
    await ctx.fence(client);
    ctx.record(client.io.engine.transport.name);
  });
});
