import { group } from "../harness/scenario.mjs";

/** A watcher in a namespace of its own, and what it is told of `leave`. */
async function watched(ctx, leave, options) {
  const nsp = ctx.namespace();
  const watcher = await ctx.connected(nsp);
  await ctx.ask(watcher, "join", "watch");
  const client = await ctx.connected(nsp, options);
  await ctx.ask(client, "join", ["b", "a"]);
  client.emit("watch-disconnect", "watch");
  await ctx.fence(client);
  const own = new Promise((resolve) => client.once("disconnect", (reason) => resolve(reason)));
  const gone = ctx.once(watcher, "peer-disconnect", 8000);
  await leave(client);
  await gone;
  await ctx.fence(watcher);
  ctx.record(watcher.events);
  return own;
}

export default group("disconnect", (scenario) => {
  for (const transport of ["websocket", "polling"]) {
    const options = { transports: [transport] };
    scenario(`the client leaves (${transport})`, async (ctx) => {
      ctx.record(await watched(ctx, (client) => client.disconnect(), options));
    });

    scenario(`the client closes its connection (${transport})`, async (ctx) => {
      ctx.record(await watched(ctx, (client) => client.io.engine.close(), options));
    });

    scenario(`the server sends the socket away (${transport})`, async (ctx) => {
      ctx.record(await watched(ctx, (client) => client.emit("kick-me", false), options));
    });

    scenario(`the server sends the socket away with its connection (${transport})`, async (ctx) => {
      ctx.record(await watched(ctx, (client) => client.emit("kick-me", true), options));
    });
  }

  scenario("the connection breaks without a close frame", async (ctx) => {
    ctx.record(await watched(ctx, (client) => client.io.engine.transport.ws.terminate()));
  });

  scenario("a websocket closed with a code", async (ctx) => {
    ctx.record(await watched(ctx, (client) => client.io.engine.transport.ws.close(4321, "bye")));
  });

  scenario("a malformed packet", async (ctx) => {
    ctx.record(await watched(ctx, (client) => client.io.engine.write("9")));
  });

  scenario("a malformed Engine.IO packet", async (ctx) => {
    ctx.record(await watched(ctx, (client) => client.io.engine.transport.ws.send("x")));
  });

  scenario("sent away: the packet, and the connection stays", async (ctx) => {
    const socket = await ctx.joined();
    socket.send("40/custom,");
    await socket.next();
    socket.send('42/custom,["kick-me",false]');
    ctx.record(await socket.next());
    ctx.record(await socket.fence());
    socket.send("40/custom,");
    ctx.record(await socket.next());
  });

  scenario("sent away with the connection: every namespace is told, then the end", async (ctx) => {
    const socket = await ctx.joined();
    socket.send("40/custom,", "40/dynamic-3,");
    await socket.take(2);
    socket.send('42/custom,["kick-me",true]');
    const messages = await socket.rest();
    ctx.record(messages.slice(0, -1).sort(), messages.at(-1));
  });

  scenario("the last words before a disconnection arrive", async (ctx) => {
    const socket = await ctx.joined();
    socket.send('42["message","last"]', '42["kick-me",true]');
    ctx.record(await socket.rest());
  });

  scenario("events that a client sent before it left are handled", {
    differs: { why: "wire §10.7: the reference drops events followed by a disconnect in the same read; ours runs them", ours: [[["bcast", "last"]]] },
  }, async (ctx) => {
    const watcher = await ctx.connected(ctx.namespace());
    const socket = await ctx.joined(watcher.nsp);
    socket.socket._socket.cork();
    socket.send(`42${watcher.nsp},["bcast","last"]`, `41${watcher.nsp},`);
    socket.socket._socket.uncork();
    while ((await ctx.ask(watcher, "all-rooms")) > 1);
    await ctx.fence(watcher);
    ctx.record(watcher.events);
  });

  scenario("nothing is sent to a socket that was sent away", async (ctx) => {
    const nsp = ctx.namespace();
    const watcher = await ctx.connected(nsp);
    const socket = await ctx.joined(nsp);
    socket.send("40", `42${nsp},["kick-me",false]`);
    await socket.take(2);
    await ctx.ask(watcher, "emit", { scope: "io" }, "news", []);
    ctx.record(await socket.fence());
  });

  scenario("the client's own reconnection comes back with a new id", async (ctx) => {
    const client = await ctx.connected("/", { reconnection: true, reconnectionDelay: 10, reconnectionDelayMax: 20 });
    const first = client.id;
    client.io.engine.close();
    await ctx.once(client, "connect");
    ctx.record(client.id !== first, client.recovered, await ctx.ask(client, "echo", "back"));
  });

  scenario("a client that was sent away does not come back by itself", async (ctx) => {
    const client = await ctx.connected("/", { reconnection: true, reconnectionDelay: 10 });
    client.emit("kick-me", false);
    const [reason] = await ctx.once(client, "disconnect");
    ctx.record(reason, client.active);
    client.connect();
    await ctx.once(client, "connect");
    ctx.record(await ctx.ask(client, "echo", "by hand"));
  });

  scenario("a close packet on a websocket", {
    differs: { why: "wire §10.4: the reference ignores it; ours closes at once", ours: [[{ closed: 1005 }]] },
  }, async (ctx) => {
    const socket = await ctx.joined();
    socket.send("1");
    ctx.record(await socket.fence());
  });
});
