import { group } from "../harness/scenario.mjs";

const small = { profile: "small" };
/** An event packet of exactly `length` bytes. */
const event = (length) => `42["message","${"x".repeat(length - '42["message",""]'.length)}"]`;

export default group("limits", (scenario) => {
  scenario("websocket: a message of exactly the limit passes, one byte more is 1009", small, async (ctx) => {
    const socket = await ctx.joined();
    socket.send(event(1000));
    ctx.record((await socket.next()).length);
    socket.send(event(1001));
    ctx.record(await socket.rest());
  });

  scenario("websocket: a binary message over the limit is 1009", small, async (ctx) => {
    const socket = await ctx.joined();
    socket.send('451-["message",{"_placeholder":true,"num":0}]', Buffer.alloc(1000, 7));
    ctx.record(await socket.take(2));
    socket.send('451-["message",{"_placeholder":true,"num":0}]', Buffer.alloc(1001, 7));
    ctx.record(await socket.rest());
  });

  scenario("polling: a body of exactly the limit passes, one byte more is 413 and the session lives", small, async (ctx) => {
    const session = await ctx.polling().open();
    await session.connect();
    ctx.record(await session.push(event(1000)));
    ctx.record((await session.poll())[0].length);
    const response = await session.startPush(event(1001)).done();
    ctx.record(response.status, response.body);
    ctx.record(await session.push('421["echo","alive"]'), await session.poll());
  });

  scenario("polling: the limit counts bytes, not characters", small, async (ctx) => {
    const session = await ctx.polling().open();
    await session.connect();
    ctx.record((await session.startPush(`42["message","${"€".repeat(400)}"]`).done()).status);
    ctx.record((await session.startPush(`42["message","${"€".repeat(300)}"]`).done()).status);
  });

  scenario("polling: a chunked body over the limit is 413", small, async (ctx) => {
    const session = await ctx.polling().open();
    await session.connect();
    const push = session.startPush(null, { headers: { "content-type": "text/plain", "transfer-encoding": "chunked" } });
    push.request.write('42["message","');
    for (let i = 0; i < 20; i++) push.request.write("x".repeat(100));
    push.request.end('"]');
    ctx.record(await push.done().then((response) => response.status, () => "reset"));
    ctx.record(await session.push('421["echo","alive"]'), await session.poll());
  });

  scenario("the limit is for what comes in: larger answers leave", small, async (ctx) => {
    const socket = await ctx.joined();
    socket.send(`42["emit",{"scope":"socket"},"big",["${"y".repeat(900)}"]]`, '42["message"]');
    ctx.record((await socket.take(2)).map((message) => message.length));
    const session = await ctx.polling().open();
    await session.connect();
    for (let i = 0; i < 5; i++) await session.push(event(900));
    ctx.record((await session.poll()).length);
  });

  scenario("a message near the default limit on both transports", async (ctx) => {
    const text = "z".repeat(900_000);
    for (const transports of [["websocket"], ["polling"]]) {
      const client = await ctx.connected("/", { transports });
      ctx.record((await ctx.ask(client, "echo", text)) === text);
    }
  });

  scenario("ten attachments pass, eleven close the connection", async (ctx) => {
    const client = await ctx.connected();
    const ten = Array.from({ length: 10 }, (_, i) => Buffer.from([i]));
    ctx.record(await ctx.ask(client, "echo", ten));
    client.emit("message", [...ten, Buffer.from([10])]);
    ctx.record(await ctx.once(client, "disconnect").then(([reason]) => reason));
  });

  scenario("a websocket that is not joined yet may not send much", {
    differs: { why: "ours takes at most 64 KiB of a connection that has joined no namespace", ours: ["refused"] },
  }, async (ctx) => {
    const socket = ctx.websocket();
    await socket.next();
    socket.send(`40{"token":"${"t".repeat(100_000)}"}`);
    const answer = await socket.next();
    ctx.record(answer.closed === undefined ? "accepted" : "refused");
  });

  scenario("many namespaces on one connection", async (ctx) => {
    const socket = await ctx.joined();
    for (let i = 0; i < 50; i++) socket.send(`40/dynamic-${i},`);
    const answers = await socket.take(50);
    ctx.record(answers.every((answer, i) => answer.startsWith(`40/dynamic-${i},{"sid":`)));
    socket.send('42/dynamic-7,["message",7]', '42/dynamic-49,["message",49]');
    ctx.record(await socket.take(2));
  });

  scenario("a peer's room learns of the oversized message as a transport error", small, async (ctx) => {
    const nsp = ctx.namespace();
    const watcher = await ctx.connected(nsp);
    await ctx.ask(watcher, "join", "watch");
    const socket = await ctx.joined(nsp);
    socket.send(`42${nsp},["watch-disconnect","watch"]`, event(1001));
    ctx.record(await ctx.once(watcher, "peer-disconnect"));
  });
});
