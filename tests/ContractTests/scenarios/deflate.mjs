import { constants, deflateRawSync } from "node:zlib";
import { frame } from "../harness/frames.mjs";
import { group } from "../harness/scenario.mjs";

const profile = "deflate";
const query = "?EIO=4&transport=websocket";
const offer = "permessage-deflate; client_max_window_bits";
const long = "all work and no play ".repeat(100);

// The first byte of frames: final, and compressed by RSV1.
const [Text, Ping, More] = [0xc1, 0x89, 0x00];
const deflate = (data) => deflateRawSync(data, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);

/** Parameters stand in any order. */
const sorted = (extensions) => extensions?.split(",").map((extension) => extension.split(";").map((part) => part.trim()).sort());

async function joined(ctx, extensions = offer) {
  const socket = ctx.frames();
  const { status, headers } = await socket.handshake(`${ctx.path}${query}`, { "sec-websocket-extensions": extensions });
  if (status !== 101 || !headers["sec-websocket-extensions"]) throw new Error(`no compression: ${status}`);
  await socket.next();
  socket.write(frame(0x81, "40"));
  await socket.next();
  return socket;
}

/** How long a message is and whether it came compressed. */
const describe = (message) => (message.inflated === undefined ? ["plain", message.length ?? message.payload.length] : ["compressed", message.inflated.length]);

