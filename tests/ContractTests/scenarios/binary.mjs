import { group } from "../harness/scenario.mjs";

const placeholder = (num) => `{"_placeholder":true,"num":${num}}`;

export default group("binary", (scenario) => {
  scenario("an event with attachments as it stands on the wire", async (ctx) => {
    const socket = await ctx.joined();
    socket.send(`452-["message",${placeholder(0)},{"deep":[${placeholder(1)}]}]`, Buffer.from([1, 2, 3]), Buffer.from([4]));
    ctx.record(await socket.fence());
  });

  scenario("an acknowledged event with attachments", async (ctx) => {
    const socket = await ctx.joined();
    socket.send(`451-42["echo",${placeholder(0)}]`, Buffer.from([7]));
    ctx.record(await socket.fence());
  });

  scenario("the header's order: attachments, namespace, id", async (ctx) => {
    const nsp = ctx.namespace();
    const socket = await ctx.joined(nsp);
    socket.send(`451-${nsp},3["message-with-ack",${placeholder(0)},"x"]`, Buffer.from([7]));
    ctx.record((await socket.fence(nsp)).map((message) => (typeof message === "string" ? message.replace(nsp, "/nsp") : message)));
  });

  scenario("over polling, as base64 in the payload", async (ctx) => {
    const session = await ctx.polling().open();
    await session.connect();
    ctx.record(await session.push(`452-["message",${placeholder(0)},${placeholder(1)}]`, "bAQIDBA==", "b"));
    ctx.record(await session.poll());
    ctx.record(await session.push(`451-["message",${placeholder(0)}]`));
    ctx.record(await session.push("b/+8="));
    ctx.record(await session.poll());
  });

  scenario("base64 without padding", async (ctx) => {
    const session = await ctx.polling().open();
    await session.connect();
    ctx.record(await session.push(`451-["message",${placeholder(0)}]`, "bAQIDBA"));
    ctx.record(await session.poll());
  });

  scenario("a websocket client that asked for base64 gets base64", async (ctx) => {
    const socket = await ctx.joined("/", undefined, { query: "&b64=1" });
    socket.send(`451-["message",${placeholder(0)}]`, Buffer.from([1, 2, 3]));
    ctx.record(await socket.fence());
  });

  scenario("base64 text on a websocket is binary", async (ctx) => {
    const socket = await ctx.joined();
    socket.send(`451-["message",${placeholder(0)}]`, "bAQID");
    ctx.record(await socket.fence());
  });

  scenario("attachments out of order, and one used twice", async (ctx) => {
    const socket = await ctx.joined();
    socket.send(`452-["message",${placeholder(1)},${placeholder(0)},${placeholder(1)}]`, Buffer.from([0]), Buffer.from([1]));
    ctx.record(await socket.fence());
  });

  scenario("attachments that no placeholder names", async (ctx) => {
    const socket = await ctx.joined();
    socket.send('451-["message","no placeholder"]', Buffer.from([1]));
    ctx.record(await socket.fence());
  });

  for (const [packet, answers] of [['450-["message","x"]', ['42["message-back","x"]']], ['450-2["echo","y"]', ['432["y"]']], ['460-1["x"]', []], ['4500-["message"]', ['42["message-back"]']]]) {
    scenario(`no attachments at all: ${packet}`, {
      differs: { why: "wire §8.1: legal, delivered at once; the reference's parser 4.2.7 refuses it", ours: [answers] },
    }, async (ctx) => {
      const socket = await ctx.joined();
      socket.send(packet);
      ctx.record(await socket.fence());
    });
  }

  scenario("a placeholder in a text event", {
    differs: { why: "ours relays null: as it came it would take another value's attachment at the receiver; the reference relays it", ours: [['42["message-back",null]']] },
  }, async (ctx) => {
    const socket = await ctx.joined();
    socket.send(`42["message",${placeholder(0)}]`);
    ctx.record(await socket.fence());
  });

  for (const value of ['{"_placeholder":"true","num":0}', '{"_placeholder":1,"num":0}', '{"_placeholder":false,"num":0}', '{"num":0,"_placeholder":true}', '{"_placeholder":true,"num":0,"more":1}']) {
    scenario(`is it a placeholder? ${value}`, async (ctx) => {
      const socket = await ctx.joined();
      socket.send(`451-["message",${value}]`, Buffer.from([5]));
      ctx.record(await socket.fence());
    });
  }

  scenario("the official client: every place and kind of bytes", async (ctx) => {
    for (const transports of [["websocket"], ["polling"]]) {
      const client = await ctx.connected("/", { transports });
      client.emit("message", Buffer.from([1]), { a: [new Uint8Array([2, 3]), { b: new Uint16Array([1]).buffer }] }, new DataView(new ArrayBuffer(2)));
      client.emit("message", Buffer.alloc(0));
      await ctx.fence(client);
      ctx.record(client.events);
    }
  });

  scenario("large bytes arrive whole", async (ctx) => {
    const bytes = Buffer.alloc(500_000);
    for (let i = 0; i < bytes.length; i++) bytes[i] = (i * 31) & 255;
    for (const transports of [["websocket"], ["polling"]]) {
      const client = await ctx.connected("/", { transports });
      ctx.record(Buffer.compare(Buffer.from(await ctx.ask(client, "echo", bytes)), bytes));
    }
  });

  scenario("binary to a room: each member gets all parts together", async (ctx) => {
    const nsp = ctx.namespace();
    const clients = [await ctx.connected(nsp), await ctx.connected(nsp), await ctx.connected(nsp, { transports: ["polling"] })];
    for (const client of clients) await ctx.ask(client, "join", "r");
    for (let i = 0; i < 10; i++) {
      clients[0].emit("toroom", "r", { i, bytes: Buffer.from([i, i]) });
      clients[1].emit("toroom", "r", { i: 100 + i, bytes: Buffer.from([100 + i]) });
    }
    await ctx.fence(...clients);
    await ctx.fence(...clients);
    const own = (client, from) => client.events.filter(([, value]) => value.i >= from && value.i < from + 100).map(([, value]) => [value.i, ...value.bytes]);
    ctx.record(own(clients[1], 0), own(clients[0], 100), own(clients[2], 0), own(clients[2], 100));
  });

  scenario("Engine.IO alone relays bytes", async (ctx) => {
    const socket = ctx.websocket({ path: "/engine.io/", hidePings: true });
    await socket.next();
    socket.send("4text", Buffer.from([1, 2, 3]), Buffer.alloc(0), "4", "bAQID");
    ctx.record(await socket.take(5));
  });
});
