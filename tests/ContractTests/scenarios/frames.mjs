import { frame } from "../harness/frames.mjs";
import { group } from "../harness/scenario.mjs";

const query = "?EIO=4&transport=websocket";
const Text = 0x81;

/** A websocket driven frame by frame, with its namespace joined. */
async function joined(ctx) {
  const socket = ctx.frames();
  const response = await socket.handshake(`${ctx.path}${query}`);
  if (response.status !== 101) throw new Error(`not upgraded: ${response.status}`);
  await socket.next();
  socket.write(frame(Text, "40"));
  await socket.next();
  return socket;
}

export default group("frames", (scenario) => {
  scenario("the handshake's answer", async (ctx) => {
    const { status, headers } = await ctx.frames().handshake(`${ctx.path}${query}`);
    ctx.record(status, headers.upgrade.toLowerCase(), headers.connection.toLowerCase(), headers["sec-websocket-accept"]);
  });

  scenario("a connection header among others, in capitals", async (ctx) => {
    const { status } = await ctx.frames().handshake(`${ctx.path}${query}`, { connection: "keep-alive, UPGRADE", upgrade: "WebSocket" });
    ctx.record(status);
  });

  scenario("extensions that are offered and not wanted are not accepted", async (ctx) => {
    const { status, headers } = await ctx.frames().handshake(`${ctx.path}${query}`, { "sec-websocket-extensions": "permessage-deflate; client_max_window_bits, x-unknown" });
    ctx.record(status, headers["sec-websocket-extensions"]);
  });

  for (const [what, overrides, method] of [
    ["no key", { "sec-websocket-key": undefined }], ["a short key", { "sec-websocket-key": "abc" }], ["version 12", { "sec-websocket-version": "12" }],
    ["no version", { "sec-websocket-version": undefined }], ["method POST", { "content-length": "0" }, "POST"],
  ]) {
    scenario(`a handshake with ${what} is refused`, async (ctx) => {
      const { status } = await ctx.frames().handshake(`${ctx.path}${query}`, overrides, method);
      ctx.record(status >= 400 && status < 500 ? "refused" : status);
    });
  }

  scenario("a message in fragments, a ping between them", async (ctx) => {
    const socket = await joined(ctx);
    socket.write(frame(0x01, '42["mess'), frame(0x89, "between"), frame(0x00, 'age","in '), frame(0x80, 'three"]'));
    ctx.record(await socket.next());
    ctx.record(await socket.next());
  });

  scenario("empty fragments", async (ctx) => {
    const socket = await joined(ctx);
    socket.write(frame(0x01, ""), frame(0x00, '42["message"]'), frame(0x00, ""), frame(0x80, ""));
    ctx.record(await socket.next());
  });

  scenario("a character split over two fragments", async (ctx) => {
    const socket = await joined(ctx);
    const bytes = Buffer.from('42["message","€😀"]');
    socket.write(frame(0x01, bytes.subarray(0, 14)), frame(0x00, bytes.subarray(14, 18)), frame(0x80, bytes.subarray(18)));
    ctx.record(await socket.next());
  });

  scenario("bytes that arrive one by one", async (ctx) => {
    const socket = await joined(ctx);
    for (const byte of frame(Text, '42["message","slow"]')) {
      socket.write(Buffer.from([byte]));
      await new Promise(setImmediate);
    }
    ctx.record(await socket.next());
  });

  scenario("many messages in one segment", async (ctx) => {
    const socket = await joined(ctx);
    socket.write(...Array.from({ length: 50 }, (_, i) => frame(Text, `42["message",${i}]`)));
    const got = [];
    for (let i = 0; i < 50; i++) got.push(await socket.next());
    ctx.record(got.every((message, i) => message === `42["message-back",${i}]`));
  });

  scenario("frames of 125, 126, 65535 and 65536 bytes both ways", async (ctx) => {
    const socket = await joined(ctx);
    for (const length of [125, 126, 127, 65535, 65536, 200_000]) {
      const text = "x".repeat(length - '42["message",""]'.length);
      socket.write(frame(Text, `42["message","${text}"]`));
      const answer = await socket.next();
      ctx.record(length, answer.length, answer.endsWith(`${text}"]`));
    }
  });

  scenario("a ping with data is answered with it", async (ctx) => {
    const socket = await joined(ctx);
    socket.write(frame(0x89, "12345"), frame(0x89), frame(0x89, "z".repeat(125)));
    ctx.record(await socket.next(), await socket.next(), await socket.next());
  });

  scenario("a pong that nobody asked for is ignored", async (ctx) => {
    const socket = await joined(ctx);
    socket.write(frame(0x8a, "hi"), frame(Text, '42["message",1]'));
    ctx.record(await socket.next());
  });

  for (const [what, payload] of [["no code", ""], ["1000", Buffer.from([3, 232])], ["1001 and a reason", Buffer.from([3, 233, 98, 121, 101])], ["4000", Buffer.from([15, 160])]]) {
    scenario(`a close frame with ${what} is answered`, async (ctx) => {
      const socket = await joined(ctx);
      socket.write(frame(0x88, payload));
      ctx.record(await socket.rest());
    });
  }

  const wrong = {
    "an unmasked frame": () => [frame(Text, '42["message"]', { masked: false })],
    "RSV1 without an extension": () => [frame(0xc1, '42["message"]')],
    RSV2: () => [frame(0xa1, '42["message"]')],
    RSV3: () => [frame(0x91, '42["message"]')],
    "an unknown data opcode": () => [frame(0x83, "x")],
    "an unknown control opcode": () => [frame(0x8b, "x")],
    "a continuation of nothing": () => [frame(0x80, "x")],
    "a new message inside a fragmented one": () => [frame(0x01, "42["), frame(Text, '"message"]')],
    "a fragmented ping": () => [frame(0x09, "x")],
    "a ping of 126 bytes": () => [frame(0x89, "x".repeat(126))],
    "a close frame of one byte": () => [frame(0x88, "x")],
    "a close frame with code 1005": () => [frame(0x88, Buffer.from([3, 237]))],
    "a close frame with code 999": () => [frame(0x88, Buffer.from([3, 231]))],
    "a close frame with code 2000": () => [frame(0x88, Buffer.from([7, 208]))],
    "a close reason that is not UTF-8": () => [frame(0x88, Buffer.from([3, 232, 0xff]))],
    "text that is not UTF-8": () => [frame(Text, Buffer.from([0x34, 0x32, 0xff, 0xfe]))],
    "text with a lone surrogate's bytes": () => [frame(Text, Buffer.from([0x34, 0xed, 0xa0, 0x80]))],
    "fragments that together are not UTF-8": () => [frame(0x01, Buffer.from([0x34, 0xe2])), frame(0x80, Buffer.from([0x28]))],
  };
  for (const [what, frames] of Object.entries(wrong)) {
    scenario(`refused: ${what}`, async (ctx) => {
      const socket = await joined(ctx);
      socket.write(...frames());
      ctx.record(await socket.rest());
    });
  }

  scenario("a length over the limit is refused when it is announced", { profile: "small" }, async (ctx) => {
    const socket = await joined(ctx);
    socket.write(frame(Text, "4x", { announced: 5000 }));
    ctx.record(await socket.rest());
  });

  scenario("a length of 2^62 is refused when it is announced", async (ctx) => {
    const socket = await joined(ctx);
    socket.write(frame(Text, "4x", { announced: 2 ** 62 }));
    ctx.record(await socket.rest());
  });

  scenario("fragments that together are over the limit", { profile: "small" }, async (ctx) => {
    const socket = await joined(ctx);
    socket.write(frame(0x01, '42["'), frame(0x00, "x".repeat(600)), frame(0x00, "x".repeat(600)));
    ctx.record(await socket.rest());
  });

  scenario("after a client's close frame nothing more is handled", async (ctx) => {
    const watcher = await ctx.connected(ctx.namespace());
    const socket = ctx.frames();
    await socket.handshake(`${ctx.path}${query}`);
    await socket.next();
    socket.write(frame(Text, `40${watcher.nsp},`));
    await socket.next();
    socket.write(frame(Text, `42${watcher.nsp},["bcast","before"]`), frame(0x88), frame(Text, `42${watcher.nsp},["bcast","after"]`));
    await socket.rest();
    await ctx.fence(watcher);
    ctx.record(watcher.events.filter(([, value]) => value === "after"));
  });
});
