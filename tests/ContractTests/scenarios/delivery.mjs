import { group, sleep } from "../harness/scenario.mjs";

export default group("delivery", (scenario) => {
  for (const transport of ["websocket", "polling"]) {
    scenario(`a thousand events and answers keep their order (${transport})`, async (ctx) => {
      const client = await ctx.connected("/", { transports: [transport] });
      const answers = [];
      for (let i = 0; i < 1000; i++) {
        client.emit("message", i);
        if (i % 10 === 0) client.emit("echo", i, (value) => answers.push(value));
      }
      await ctx.fence(client);
      ctx.record(client.events.length, client.events.every(([, value], i) => value === i), answers.every((value, i) => value === i * 10));
    });

    scenario(`text and binary keep their order (${transport})`, async (ctx) => {
      const client = await ctx.connected("/", { transports: [transport] });
      for (let i = 0; i < 60; i++) client.emit("message", i % 3 ? i : [i, Buffer.from([i])]);
      await ctx.fence(client);
      ctx.record(client.events.map(([, value]) => (Array.isArray(value) ? value[1][0] : value)));
    });

    scenario(`three senders to a room: each sender's order is kept (${transport})`, async (ctx) => {
      const nsp = ctx.namespace();
      const senders = [await ctx.connected(nsp), await ctx.connected(nsp), await ctx.connected(nsp)];
      const listener = await ctx.connected(nsp, { transports: [transport] });
      await ctx.ask(listener, "join", "r");
      for (let i = 0; i < 100; i++) senders.forEach((sender, s) => sender.emit("toroom", "r", [s, i]));
      await ctx.fence(...senders);
      await ctx.fence(listener);
      const of = (s) => listener.events.map(([, value]) => value).filter(([from]) => from === s).map(([, i]) => i);
      ctx.record(senders.map((_, s) => of(s).length === 100 && of(s).every((value, i) => value === i)));
    });
  }

  scenario("volatile on polling: dropped while no GET waits", async (ctx) => {
    const session = await ctx.polling().open();
    await session.connect();
    ctx.record(await session.push('421["emit",{"scope":"socket","volatile":true},"v",["dropped"]]'));
    ctx.record(await session.poll());
  });

  scenario("volatile on polling: delivered to a waiting GET", async (ctx) => {
    const session = await ctx.polling().open();
    await session.connect();
    const poll = session.startPoll();
    await sleep(50);
    await session.push('42["emit",{"scope":"socket","volatile":true},"v",["delivered"]]');
    ctx.record((await poll.done()).body);
  });

  scenario("volatile on polling: the second of one moment is dropped", async (ctx) => {
    const session = await ctx.polling().open();
    await session.connect();
    const poll = session.startPoll();
    await sleep(50);
    await session.push('42["emit",{"scope":"socket","volatile":true},"v",[1]]', '42["emit",{"scope":"socket","volatile":true},"v",[2]]', '421["echo","end"]');
    const packets = (await poll.done()).body.split("\x1e");
    while (!packets.includes('431["end"]')) packets.push(...(await session.poll()));
    ctx.record(packets);
  });

  scenario("volatile on an idle websocket: delivered", async (ctx) => {
    const socket = await ctx.joined();
    socket.send('42["emit",{"scope":"socket","volatile":true},"v",["delivered"]]');
    ctx.record(await socket.fence());
  });

  scenario("a volatile broadcast skips only those that cannot take it", async (ctx) => {
    const nsp = ctx.namespace();
    const ready = await ctx.connected(nsp);
    const session = await ctx.polling().open();
    await session.connect(nsp);
    await ctx.ask(ready, "emit", { scope: "io", volatile: true }, "v", [1]);
    await ctx.ask(ready, "emit", { scope: "io" }, "n", [2]);
    ctx.record(ready.events);
    ctx.record((await session.poll()).map((packet) => packet.replace(nsp, "/nsp")));
  });

  scenario("one slow polling client does not hold up a broadcast", async (ctx) => {
    const nsp = ctx.namespace();
    const ready = await ctx.connected(nsp);
    const session = await ctx.polling().open();
    await session.connect(nsp);
    for (let i = 0; i < 50; i++) ready.emit("bcast", i);
    await ctx.fence(ready);
    ctx.record(ready.events.length);
    ctx.record((await session.poll()).length);
  });

  scenario("polling and websocket clients meet in a room", async (ctx) => {
    const nsp = ctx.namespace();
    const clients = [await ctx.connected(nsp), await ctx.connected(nsp, { transports: ["polling"] }), await ctx.connected(nsp, { transports: ["polling", "websocket"] })];
    for (const client of clients) await ctx.ask(client, "join", "r");
    for (const [i, client] of clients.entries()) {
      client.emit("toroom", "r", i);
      await ctx.fence(client);
    }
    await ctx.fence(...clients);
    ctx.record(clients.map((client) => client.events.map(([, value]) => value)));
  });

  scenario("fifty clients come and go at once", async (ctx) => {
    const nsp = ctx.namespace();
    const clients = await Promise.all(Array.from({ length: 50 }, (_, i) => ctx.connected(nsp, { transports: i % 2 ? ["websocket"] : ["polling"] })));
    await Promise.all(clients.map((client) => ctx.ask(client, "join", "r")));
    ctx.record(await ctx.ask(clients[0], "all-rooms"));
    clients[1].emit("bcast", "all");
    await ctx.fence(clients[1]);
    await ctx.fence(...clients);
    ctx.record(clients.every((client) => client.events.length === 1));
    clients.slice(1).forEach((client) => client.disconnect());
    while ((await ctx.ask(clients[0], "all-rooms")) > 1);
    ctx.record("alone");
  });
});
