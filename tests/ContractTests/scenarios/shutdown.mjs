import { group, sleep } from "../harness/scenario.mjs";

const own = { own: true };

/** Sends SIGTERM and returns how the process ended and whether that was soon. */
async function terminate(ctx) {
  const started = performance.now();
  ctx.server.signal("SIGTERM");
  const code = await ctx.server.exited;
  return { code, soon: performance.now() - started < 6000 };
}

export default group("shutdown", (scenario) => {
  scenario("with no client the process ends with 0", own, async (ctx) => {
    ctx.record(await terminate(ctx));
  });

  scenario("websocket clients are closed without a packet, and the process ends with 0", own, async (ctx) => {
    const sockets = [await ctx.joined(), await ctx.joined("/custom")];
    const end = terminate(ctx);
    ctx.record(await sockets[0].rest(), await sockets[1].rest());
    ctx.record(await end);
  });

  scenario("a waiting GET is answered", own, async (ctx) => {
    const session = await ctx.polling().open();
    await session.connect();
    const poll = session.startPoll();
    await sleep(50);
    const end = terminate(ctx);
    ctx.record((await poll.done()).body);
    ctx.record(await end);
  });

  for (const transport of ["websocket", "polling"]) {
    scenario(`the official client sees the transport close (${transport})`, own, async (ctx) => {
      const client = await ctx.connected("/custom", { transports: [transport] });
      const gone = ctx.once(client, "disconnect", 8000);
      const end = terminate(ctx);
      // On polling the reference's last answer and the end of its listening race: an error is right too.
      ctx.record((await gone)[0].replace(transport === "polling" ? "error" : "", transport === "polling" ? "close" : ""));
      ctx.record(await end);
    });
  }

  scenario("a connection that has joined nothing is closed too", own, async (ctx) => {
    const socket = ctx.websocket();
    await socket.next();
    const end = terminate(ctx);
    ctx.record(await socket.rest());
    ctx.record(await end);
  });

  scenario("clients that reconnect find the next server", own, async (ctx) => {
    const client = await ctx.connected("/", { reconnection: true, reconnectionDelay: 50, reconnectionDelayMax: 100 });
    const gone = ctx.once(client, "disconnect");
    ctx.record(await terminate(ctx), (await gone)[0]);
    const back = ctx.once(client, "connect", 20_000);
    await ctx.server.restart();
    await back;
    ctx.record(await ctx.ask(client, "echo", "again"));
  });

  scenario("killed: clients see the connection break, and come back", own, async (ctx) => {
    const client = await ctx.connected("/", { reconnection: true, reconnectionDelay: 50, reconnectionDelayMax: 100 });
    const gone = ctx.once(client, "disconnect");
    ctx.server.signal("SIGKILL");
    ctx.record((await gone)[0]);
    const back = ctx.once(client, "connect", 20_000);
    await ctx.server.restart();
    await back;
    ctx.record(await ctx.ask(client, "echo", "again"));
  });
});
