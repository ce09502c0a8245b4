import { group } from "../harness/scenario.mjs";

const values = {
  "no argument": [],
  "null, booleans and numbers": [null, true, false, 0, -0, 1.5, -1e-7, 1e21, 9007199254740991, 123456789012345680000],
  "strings": ["", "ä€😀", "\u2028\u2029", "\"quoted\" \\ / \b\f\n\r\t", "\u0000\u001f\u007f", "<script>&'+"],
  "lone surrogates": ["\ud800", "a\udc00b", "\udc00\ud800"],
  "objects and arrays": [{}, [], { a: { b: [{ c: null }] } }, [[[[]]]], { "": 1, "with space": 2, "ключ": 3 }],
  "keys that JavaScript knows": [JSON.parse('{"__proto__":{"x":1},"constructor":2,"toString":3,"length":4}')],
  "text that looks like a packet": ["42[\"message\"]", "451-[]", "\x1e", "b64"],
  "a date, as JSON writes it": [new Date(0)],
  "a hundred arguments": Array.from({ length: 100 }, (_, i) => i),
};

export default group("events", (scenario) => {
  for (const [what, args] of Object.entries(values)) {
    for (const transport of ["websocket", "polling"]) {
      scenario(`${what} over ${transport}`, async (ctx) => {
        const client = await ctx.connected("/", { transports: [transport] });
        client.emit("message", ...args);
        await ctx.fence(client);
        ctx.record(client.events);
      });
    }
  }

  for (const packet of ['42["message","\\ud800",1]', '42["\\u006dessage",1]', '42["message",{"b":1,"a":[2]}]', '42["message","\\/"]', '42[ "message" , 1 ]']) {
    scenario(`as it stands on the wire: ${packet}`, async (ctx) => {
      const socket = await ctx.joined();
      socket.send(packet);
      const answer = await socket.next();
      ctx.record(answer.slice(0, 3), JSON.parse(answer.slice(2)));
    });
  }

  for (const name of ["unknown", "", "constructor", "toString", "hasOwnProperty", "__proto__", "message ", "MESSAGE", "error", "ünïcode"]) {
    scenario(`an event that nobody handles: ${JSON.stringify(name)}`, async (ctx) => {
      const socket = await ctx.joined();
      socket.send(`42${JSON.stringify([name, 1])}`, `427${JSON.stringify([name, 1])}`);
      ctx.record(await socket.fence());
    });
  }

  scenario("numeric event names", async (ctx) => {
    const socket = await ctx.joined();
    socket.send("42[1,2,3]", "425[0]", "42[-1.5]", '42[1e2,"x"]');
    ctx.record(await socket.fence());
  });

  scenario("a catch-all listener sees the events that it asked for", async (ctx) => {
    const client = await ctx.connected();
    await ctx.ask(client, "watch-any");
    client.emit("any-thing", 1, { two: 2 });
    client.emit("other", 1);
    client.emit("any-ack", "with", () => {});
    client.emit("any-binary", Buffer.from([1]));
    await ctx.fence(client);
    ctx.record(client.events);
  });

  scenario("a socket middleware refuses one event and lets the others pass", async (ctx) => {
    const client = await ctx.connected();
    client.emit("forbidden", "before");
    await ctx.ask(client, "use");
    client.emit("forbidden", "after");
    client.emit("message", "allowed");
    await ctx.fence(client);
    ctx.record(client.events);
  });

  scenario("a refused event is not acknowledged", async (ctx) => {
    const socket = await ctx.joined();
    socket.send('421["use"]');
    ctx.record(await socket.next());
    socket.send('422["forbidden"]');
    ctx.record(await socket.fence());
  });

  scenario("a middleware of one socket does not touch another", async (ctx) => {
    const [a, b] = [await ctx.connected(), await ctx.connected()];
    await ctx.ask(a, "use");
    a.emit("forbidden");
    b.emit("forbidden");
    await ctx.fence(a, b);
    ctx.record(a.events, b.events);
  });

  scenario("the client's buffered events are sent after the connection, in order", async (ctx) => {
    const client = ctx.client();
    const got = [];
    client.on("message-back", (n) => got.push(n));
    for (let i = 0; i < 20; i++) client.emit("message", i);
    await ctx.once(client, "connect");
    await ctx.fence(client);
    ctx.record(got);
  });

  scenario("the emission to oneself through the operators", async (ctx) => {
    const client = await ctx.connected(ctx.namespace());
    ctx.record(await ctx.ask(client, "emit", { scope: "socket" }, "direct", [1, { a: null }]));
    ctx.record(await ctx.ask(client, "emit", { scope: "socket", compress: true }, "compressed", ["x".repeat(10)]));
    ctx.record(await ctx.ask(client, "emit", { scope: "io" }, "everybody", []));
    ctx.record(await ctx.ask(client, "emit", { scope: "io", to: [client.id] }, "by id", ["x"]));
    ctx.record(client.events);
  });
});
