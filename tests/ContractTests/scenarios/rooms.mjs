import { group } from "../harness/scenario.mjs";

/** `count` clients of a namespace of their own. */
async function crowd(ctx, count, options) {
  const nsp = ctx.namespace();
  const clients = [];
  for (let i = 0; i < count; i++) clients.push(await ctx.connected(nsp, options));
  return clients;
}

/** Runs `action`, then records what each client got. */
async function seen(ctx, clients, sender, target, event = "news", args = ["x"]) {
  clients.forEach((client) => (client.events.length = 0));
  const answer = await ctx.ask(sender, "emit", target, event, args);
  await ctx.fence(...clients);
  ctx.record(describe(target, clients), clients.map((client) => client.events.length), answer);
}

const describe = (target, clients) => JSON.parse(JSON.stringify(target), (_, value) => {
  const index = clients.findIndex((client) => client.id === value);
  return index < 0 ? value : `#${index}`;
});

export default group("rooms", (scenario) => {
  scenario("a socket is in the room of its id; join and leave", async (ctx) => {
    const [client] = await crowd(ctx, 1);
    const rooms = async () => (await ctx.ask(client, "rooms")).filter((room) => room !== client.id);
    ctx.record((await ctx.ask(client, "rooms"))[0] === client.id, await rooms());
    await ctx.ask(client, "join", "a");
    await ctx.ask(client, "join", ["b", "c", "a"]);
    ctx.record(await rooms());
    await ctx.ask(client, "leave", "b");
    await ctx.ask(client, "leave", "never joined");
    ctx.record(await rooms());
    await ctx.ask(client, "leave", client.id);
    ctx.record(await ctx.ask(client, "rooms"));
  });

  scenario("room names of every kind", async (ctx) => {
    const [a, b] = await crowd(ctx, 2);
    for (const room of ["", " ", "ünï😀", "__proto__", "a,b", "x".repeat(500)]) {
      await ctx.ask(a, "join", room);
      b.events.length = 0;
      a.events.length = 0;
      b.emit("toroom", room, "hi");
      await ctx.fence(b);
      await ctx.fence(a);
      ctx.record(room.length, a.events, b.events);
    }
  });

  scenario("to a room: its members but not the sender", async (ctx) => {
    const clients = await crowd(ctx, 4);
    for (const client of clients.slice(0, 3)) await ctx.ask(client, "join", "r");
    clients[0].emit("toroom", "r", { from: 0 });
    await ctx.fence(clients[0]);
    await ctx.fence(...clients);
    ctx.record(clients.map((client) => client.events));
  });

  scenario("a sender needs not be a member", async (ctx) => {
    const clients = await crowd(ctx, 2);
    await ctx.ask(clients[1], "join", "r");
    clients[0].emit("toroom", "r", "from outside");
    clients[0].emit("toroom", "empty", "to nobody");
    await ctx.fence(clients[0]);
    await ctx.fence(...clients);
    ctx.record(clients.map((client) => client.events));
  });

  scenario("the operators: who gets it", async (ctx) => {
    const clients = await crowd(ctx, 4);
    const [a, b, c, d] = clients;
    await ctx.ask(a, "join", ["r1", "all"]);
    await ctx.ask(b, "join", ["r1", "r2", "all"]);
    await ctx.ask(c, "join", ["r2", "all"]);
    await ctx.ask(d, "join", "all");
    const targets = [
      { scope: "io" }, { scope: "socket" }, { scope: "socket", broadcast: true },
      { scope: "io", to: ["r1"] }, { scope: "io", to: ["r1", "r2"] }, { scope: "io", to: ["r1", "r2", "all"] }, { scope: "io", to: ["none"] },
      { scope: "io", except: ["r1"] }, { scope: "io", except: ["r1", "r2"] }, { scope: "io", to: ["all"], except: ["r2"] }, { scope: "io", to: ["r1"], except: ["r1"] },
      { scope: "socket", to: ["r1"] }, { scope: "socket", to: ["r1", "r2"] }, { scope: "socket", except: ["r2"] }, { scope: "socket", to: ["all"], except: [c.id] },
      { scope: "io", to: [b.id] }, { scope: "io", to: [b.id, d.id, "r1"] }, { scope: "socket", to: [a.id] }, { scope: "io", except: [a.id] },
      { scope: "io", local: true }, { scope: "io", local: true, to: ["r2"] },
      { scope: "io", compress: false }, { scope: "io", compress: true, to: ["r1"] }, { scope: "io", volatile: true }, { scope: "socket", volatile: true },
    ];
    for (const target of targets) await seen(ctx, clients, a, target);
  });

  scenario("the operators on polling clients", async (ctx) => {
    const clients = await crowd(ctx, 3, { transports: ["polling"] });
    await ctx.ask(clients[1], "join", "r");
    await seen(ctx, clients, clients[0], { scope: "io" });
    await seen(ctx, clients, clients[0], { scope: "io", to: ["r"] });
    await seen(ctx, clients, clients[0], { scope: "socket", broadcast: true });
  });

  scenario("a broadcast carries every argument, binary included", async (ctx) => {
    const clients = [...await crowd(ctx, 1)];
    clients.push(await ctx.connected(clients[0].nsp, { transports: ["polling"] }));
    await ctx.ask(clients[0], "emit", { scope: "io" }, "news", [1, "two", { three: [null] }, Buffer.from([4])]);
    await ctx.fence(...clients);
    ctx.record(clients.map((client) => client.events));
  });

  scenario("a socket that left its own room is not found by its id", async (ctx) => {
    const clients = await crowd(ctx, 2);
    await ctx.ask(clients[1], "leave", clients[1].id);
    await seen(ctx, clients, clients[0], { scope: "io", to: [clients[1].id] });
    await seen(ctx, clients, clients[0], { scope: "io" });
  });

  scenario("a socket that has gone is in no room", async (ctx) => {
    const clients = await crowd(ctx, 3);
    for (const client of clients) await ctx.ask(client, "join", "r");
    clients[2].disconnect();
    while ((await ctx.ask(clients[0], "fetch-sockets", { scope: "io" })).length > 2);
    const left = clients.slice(0, 2);
    await seen(ctx, left, clients[0], { scope: "io", to: ["r"] });
  });

  scenario("fetch-sockets: ids, rooms, data and auth", async (ctx) => {
    const nsp = ctx.namespace();
    const a = await ctx.connected(nsp, { auth: { name: "a" } });
    const b = await ctx.connected(nsp, { auth: { name: "b" } });
    await ctx.ask(a, "set-data", { color: "red", nested: { list: [1] } });
    await ctx.ask(a, "set-data", { size: 2 });
    await ctx.ask(b, "join", ["x", "y"]);
    const show = (sockets) => sockets.map((socket) => ({ ...socket, id: undefined, rooms: socket.rooms.filter((room) => room !== socket.id), own: socket.rooms.includes(socket.id) })).sort((p, q) => (p.auth.name < q.auth.name ? -1 : 1));
    for (const target of [{ scope: "io" }, { scope: "io", to: ["x"] }, { scope: "io", except: ["x"] }, { scope: "io", to: ["none"] }, { scope: "io", local: true }]) {
      ctx.record(target, show(await ctx.ask(a, "fetch-sockets", target)));
    }
  });

  scenario("sockets-join and sockets-leave move whole rooms", async (ctx) => {
    const clients = await crowd(ctx, 3);
    const [a, b, c] = clients;
    await ctx.ask(b, "join", "r");
    await ctx.ask(c, "join", "r");
    await ctx.ask(a, "sockets-join", { scope: "io", to: ["r"] }, ["s", "t"]);
    await seen(ctx, clients, a, { scope: "io", to: ["s"] });
    await ctx.ask(a, "sockets-leave", { scope: "io", to: [c.id] }, "s");
    await seen(ctx, clients, a, { scope: "io", to: ["s"] });
    await ctx.ask(a, "sockets-join", { scope: "io" }, "everybody");
    await seen(ctx, clients, a, { scope: "io", to: ["everybody"] });
    await ctx.ask(a, "sockets-leave", { scope: "io", except: ["t"] }, ["everybody"]);
    await seen(ctx, clients, a, { scope: "io", to: ["everybody"] });
  });

  scenario("disconnect-sockets sends a room away", async (ctx) => {
    const [a, b, c] = await crowd(ctx, 3);
    await ctx.ask(b, "join", "r");
    const reason = ctx.once(b, "disconnect");
    await ctx.ask(a, "disconnect-sockets", { scope: "io", to: ["r"] }, false);
    ctx.record((await reason)[0], b.io.engine.readyState);
    const closed = ctx.once(c, "disconnect");
    await ctx.ask(a, "disconnect-sockets", { scope: "io", except: [a.id] }, true);
    ctx.record((await closed)[0]);
    ctx.record(await ctx.ask(a, "all-rooms"));
  });

  scenario("all-rooms counts the sockets", async (ctx) => {
    const clients = await crowd(ctx, 3);
    await ctx.ask(clients[0], "join", ["a", "b"]);
    ctx.record(await ctx.ask(clients[0], "all-rooms"));
  });

  scenario("a server alone has nobody to ask", async (ctx) => {
    for (const nsp of ["/", "/custom"]) {
      const client = await ctx.connected(nsp);
      ctx.record(await ctx.ask(client, "server-side-emit", "hello", ["x"]));
      await ctx.fence(client);
      ctx.record(client.events);
    }
  });
});
