import v2 from "socket.io-client-v2";
import { io as v3 } from "socket.io-client-v3";
import { io as v4 } from "socket.io-client";
import { group, patience, sleep, within } from "../harness/scenario.mjs";

const eio3 = { profile: "eio3" };
const versions = { v2, v3, v4 };
const ways = { polling: ["polling"], websocket: ["websocket"], upgrade: ["polling", "websocket"] };

/** An official client of that version, upgraded when its transports say so. */
async function join(ctx, version, way = "websocket", nsp = "/", options = {}) {
  const client = await ctx.connected(nsp, { connect: versions[version], transports: ways[way], ...options });
  const { engine } = client.io;
  if (way === "upgrade" && engine.transport.name !== "websocket") {
    await within(patience, "upgrade", new Promise((resolve) => engine.once("upgrade", resolve)));
  }
  return client;
}

/** Clients of all versions and transports in one namespace of their own. */
async function crowd(ctx) {
  const nsp = ctx.namespace();
  const clients = [];
  for (const [version, way] of [["v2", "polling"], ["v2", "websocket"], ["v2", "upgrade"], ["v3", "polling"], ["v4", "websocket"]]) {
    clients.push(await join(ctx, version, way, nsp));
  }
  return clients;
}

/** What a version 2 client is refused with. */
const refusal = (ctx, nsp) => within(patience, "refusal", new Promise((resolve) => ctx.client(nsp, { connect: v2 }).once("error", resolve)));