export default group("deflate", (scenario) => {
  for (const [what, offered] of [
    ["a bare offer", "permessage-deflate"],
    ["the browsers' offer", offer],
    ["both kinds of takeover given up", "permessage-deflate; server_no_context_takeover; client_no_context_takeover"],
    ["a window of 15", "permessage-deflate; server_max_window_bits=15"],
    ["no offer that we know", "x-webkit-deflate-frame"],
  ]) {
    scenario(`the answer to ${what}`, { profile }, async (ctx) => {
      const { status, headers } = await ctx.frames().handshake(`${ctx.path}${query}`, { "sec-websocket-extensions": offered });
      ctx.record(status, sorted(headers["sec-websocket-extensions"]));
    });
  }

  scenario("an offer with a smaller window is declined", {
    profile,
    differs: { why: "DeflateStream has windows of 15 bits only", ours: [[101, null]] },
  }, async (ctx) => {
    const { status, headers } = await ctx.frames().handshake(`${ctx.path}${query}`, { "sec-websocket-extensions": "permessage-deflate; server_max_window_bits=10" });
    ctx.record(status, sorted(headers["sec-websocket-extensions"]));
  });

  scenario("an offer that is malformed is declined", {
    profile,
    differs: { why: "a client that offers nonsense can still talk plainly", ours: [[101, null]] },
  }, async (ctx) => {
    const { status, headers } = await ctx.frames().handshake(`${ctx.path}${query}`, { "sec-websocket-extensions": "permessage-deflate; server_max_window_bits=zero" });
    ctx.record(status, sorted(headers["sec-websocket-extensions"]));
  });

  scenario("without an offer nothing is compressed", { profile }, async (ctx) => {
    const socket = await ctx.joined("/");
    socket.send(`42["message","${long}"]`);
    const answer = await socket.next();
    ctx.record(socket.socket.extensions, answer.length);
  });

  scenario("long messages are compressed, short ones are not", { profile }, async (ctx) => {
    const socket = await joined(ctx);
    for (const text of ["short", "x".repeat(1024 - '42["message-back",""]'.length), "x".repeat(1023 - '42["message-back",""]'.length), long]) {
      socket.write(frame(Text, deflate(`42["message","${text}"]`)));
      ctx.record(describe(await socket.next()));
    }
  });

  scenario("plain messages are welcome too", { profile }, async (ctx) => {
    const socket = await joined(ctx);
    socket.write(frame(0x81, '42["message","a"]'), frame(Text, deflate('42["message","b"]')), frame(0x81, '42["message","c"]'));
    ctx.record(await socket.next(), await socket.next(), await socket.next());
  });

  scenario("a compressed message in fragments, a ping between them", { profile }, async (ctx) => {
    const socket = await joined(ctx);
    const message = deflate(`42["message","${long}"]`);
    socket.write(frame(0x41, message.subarray(0, 5)), frame(Ping, "between"), frame(More), frame(0x80, message.subarray(5)));
    ctx.record(await socket.next(), describe(await socket.next()));
  });

  scenario("bytes that arrive one by one", { profile }, async (ctx) => {
    const socket = await joined(ctx);
    for (const byte of frame(Text, deflate('42["message","slow"]'))) {
      socket.write(Buffer.from([byte]));
      await new Promise(setImmediate);
    }
    ctx.record(await socket.next());
  });

  scenario("a message whose stream the client ends", { profile }, async (ctx) => {
    const socket = await joined(ctx);
    socket.write(frame(Text, Buffer.concat([deflateRawSync('42["message",1]'), Buffer.from([0])])), frame(Text, deflate('42["message",2]')));
    ctx.record(await socket.next(), await socket.next());
  });

  scenario("attachments are compressed on their own", { profile }, async (ctx) => {
    const socket = await joined(ctx);
    socket.write(
      frame(0x81, '452-["message",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]'),
      frame(0xc2, deflate(Buffer.alloc(3000, 1))), frame(0x82, Buffer.from([1, 2, 3])));
    ctx.record(await socket.next());
    ctx.record(await socket.next());
    ctx.record(await socket.next());
  });

  scenario("the compress flag of a packet", {
    profile,
    differs: { why: "engine.io 6.6 does not pass the flag to its websockets", ours: [["compressed", 2116], ["plain", 2116], ["compressed", 2116]] },
  }, async (ctx) => {
    const socket = await joined(ctx);
    for (const target of [{ scope: "socket" }, { scope: "socket", compress: false }, { scope: "socket", compress: true }]) {
      socket.write(frame(0x81, `42${JSON.stringify(["emit", target, "flagged", [long]])}`));
      ctx.record(describe(await socket.next()));
    }
  });

  scenario("a broadcast reaches clients with and without compression", { profile }, async (ctx) => {
    const nsp = ctx.namespace();
    const clients = [
      await ctx.connected(nsp, { perMessageDeflate: { threshold: 0 } }), await ctx.connected(nsp, { perMessageDeflate: false }),
      await ctx.connected(nsp, { transports: ["polling"] }), await ctx.connected(nsp),
    ];
    for (const compress of [true, false]) {
      const got = clients.map((client) => ctx.once(client, "news"));
      clients[0].emit("emit", { scope: "io", compress }, "news", [long, Buffer.alloc(2000, 7)]);
      for (const [text, bytes] of await Promise.all(got)) ctx.record(text === long, bytes.length);
    }
  });

  scenario("the official client agrees and talks both ways", { profile }, async (ctx) => {
    const socket = await ctx.connected("/", { perMessageDeflate: { threshold: 0 } });
    ctx.record(sorted(socket.io.engine.transport.ws.extensions));
    for (const args of [["a"], [long], [long, { deep: [long] }], [Buffer.alloc(5000, 3), "é😀".repeat(2000)]]) {
      const answer = await ctx.ask(socket, "message-with-ack", ...args);
      ctx.record(JSON.stringify(answer).length);
    }
  });

  scenario("the official client upgrades to a compressed websocket", { profile }, async (ctx) => {
    const socket = await ctx.connected("/", { transports: ["polling", "websocket"], perMessageDeflate: { threshold: 0 } });
    const { engine } = socket.io;
    if (engine.transport.name !== "websocket") await new Promise((resolve) => engine.once("upgrade", resolve));
    ctx.record(engine.transport.name, sorted(engine.transport.ws.extensions), (await ctx.ask(socket, "message-with-ack", long)) === long);
  });

  scenario("ws as the client, compressing everything", { profile }, async (ctx) => {
    const socket = await ctx.joined("/", undefined, { perMessageDeflate: { threshold: 0 } });
    ctx.record(sorted(socket.socket.extensions));
    for (const text of ["", "short", long, "x".repeat(200_000)]) {
      socket.send(`42["message","${text}"]`);
      ctx.record((await socket.next()) === `42["message-back","${text}"]`);
    }
  });

  const wrong = {
    "a compressed ping": [0xc9, "x"],
    "a compressed continuation": [0x01, "4", 0xc0, "x"],
    "RSV1 and RSV2": [0xe1, deflate('42["message"]')],
    "what cannot be inflated": [Text, Buffer.from([0xff, 0xff, 0xff])],
    "text that is not UTF-8 when it is inflated": [Text, deflate(Buffer.from([0x34, 0x32, 0xff, 0xfe]))],
    "a message that refers to the one before": [Text, deflate('42["message",1]'), Text, Buffer.from("f2002300", "hex")],
    "a bomb": [0xc2, deflate(Buffer.alloc(50_000_000))],
    "a message just over the limit": [Text, deflate("4".repeat(1_000_001))],
  };
  for (const [what, frames] of Object.entries(wrong)) {
    scenario(`refused: ${what}`, { profile }, async (ctx) => {
      const socket = await joined(ctx);
      const bytes = [];
      for (let i = 0; i < frames.length; i += 2) bytes.push(frame(frames[i], frames[i + 1]));
      socket.write(...bytes);
      ctx.record((await socket.rest()).at(-1));
    });
  }
});
