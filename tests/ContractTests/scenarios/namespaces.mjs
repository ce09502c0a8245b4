import { group } from "../harness/scenario.mjs";

export default group("namespaces", (scenario) => {
  for (const packet of ["40", "40/", "40/,", "40{}", '40{"a":1}', "40/custom", "40/custom,", '40/custom,{"token":"x"}', "40/dynamic-12,", "40/auth,", '40/auth,{"token":"secret"}', '40/auth,{"token":"wrong"}', '40/auth,{"token":1}']) {
    scenario(`connect by ${packet}`, { profile: "greeting" }, async (ctx) => {
      const socket = ctx.websocket();
      await socket.next();
      socket.send(packet);
      const first = await socket.next();
      ctx.record(first);
      if (first.startsWith("40")) ctx.record(await socket.next());
    });
  }

  for (const name of ["/nowhere", "/Custom", "/custom/", "/custom?x=1", "/dynamic-", "/dynamic-1a", "/dynamic-x", "/ünïcode", "/with space", "/a/b/c", "custom"]) {
    scenario(`there is no namespace ${name}`, async (ctx) => {
      const socket = ctx.websocket();
      await socket.next();
      socket.send(`40${name},`);
      ctx.record(await socket.next());
      socket.send("40");
      ctx.record((await socket.next()).closed ?? "still open");
    });
  }

  scenario("connecting twice to one namespace closes the connection", async (ctx) => {
    const socket = await ctx.joined();
    socket.send("40/custom,");
    await socket.next();
    socket.send("40/custom,");
    ctx.record(await socket.rest());
  });

  scenario("after leaving, a namespace can be joined again with another id", async (ctx) => {
    const socket = await ctx.joined("/custom");
    socket.send("40", "41/custom,");
    await socket.next();
    await socket.fence();
    socket.send("40/custom,");
    const again = JSON.parse((await socket.next()).slice("40/custom,".length)).sid;
    ctx.record(again !== socket.id);
    ctx.record(await socket.fence("/custom"));
  });

  scenario("a namespace that was left takes no events: the connection closes", async (ctx) => {
    const socket = await ctx.joined("/custom");
    socket.send("40", "41/custom,");
    await socket.next();
    await socket.fence();
    socket.send('42/custom,["message"]');
    ctx.record(await socket.rest());
  });

  scenario("several namespaces share a connection and keep apart", async (ctx) => {
    const socket = await ctx.joined();
    socket.send("40/custom,");
    const custom = await socket.next();
    ctx.record(custom.includes(socket.id));
    socket.send('42["message",1]', '42/custom,["message",2]', '42["message",3]', '42/custom,5["echo",4]');
    ctx.record(await socket.take(4));
  });

  scenario("the order over namespaces is the order of sending", async (ctx) => {
    const socket = await ctx.joined();
    socket.send("40/custom,");
    await socket.next();
    for (let i = 0; i < 30; i++) socket.send(i % 2 ? `42/custom,["message",${i}]` : `42["message",${i}]`);
    ctx.record((await socket.take(30)).map((message) => JSON.parse(message.slice(message.indexOf("[")))[1]));
  });

  scenario("leaving one namespace leaves the others open", async (ctx) => {
    const socket = await ctx.joined();
    socket.send("40/custom,");
    await socket.next();
    socket.send("41/custom");
    ctx.record(await socket.fence());
  });

  scenario("the official client: two namespaces on one connection, one disconnects", async (ctx) => {
    const main = await ctx.connected();
    const custom = main.io.socket("/custom");
    await ctx.once(custom, "connect");
    ctx.record(main.id !== custom.id);
    custom.disconnect();
    ctx.record(await ctx.ask(main, "echo", "main lives"));
    custom.connect();
    await ctx.once(custom, "connect");
    ctx.record(await ctx.ask(custom, "echo", "custom again"));
  });

  scenario("the official client is refused by a middleware with message and data", async (ctx) => {
    const client = ctx.client("/auth", { auth: { token: "wrong" } });
    const [error] = await ctx.once(client, "connect_error");
    ctx.record(error.message, error.data);
    client.auth = { token: "secret" };
    client.connect();
    await ctx.once(client, "connect");
    ctx.record(await ctx.ask(client, "echo", "in"));
  });

  scenario("the official client asks for a namespace that is not there", async (ctx) => {
    const client = ctx.client("/nowhere");
    const [error] = await ctx.once(client, "connect_error");
    ctx.record(error.message, error.data);
  });

  scenario("a refused namespace does not touch the others of the connection", async (ctx) => {
    const socket = await ctx.joined();
    for (const name of ["/auth", "/nowhere"]) {
      socket.send(`40${name},`);
      ctx.record(await socket.next());
    }
    ctx.record(await socket.fence());
  });

  scenario("rooms and broadcasts end at the namespace", async (ctx) => {
    const [one, two] = [ctx.namespace(), ctx.namespace()];
    const [a, b, c] = [await ctx.connected(one), await ctx.connected(one), await ctx.connected(two)];
    for (const client of [a, b, c]) await ctx.ask(client, "join", "shared");
    a.emit("bcast", "to one");
    a.emit("toroom", "shared", "to the room in one");
    await ctx.fence(a);
    await ctx.fence(b, c);
    ctx.record(a.events, b.events, c.events);
  });

  scenario("every dynamic namespace is one of its own, empty when all have left", async (ctx) => {
    const nsp = ctx.namespace();
    const first = await ctx.connected(nsp);
    ctx.record(await ctx.ask(first, "all-rooms"));
    const second = await ctx.connected(nsp);
    ctx.record(await ctx.ask(second, "all-rooms"));
    first.disconnect();
    while ((await ctx.ask(second, "all-rooms")) !== 1);
    second.disconnect();
    const third = await ctx.connected(nsp);
    ctx.record(await ctx.ask(third, "all-rooms"));
  });
});
