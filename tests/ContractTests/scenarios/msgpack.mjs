import { createHash } from "node:crypto";
import { bytes, decode, encode, fence, joined } from "../harness/msgpack.mjs";
import { group } from "../harness/scenario.mjs";

const float32 = (value) => { const b = Buffer.alloc(5, 0xca); b.writeFloatBE(value, 1); return b; };
const hash = (message) => createHash("sha256").update(message).digest("hex");
/** An event packet around bytes that no encoder of ours would write. */
const event = (...values) => Buffer.concat([Buffer.from([0x83]), encode("type"), Buffer.from([2]), encode("data"), Buffer.from([0x90 | (values.length + 1)]), encode("message"), ...values, encode("nsp"), encode("/")]);

export default group("msgpack", (add) => {
  const scenario = (title, options, run) => (typeof options === "function" ? add(title, { profile: "msgpack" }, options) : add(title, { profile: "msgpack", ...options }, run));

  scenario("every type of packet, byte for byte", async (ctx) => {
    const socket = await joined(ctx);
    socket.send(encode({ type: 2, data: ["message", Buffer.from([1, 2]), { a: null }], nsp: "/" }));
    ctx.record(socket.first.map(bytes), bytes(await socket.next()));
    socket.send(encode({ type: 2, data: ["echo", Buffer.from([5])], id: 3, nsp: "/" }));
    ctx.record(bytes(await socket.next()));
    socket.send(encode({ type: 2, data: ["emit", { scope: "socket", timeout: 3000 }, "q", [1]], id: 4, nsp: "/" }));
    const question = await socket.next();
    ctx.record(bytes(question));
    socket.send(encode({ type: 3, data: ["answer", Buffer.from([6])], id: decode(question).id, nsp: "/" }));
    ctx.record(bytes(await socket.next()));
    socket.send(encode({ type: 2, data: ["kick-me"], nsp: "/" }));
    ctx.record(bytes(await socket.next()));
  });

  scenario("numbers, byte for byte", async (ctx) => {
    const socket = await joined(ctx);
    const numbers = [0, -0, 1, 127, 128, 255, 256, 65535, 65536, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53, 2 ** 63, 2 ** 64 - 2048,
      -1, -32, -33, -128, -129, -32768, -32769, -(2 ** 31), -(2 ** 31) - 1, -(2 ** 53), -(2 ** 63), 0.1, -1.5, 1e-7, 5e-324, Number.MAX_VALUE];
    for (const number of numbers) {
      socket.send(encode({ type: 2, data: ["echo", number], id: 1, nsp: "/" }));
      ctx.record(bytes(await socket.next()));
    }
    socket.send(event(float32(0.5), float32(0.1), Buffer.from([0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xf0, 1]), Buffer.from([0xd3, 0x80, 0, 0, 0, 0, 0, 0, 1]), Buffer.from([0xd2, 0, 0, 0, 1])));
    ctx.record(bytes(await socket.next()));
  });

  scenario("a whole number beyond 64 bits", {
    differs: { why: "notepack writes 2^64 and above as a wrong integer; ours writes the number", ours: [[18446744073709552000, 1e300]] },
  }, async (ctx) => {
    const socket = await joined(ctx);
    const float64 = (value) => { const b = Buffer.alloc(9, 0xcb); b.writeDoubleBE(value, 1); return b; };
    socket.send(event(float64(2 ** 64), float64(1e300)));
    ctx.record(...decode(await socket.next()).data.slice(1));
  });

  scenario("texts, bytes, arrays and maps of every length that changes the head", async (ctx) => {
    const socket = await joined(ctx);
    const values = [];
    for (const length of [0, 1, 15, 16, 31, 32, 255, 256, 65535, 65536]) {
      values.push("x".repeat(length), Buffer.alloc(length, length), Array.from({ length }, (_, i) => i & 127));
      if (length <= 256) values.push(Object.fromEntries(Array.from({ length }, (_, i) => [`k${i}`, i])));
    }
    for (const value of values) {
      socket.send(encode({ type: 2, data: ["echo", value], id: 1, nsp: "/" }));
      const answer = await socket.next();
      ctx.record(answer.length, hash(answer));
    }
  });

  scenario("texts of every kind, byte for byte", async (ctx) => {
    const socket = await joined(ctx);
    for (const text of ["", "é€😀", "\0\b\t\n\f\r\u001f\"\\/", "\u2028\u2029\ufeff\u007f", "ab".repeat(40) + "é😀\"\n"]) {
      socket.send(encode({ type: 2, data: ["message", text, { [text]: text }], nsp: "/" }));
      ctx.record(bytes(await socket.next()));
    }
    socket.send(encode({ type: 2, data: ["message", { b: 1, a: 2, "": 3 }, [[], {}, [{}]], true, false, null], nsp: "/" }));
    ctx.record(bytes(await socket.next()));
  });

  scenario("texts that are no UTF-8", async (ctx) => {
    const socket = await joined(ctx);
    for (const text of [[0xff], [0xed, 0xa0, 0x80], [0xf0, 0x9f, 0x98], [0xc0, 0xaf], [0xe2, 0x82, 0x41], [0xf4, 0x90, 0x80, 0x80]]) {
      socket.send(event(Buffer.from([0xa0 | text.length, ...text])));
      ctx.record(decode(await socket.next()));
    }
  });

  scenario("undefined: null in arrays, no member in objects", async (ctx) => {
    const client = await ctx.connected();
    client.emit("message", undefined, [undefined, 1], { a: undefined, b: 2 });
    await ctx.fence(client);
    ctx.record(client.events);
  });

  scenario("dates and numbers that JSON does not know", {
    differs: { why: "the server's inner form is JSON: a date is its ISO text, NaN and the infinities are null", ours: [[["message-back", "2024-02-29T12:00:00.001Z", null, null, { at: "1969-12-31T23:59:59.999Z" }]]] },
  }, async (ctx) => {
    const client = await ctx.connected();
    client.emit("message", new Date(Date.UTC(2024, 1, 29, 12, 0, 0, 1)), NaN, -Infinity, { at: new Date(-1) });
    await ctx.fence(client);
    ctx.record(client.events.map((one) => one.map((value) => (value instanceof Date ? { date: value.toISOString() } : Number.isNaN(value) ? "NaN" : value === -Infinity ? "-Infinity" : value))));
  });

  scenario("extensions of other types, and bytes sent as ArrayBuffer", async (ctx) => {
    const socket = await joined(ctx);
    socket.send(event(Buffer.from([0xd4, 5, 1]), Buffer.from([0xd5, 0, 1, 2]), Buffer.from([0xd7, 0xff, 1, 2, 3, 4, 5, 6, 7, 8]), Buffer.from([0xc7, 2, 9, 1, 2])));
    ctx.record(decode(await socket.next()));
    socket.send(event(Buffer.from([0xc7, 2, 0, 1, 2]), Buffer.from([0xc8, 0, 1, 0, 7]), Buffer.from([0xc9, 0, 0, 0, 0, 0])));
    ctx.record(decode(await socket.next()).data.map((value) => (value instanceof ArrayBuffer ? Buffer.from(value) : value)));
  });

  scenario("names of members that are no texts", async (ctx) => {
    const socket = await joined(ctx);
    socket.send(event(Buffer.from([0x84, 1, 1, 0xff, 2, 0xc0, 3, 0xc3, 4])));
    ctx.record(decode(await socket.next()));
  });

  scenario("more binary values than Socket.IO's own parser allows", async (ctx) => {
    const client = await ctx.connected();
    const answer = await ctx.ask(client, "echo", Array.from({ length: 200 }, (_, i) => Buffer.from([i])));
    ctx.record(answer.length, Buffer.concat(answer));
  });

  scenario("what looks like a placeholder", {
    differs: { why: "the server's inner form is that of the default parser, where such an object stands for bytes", ours: [null, null] },
  }, async (ctx) => {
    const client = await ctx.connected();
    ctx.record(await ctx.ask(client, "echo", { _placeholder: true, num: 0 }));
    ctx.record(await ctx.ask(client, "echo", { _placeholder: true, num: -1, more: [1] }));
  });

  const packet = (members) => encode(members);
  const violations = {
    "a text frame": "42[\"message\"]",
    "nothing": Buffer.alloc(0),
    "no map": encode([2, "/"]),
    "nil": encode(null),
    "not ended": packet({ type: 2, data: ["message"], nsp: "/" }).subarray(0, 10),
    "trailing bytes": Buffer.concat([packet({ type: 2, data: ["message"], nsp: "/" }), Buffer.from([0])]),
    "the prefix that means nothing": Buffer.from([0xc1]),
    "a huge array": Buffer.from([0xdd, 0xff, 0xff, 0xff, 0xff]),
    "a huge map": Buffer.from([0xdf, 0x7f, 0xff, 0xff, 0xff]),
    "a huge text": Buffer.from([0xdb, 0xff, 0xff, 0xff, 0xff]),
    "no type": packet({ data: ["message"], nsp: "/" }),
    "type 5": packet({ type: 5, data: ["message"], nsp: "/" }),
    "type -1": packet({ type: -1, data: ["message"], nsp: "/" }),
    "type 2.5": packet({ type: 2.5, data: ["message"], nsp: "/" }),
    "a text for a type": packet({ type: "2", data: ["message"], nsp: "/" }),
    "no namespace": packet({ type: 2, data: ["message"] }),
    "a number for a namespace": packet({ type: 2, data: ["message"], nsp: 1 }),
    "CONNECT with an array": packet({ type: 0, data: [], nsp: "/custom" }),
    "CONNECT with nil": packet({ type: 0, data: null, nsp: "/custom" }),
    "CONNECT with bytes": packet({ type: 0, data: Buffer.from([1]), nsp: "/custom" }),
    "CONNECT with a text": packet({ type: 0, data: "x", nsp: "/custom" }),
    "CONNECT twice": packet({ type: 0, nsp: "/" }),
    "DISCONNECT with data": packet({ type: 1, data: null, nsp: "/" }),
    "CONNECT_ERROR": packet({ type: 4, data: { message: "x" }, nsp: "/" }),
    "CONNECT_ERROR without data": packet({ type: 4, nsp: "/" }),
    "an event without data": packet({ type: 2, nsp: "/" }),
    "an event with an object": packet({ type: 2, data: { 0: "message" }, nsp: "/" }),
    "an event with nil": packet({ type: 2, data: null, nsp: "/" }),
    "an acknowledgement with a text": packet({ type: 3, data: "x", id: 0, nsp: "/" }),
    "an id that is a text": packet({ type: 2, data: ["message"], id: "1", nsp: "/" }),
    "an id that is nil": packet({ type: 2, data: ["message"], id: null, nsp: "/" }),
    "an id of 1.5": packet({ type: 2, data: ["message"], id: 1.5, nsp: "/" }),
    "a namespace that was not joined": packet({ type: 2, data: ["message"], nsp: "/custom" }),
    "a namespace without slash that was not joined": packet({ type: 2, data: ["message"], nsp: "x" }),
  };
  for (const [what, message] of Object.entries(violations)) {
    scenario(`closes: ${what}`, async (ctx) => {
      const socket = await joined(ctx);
      socket.send(message);
      ctx.record(await socket.rest());
    });
  }

  scenario("liberties: order of members, unknown members, an id that is undefined, whole numbers as floats", async (ctx) => {
    const socket = await joined(ctx);
    const float = (value) => { const b = Buffer.alloc(9, 0xcb); b.writeDoubleBE(value, 1); return b; };
    socket.send(encode({ nsp: "/", more: [{ deep: [1] }], data: ["echo", 1], id: 7, type: 2, options: { compress: true } }));
    socket.send(encode({ type: 2, data: ["message", 2], id: undefined, nsp: "/" }));
    socket.send(Buffer.concat([Buffer.from([0x84]), encode("type"), float(2), encode("id"), float(8), encode("data"), encode(["echo", 3]), encode("nsp"), encode("/")]));
    socket.send(encode({ type: 3, data: [], nsp: "/" }), encode({ type: 3, data: ["nobody asked"], id: 77, nsp: "/" }));
    ctx.record((await fence(socket)).map(decode));
  });

  for (const [what, members] of Object.entries({
    "a reserved event name": { data: ["disconnect", "spoofed"] }, "an event without name": { data: [] },
    "an event whose name is nil": { data: [null] }, "an id below zero": { data: ["message"], id: -1 },
  })) {
    scenario(`closes here: ${what}`, {
      differs: { why: "the reference hands it to its listeners; ours keeps one set of rules for all formats", ours: [[{ closed: 1005 }]] },
    }, async (ctx) => {
      const socket = await joined(ctx);
      socket.send(encode({ type: 2, nsp: "/", ...members }));
      const seen = await fence(socket);
      ctx.record(seen.length ? seen.map(decode) : ["nothing"]);
    });
  }

  scenario("namespaces: joined, refused, unknown, oddly named", async (ctx) => {
    const socket = await joined(ctx, "/custom");
    socket.send(encode({ type: 0, nsp: "/auth", data: { token: "wrong" } }), encode({ type: 0, nsp: "/auth", data: { token: "secret" } }));
    socket.send(encode({ type: 0, nsp: "/nowhere" }), encode({ type: 0, nsp: "custom" }), encode({ type: 0, nsp: "x" }), encode({ type: 0, nsp: "/a,b" }), encode({ type: 0, nsp: "/é?q=1" }));
    const seen = await socket.take(7);
    seen.push(...(await fence(socket, "/custom")));
    const text = (message) => JSON.stringify(decode(message));
    ctx.record(seen.map(decode).sort((a, b) => (a.nsp + a.type < b.nsp + b.type ? -1 : 1)), seen.map(text).length);
    socket.send(encode({ type: 1, nsp: "/auth" }));
    ctx.record(await fence(socket, "/custom"));
    socket.send(encode({ type: 2, data: ["echo", 1], id: 1, nsp: "/auth" }));
    ctx.record(await socket.rest());
  });

  scenario("auth with bytes in it", async (ctx) => {
    const client = await ctx.connected("/", { auth: { token: "t", key: Buffer.from([1, 2, 3]), at: [1.5, null] } });
    ctx.record((await ctx.ask(client, "handshake")).auth);
  });

  scenario("polling: each packet is base64", async (ctx) => {
    const client = await ctx.connected("/", { transports: ["polling"] });
    ctx.record(await ctx.ask(client, "echo", { bytes: Buffer.from([1, 2]), text: "é", list: [1, 2.5, null] }));
    client.emit("message", 1, Buffer.from([2]));
    client.emit("message", "two");
    await ctx.fence(client);
    ctx.record(client.events);
  });

  scenario("the official client over both transports and the upgrade", async (ctx) => {
    const nsp = ctx.namespace();
    const clients = [await ctx.connected(nsp), await ctx.connected(nsp, { transports: ["polling"] }), await ctx.connected(nsp, { transports: ["polling", "websocket"] })];
    for (const client of clients) await ctx.ask(client, "join", "r");
    for (let i = 0; i < 20; i++) clients[0].emit("toroom", "r", { i, bytes: Buffer.from([i]) });
    clients[1].emit("bcast", ["all", Buffer.from([7])]);
    await ctx.fence(...clients);
    await ctx.fence(...clients);
    ctx.record(clients.map((client) => client.events.filter(([name]) => name === "toroom").map(([, value]) => [value.i, ...value.bytes])));
    ctx.record(clients.map((client) => client.events.filter(([name]) => name === "bcast")));
  });

  scenario("acknowledgements of one client and of a broadcast", async (ctx) => {
    const nsp = ctx.namespace();
    const clients = [await ctx.connected(nsp), await ctx.connected(nsp, { transports: ["polling"] })];
    clients.forEach((client, i) => client.on("question", (value, reply) => reply({ i, value })));
    const { responses } = await ctx.ask(clients[0], "emit", { scope: "io", timeout: 4000 }, "question", [Buffer.from([9])]);
    ctx.record(responses.sort((a, b) => a.i - b.i));
    ctx.record(await ctx.ask(clients[1], "emit", { scope: "socket", timeout: 4000 }, "question", ["one"]));
    ctx.record(await ctx.ask(clients[1], "emit", { scope: "socket", timeout: 50 }, "nobody", []));
  });

  scenario("listeners of everything, middlewares and the end of a socket", async (ctx) => {
    const nsp = ctx.namespace();
    const [watched, watcher] = [await ctx.connected(nsp), await ctx.connected(nsp)];
    await ctx.ask(watched, "watch-any");
    await ctx.ask(watched, "use");
    watched.emit("any-thing", Buffer.from([1]), { a: 1 });
    watched.emit("forbidden", 1);
    await ctx.fence(watched);
    ctx.record(watched.events);
    await ctx.ask(watcher, "join", "watch");
    watched.emit("watch-disconnect", "watch");
    await ctx.fence(watched);
    const left = ctx.once(watcher, "peer-disconnect");
    watched.disconnect();
    ctx.record(await left);
  });

  scenario("recovery: an offset behind the arguments, missed packets, then CONNECT", { profile: "msgpack-recovery" }, async (ctx) => {
    const nsp = ctx.namespace();
    const other = await joined(ctx, nsp);
    const socket = await joined(ctx, nsp);
    socket.send(encode({ type: 2, data: ["join", "r"], id: 1, nsp }));
    await socket.next();
    other.send(encode({ type: 2, data: ["toroom", "r", Buffer.from([1])], nsp }));
    const seen = decode(await socket.next());
    const offset = seen.data.pop();
    ctx.record(seen.data, typeof offset, Object.keys(socket));
    socket.terminate();
    await socket.closed;
    for (const value of [Buffer.from([2]), "three"]) other.send(encode({ type: 2, data: ["toroom", "r", value], nsp }));
    await fence(other, nsp);
    const back = await joined(ctx, nsp, { pid: socket.pid, offset });
    ctx.record(back.first.map(decode).map(({ type, data }) => [type, ...(type === 0 ? [data.sid === socket.id] : data.slice(0, -1))]));
    back.send(encode({ type: 2, data: ["rooms"], id: 2, nsp }));
    ctx.record(decode(await back.next()).data[0].map((room) => (room === socket.id ? "own" : room)).sort());
  });
});
