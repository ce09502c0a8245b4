// Runs every operation of the conformance app across two servers of a cluster and prints what each step's clients saw, a line each:
//   node cluster/trace.mjs URL_A URL_B REDIS_PORT [--emitter]
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { io } from "socket.io-client";

const [urlA, urlB, redisPort, ...flags] = process.argv.slice(2);
const limit = 10_000;
const ids = new Map();
let seen = [];
let fences = 0;

async function connect(url, tag, nsp = "/") {
  const socket = io(url + nsp, { transports: ["websocket"], reconnection: false, forceNew: true });
  socket.tag = tag;
  socket.onAny((event, ...args) => {
    const ack = typeof args.at(-1) === "function" ? args.pop() : undefined;
    if (event === "fence") return socket.listeners("fenced").forEach((listener) => listener(args[0]));
    seen.push([tag, event, ...args]);
    if (ack && tag !== "silent") ack({ by: tag, args });
  });
  socket.on("disconnect", (reason) => seen.push([tag, "disconnect", reason]));
  await once(socket, "connect");
  ids.set(socket.id, `<${tag}>`);
  return socket;
}

// What was sent before has arrived when an answer of the other server and a broadcast behind it have: one goes the way of
// requests, the other that of broadcasts.
async function settle(from, sockets) {
  const deadline = Date.now() + limit;
  while (Date.now() < deadline) {
    const reply = await ask(from, "server-side-emit-with-ack", "hello", ["fence"]);
    if (reply.responses?.length === 1) break;
    await delay(50); // the servers have not found each other yet
  }
  const number = ++fences;
  const open = sockets.filter((socket) => socket.connected);
  const arrived = open.map((socket) => new Promise((resolve) => {
    const listener = (got) => { if (got === number) { socket.off("fenced", listener); resolve(); } };
    socket.on("fenced", listener);
  }));
  await ask(from, "emit", { scope: "io" }, "fence", [number]);
  const late = delay(limit, "late", { ref: false });
  if (await Promise.race([Promise.all(arrived), late]) === "late") throw new Error(`the fence ${number} did not arrive everywhere`);
}

const ask = (socket, ...args) => socket.timeout(limit).emitWithAck(...args);

const compare = (x, y) => (x < y ? -1 : x > y ? 1 : 0);

function normalise(value) {
  if (/^\d{13}-\d+$/.test(value)) return "<offset>";
  if (typeof value === "string") return value.length > 1000 ? `${value.slice(0, 20)}… ${value.length}` : ids.get(value) ?? value;
  if (Buffer.isBuffer(value)) return { bytes: value.toString("hex") };
  if (Array.isArray(value)) return value.map(normalise);
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, normalise(item)]));
  return value;
}

// Where servers answer in any order, or sort by ids that are random, the order means nothing.
function unordered(list) {
  return Array.isArray(list) ? [...list].map((item) => (item?.rooms ? { ...item, rooms: unordered(item.rooms) } : item))
    .sort((x, y) => compare(JSON.stringify(x), JSON.stringify(y))) : list;
}

async function step(name, action, { to = [a, b, silent] } = {}) {
  seen = [];
  let result = normalise(await action().catch((error) => `error: ${error.message}`));
  if (result?.responses) result = { ...result, responses: unordered(result.responses) };
  else result = unordered(result);
  await settle(a, to);
  const events = seen.filter(([, event]) => event !== "fence").map(normalise).map((event) => JSON.stringify(event)).sort(compare);
  console.log(JSON.stringify({ step: name, result: result ?? null, events }));
}

const a = await connect(urlA, "a");
const b = await connect(urlB, "b");
const silent = await connect(urlB, "silent");
await settle(a, [a, b, silent]);

const emit = (target, event, ...args) => () => ask(a, "emit", target, event, args);