export default group("old clients", (scenario) => {
  for (const version of ["v2", "v3"]) {
    for (const way of Object.keys(ways)) {
      scenario(`${version} over ${way}: events, acknowledgements, binary, every character`, eio3, async (ctx) => {
        const client = await join(ctx, version, way);
        ctx.record(await ctx.ask(client, "message-with-ack", "é€😀\u2028", [1, { two: null }], Buffer.from([1, 2, 3]), { deep: [Buffer.from([4])] }));
        ctx.record(await ctx.ask(client, "message-with-ack"));
        client.emit("message", 1, "two", { three: Buffer.from([0, 255]) });
        client.emit("message");
        await ctx.fence(client);
        ctx.record(client.events);
        ctx.record(await ctx.ask(client, "handshake"));
      });

      scenario(`${version} over ${way}: a large value each way`, eio3, async (ctx) => {
        const client = await join(ctx, version, way);
        const bytes = Buffer.alloc(300_000, Buffer.from([1, 2, 253, 254, 255]));
        ctx.record(Buffer.compare(Buffer.from(await ctx.ask(client, "echo", bytes)), bytes));
        const text = "aé€😀".repeat(30_000);
        ctx.record((await ctx.ask(client, "echo", text)) === text);
      });

      scenario(`${version} over ${way}: a namespace beside the main one`, eio3, async (ctx) => {
        const client = await join(ctx, version, way, "/custom");
        ctx.record(await ctx.ask(client, "echo", Buffer.from([9])));
        client.disconnect();
        ctx.record(client.connected);
      });
    }
  }

  for (const way of Object.keys(ways)) {
    scenario(`v2 over ${way}: its ids are the session's`, eio3, async (ctx) => {
      const main = await join(ctx, "v2", way);
      ctx.record(main.id === main.io.engine.id, JSON.stringify(await ctx.ask(main, "rooms")) === JSON.stringify([main.id]));
      const custom = await join(ctx, "v2", way, "/custom");
      ctx.record(custom.id === `/custom#${custom.io.engine.id}`, JSON.stringify(await ctx.ask(custom, "rooms")) === JSON.stringify([custom.id]));
    });

    scenario(`v2 over ${way}: the server sends it away`, eio3, async (ctx) => {
      for (const close of [false, true]) {
        const client = await join(ctx, "v2", way);
        const end = ctx.once(client, "disconnect");
        client.emit("kick-me", close);
        ctx.record(await end, client.connected);
      }
    });

    scenario(`v2 over ${way}: it leaves, and the room learns why`, eio3, async (ctx) => {
      const nsp = ctx.namespace();
      const watcher = await join(ctx, "v4", "websocket", nsp);
      await ctx.ask(watcher, "join", "watch");
      const client = await join(ctx, "v2", way, nsp);
      client.emit("watch-disconnect", "watch");
      await ctx.fence(client);
      const seen = ctx.once(watcher, "peer-disconnect");
      client.disconnect();
      await seen;
      ctx.record(watcher.events);
    });

    scenario(`v2 over ${way}: it pings and lives`, { profile: "eio3-fast" }, async (ctx) => {
      const client = await join(ctx, "v2", way);
      await sleep(1600);
      ctx.record(client.connected, await ctx.ask(client, "echo", "still here"));
    });
  }

  scenario("v2: the query of a namespace is its auth, in the main one there is none", eio3, async (ctx) => {
    const custom = await join(ctx, "v2", "websocket", "/custom?token=1&name=%C3%A9%20x");
    ctx.record((await ctx.ask(custom, "handshake")).auth);
    const main = await join(ctx, "v2", "websocket", "/?token=1", { query: { more: "2" } });
    const { auth, query } = await ctx.ask(main, "handshake");
    ctx.record(auth, query);
  });

  scenario("v2: several namespaces on one connection", eio3, async (ctx) => {
    const main = await join(ctx, "v2");
    const custom = main.io.socket("/custom");
    await ctx.once(custom, "connect");
    ctx.record(await ctx.ask(custom, "echo", "custom"), await ctx.ask(main, "echo", Buffer.from([1])));
    custom.disconnect();
    ctx.record(await ctx.ask(main, "echo", "main"));
  });

  scenario("v2: a middleware's refusal is its data", eio3, async (ctx) => {
    ctx.record(await refusal(ctx, "/auth"));
    ctx.record(await refusal(ctx, "/auth?token=wrong"));
    const allowed = await join(ctx, "v2", "websocket", "/auth?token=secret");
    ctx.record((await ctx.ask(allowed, "handshake")).auth);
  });

  scenario("v2: an unknown namespace", eio3, async (ctx) => {
    ctx.record(await refusal(ctx, "/unknown"));
  });

  scenario("v2: a namespace by pattern", eio3, async (ctx) => {
    const nsp = ctx.namespace();
    const client = await join(ctx, "v2", "polling", `${nsp}?a=1`);
    ctx.record(await ctx.ask(client, "echo", 1), (await ctx.ask(client, "handshake")).auth, client.id.startsWith(`${nsp}#`));
  });

  scenario("v2 and v4 share a namespace, binary included", eio3, async (ctx) => {
    const clients = await crowd(ctx);
    for (const [i, client] of clients.entries()) client.emit("bcast", { from: i, text: "é€😀", bytes: Buffer.from([i, 255]) });
    await ctx.fence(...clients);
    await ctx.fence(...clients);
    ctx.record(clients.map((client) => client.events.map(([name, value]) => [name, value.from, value.text, [...Buffer.from(value.bytes)]]).sort((a, b) => a[1] - b[1])));
  });

  scenario("v2 and v4 share rooms", eio3, async (ctx) => {
    const clients = await crowd(ctx);
    for (const i of [0, 1, 4]) await ctx.ask(clients[i], "join", "room");
    for (const [i, client] of clients.entries()) client.emit("toroom", "room", { from: i, bytes: Buffer.alloc(i) });
    await ctx.fence(...clients);
    await ctx.fence(...clients);
    ctx.record(clients.map((client) => client.events.map(([, value]) => [value.from, value.bytes.byteLength ?? value.bytes.length]).sort((a, b) => a[0] - b[0])));
  });

  scenario("text and binary broadcasts keep their order for every version", eio3, async (ctx) => {
    const clients = await crowd(ctx);
    const values = [1, Buffer.from([2]), "three", { four: Buffer.alloc(0) }, "€😀", [Buffer.from([6]), Buffer.from([7])], 8];
    for (const value of values) clients[4].emit("bcast", value);
    await ctx.fence(...clients);
    await ctx.fence(...clients);
    ctx.record(clients.map((client) => client.events));
  });

  scenario("a broadcast's acknowledgements come from every version", eio3, async (ctx) => {
    const clients = await crowd(ctx);
    for (const [i, client] of clients.entries()) client.on("ask", (value, ack) => ack([i, value]));
    const { responses } = await ctx.ask(clients[1], "emit", { scope: "io", timeout: 4000 }, "ask", [Buffer.from([5])]);
    ctx.record(responses.sort((a, b) => a[0] - b[0]));
  });

  scenario("a version 2 client is found, moved and disconnected like any other", eio3, async (ctx) => {
    const nsp = ctx.namespace();
    const old = await join(ctx, "v2", "polling", nsp);
    const other = await join(ctx, "v4", "websocket", nsp);
    await ctx.ask(other, "sockets-join", { scope: "io", to: [old.id] }, "found");
    await ctx.ask(other, "emit", { scope: "io", to: ["found"] }, "hello", [Buffer.from([1])]);
    await ctx.fence(old);
    ctx.record(old.events);
    const [found] = await ctx.ask(other, "fetch-sockets", { scope: "io", to: ["found"] });
    ctx.record(found.id === old.id, found.rooms.length, found.data, found.auth);
    const end = ctx.once(old, "disconnect");
    await ctx.ask(other, "disconnect-sockets", { scope: "io", to: ["found"] }, true);
    ctx.record(await end);
  });

  scenario("a server that stops tells them", { ...eio3, own: true }, async (ctx) => {
    const clients = [await join(ctx, "v2", "polling"), await join(ctx, "v2", "websocket"), await join(ctx, "v3", "websocket")];
    const ends = clients.map((client) => ctx.once(client, "disconnect"));
    ctx.server.signal("SIGTERM");
    ctx.record((await Promise.all(ends)).map(([reason]) => reason), await ctx.server.exited);
  });

  scenario("without the option they are refused", async (ctx) => {
    for (const transports of Object.values(ways).slice(0, 2)) {
      const client = ctx.client("/", { connect: v2, transports });
      const error = await within(patience, "connect_error", new Promise((resolve) => client.once("connect_error", resolve)));
      ctx.record(error.message ?? String(error));
    }
  });
});