await step("join a room on the other server", () => ask(b, "join", ["r1", "room é€😀"]));
await step("join another", () => ask(silent, "join", "r2"));
await step("join here", () => ask(a, "join", "r1"));
await step("emit to all", emit({ scope: "io" }, "hi", 1, "é€😀\u0000\u2028", { k: null, deep: [[1.5, -1, 5e9, 2 ** 53, 0.1]] }));
await step("emit a number beyond 64 bits", emit({ scope: "io" }, "hi", 1e21));
await step("emit without arguments", emit({ scope: "io" }, "hi"));
await step("emit to a room", emit({ scope: "io", to: ["r1"] }, "hi", 1));
await step("emit to a room of any name", emit({ scope: "io", to: ["room é€😀"] }, "hi", 1));
await step("emit to two rooms", emit({ scope: "io", to: ["r1", "r2"] }, "hi", 1));
await step("emit to a room that nobody is in", emit({ scope: "io", to: ["nobody"] }, "hi", 1));
await step("emit to all but a room", emit({ scope: "io", except: ["r1"] }, "hi", 1));
await step("emit to a room but another", emit({ scope: "io", to: ["r1"], except: ["room é€😀"] }, "hi", 1));
await step("emit to a socket of the other server", emit({ scope: "io", to: [b.id] }, "hi", 1));
await step("emit to all but that socket", emit({ scope: "io", except: [b.id] }, "hi", 1));
await step("broadcast of a socket", emit({ scope: "socket", broadcast: true }, "hi", 1));
await step("broadcast of a socket to a room", emit({ scope: "socket", to: ["r1"] }, "hi", 1));
await step("emit here only", emit({ scope: "io", local: true }, "hi", 1));
await step("emit volatile", emit({ scope: "io", volatile: true }, "hi", 1));
await step("emit uncompressed", emit({ scope: "io", compress: false }, "hi", 1));
await step("emit binary", emit({ scope: "io" }, "bin", Buffer.from([1, 2, 3, 255]), { d: Buffer.from("zz"), e: [Buffer.alloc(0)] }));
await step("emit binary to a room", emit({ scope: "io", to: ["r1"] }, "bin", Buffer.from([7])));
await step("emit what looks like a placeholder", emit({ scope: "io" }, "hi", { _placeholder: false, num: 0 }));
await step("emit much", emit({ scope: "io", to: ["r1"] }, "hi", "x".repeat(200_000)));
await step("order in a room", async () => { for (let i = 0; i < 20; i++) await ask(a, "emit", { scope: "io", to: ["r1"] }, "n", [i]); });
await step("acknowledged by a room", emit({ scope: "io", to: ["r1"], timeout: 5000 }, "q", 5, Buffer.from([9])));
await step("acknowledged by one socket", emit({ scope: "io", to: [b.id], timeout: 5000 }, "q", "é"));
await step("acknowledged by nobody", emit({ scope: "io", to: ["nobody"], timeout: 5000 }, "q", 5));
await step("acknowledged by some, in time", emit({ scope: "io", timeout: 700 }, "q", 5));
await step("acknowledged here", emit({ scope: "io", local: true, timeout: 500 }, "q", 5));
await step("set data", () => ask(b, "set-data", { user: "u1", n: 1, list: ["é", null] }));
await step("fetch all", () => ask(a, "fetch-sockets", {}));
await step("fetch a room", () => ask(a, "fetch-sockets", { to: ["r1"] }));
await step("fetch all but a room", () => ask(a, "fetch-sockets", { except: ["r1"] }));
await step("fetch here", () => ask(a, "fetch-sockets", { local: true }));
await step("fetch nobody", () => ask(a, "fetch-sockets", { to: ["nobody"] }));
await step("make a room join rooms", () => ask(a, "sockets-join", { to: ["r1"] }, ["r3", "r4"]));
await step("rooms there", () => ask(b, "rooms"));
await step("rooms here", () => ask(a, "rooms"));
await step("make a socket leave", () => ask(a, "sockets-leave", { to: [b.id] }, "r4"));
await step("rooms after leaving", () => ask(b, "rooms"));
await step("emit to a room joined from afar", emit({ scope: "io", to: ["r3"] }, "hi", 1));
await step("emit to the room left", emit({ scope: "io", to: ["r4"] }, "hi", 1));
await step("server-side event", () => ask(a, "server-side-emit", "hello", ["w", { n: 1 }]));
await step("server-side event with binary", () => ask(a, "server-side-emit", "hello", [Buffer.from([1, 2])]));
await step("server-side event with acknowledgement", () => ask(a, "server-side-emit-with-ack", "hello", ["w", "é"]));
await step("sockets that the adapter knows", () => ask(a, "all-rooms"));

for (const nsp of ["/custom", "/dynamic-7"]) {
  const here = await connect(urlA, `a${nsp}`, nsp);
  const there = await connect(urlB, `b${nsp}`, nsp);
  if (nsp === "/custom") {
    await settle(here, [here, there]);
    await step(`emit in ${nsp}`, () => ask(here, "emit", { scope: "io" }, "hi", [1]));
    await step(`acknowledged in ${nsp}`, () => ask(here, "emit", { scope: "io", timeout: 5000 }, "q", [1]));
    await step(`server-side event in ${nsp}`, () => ask(here, "server-side-emit-with-ack", "hello", [nsp]));
  } else {
    const until = Date.now() + limit; // a namespace made by pattern is subscribed to when its first client has come
    let found;
    do found = await ask(here, "emit", { scope: "io", timeout: 200 }, "q", []); while (found.responses.length < 2 && Date.now() < until);
    await step(`fetch in ${nsp}`, () => ask(here, "fetch-sockets", {}));
    await step(`acknowledged in ${nsp}`, () => ask(here, "emit", { scope: "io", timeout: 5000 }, "q", [1]));
  }
  here.disconnect();
  there.disconnect();
}

if (flags.includes("--emitter")) {
  const { createClient } = await import("redis");
  const { Emitter } = await import("@socket.io/redis-emitter");
  const redis = createClient({ url: `redis://127.0.0.1:${redisPort}` });
  await redis.connect();
  const emitter = new Emitter(redis);
  await step("emitter: to all", async () => { emitter.emit("hi", "é", Buffer.from([1])); await redis.ping(); });
  await step("emitter: to a room", async () => { emitter.to("r1").emit("hi", 1); await redis.ping(); });
  await step("emitter: but a room", async () => { emitter.except("r1").volatile.emit("hi", 1); await redis.ping(); });
  await step("emitter: join", async () => { emitter.in("r2").socketsJoin("r5"); await redis.ping(); });
  await step("emitter: to the room joined", async () => { emitter.to("r5").emit("hi", 1); await redis.ping(); });
  await step("emitter: leave", async () => { emitter.in("r2").socketsLeave("r5"); await redis.ping(); });
  await step("emitter: to the room left", async () => { emitter.to("r5").emit("hi", 1); await redis.ping(); });
  await step("emitter: server-side event", async () => { emitter.serverSideEmit("hello", "from afar"); await redis.ping(); });
  await redis.disconnect();
}

const last = await connect(urlB, "last");
await ask(last, "join", "last");
await step("disconnect a room", async () => { await ask(a, "disconnect-sockets", { to: ["last"] }, false); await gone(last); });
await step("disconnect a socket with its connection", async () => { await ask(a, "disconnect-sockets", { to: [silent.id] }, true); await gone(silent); }, { to: [a, b] });
await step("fetch what is left", () => ask(a, "fetch-sockets", {}), { to: [a, b] });

async function gone(socket) {
  if (socket.connected) await once(socket, "disconnect", { signal: AbortSignal.timeout(limit) });
}

process.exit(0);
