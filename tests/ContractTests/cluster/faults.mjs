// One fault of a cluster of two servers, from beginning to end; ends with an error when a promise is broken:
//   node cluster/faults.mjs FAULT ADAPTER[ --named-user] HOST.dll
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { io } from "socket.io-client";
import { endAll, freePort, halt, startHost, startRedisAt, stop } from "./processes.mjs";

const [fault, way, host] = process.argv.slice(2);
const adapter = way.replace(" --named-user", "");
const user = way === adapter ? null : { name: "app", password: "s€cret" };
const limit = 25_000;
const redisPort = await freePort();
let redis;

async function startRedis() {
  redis = await startRedisAt(redisPort, user);
}

const address = user ? `redis://${user.name}:${encodeURIComponent(user.password)}@127.0.0.1:${redisPort}` : `127.0.0.1:${redisPort}`;
const startServer = (name) => startHost(host, ["--name", name, "--adapter", ...adapter.split(" "), "--redis", address]);

async function connect(server, tag) {
  const socket = io(server.url, { transports: ["websocket"], forceNew: true, reconnection: false });
  socket.got = [];
  socket.onAny((event, ...args) => socket.got.push([event, ...args]));
  await once(socket, "connect");
  return socket;
}

const ask = (socket, ...args) => socket.timeout(limit).emitWithAck(...args);
const emit = (socket, event, ...args) => ask(socket, "emit", { scope: "io" }, event, args);

async function until(what, condition) {
  const end = Date.now() + limit;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`${fault}: ${what}, not within ${limit} ms`);
    await delay(20);
  }
}

const has = (socket, event, value) => socket.got.some(([name, arg]) => name === event && arg === value);

// Both hear each other: asked again and again, because while a fault lasts messages may be lost.
let probes = 0;
async function joined(a, b) {
  for (const [from, to] of [[a, b], [b, a]]) {
    await until("a message reaches the other server", async () => {
      const probe = ++probes;
      await emit(from, "probe", probe);
      const soon = Date.now() + 200;
      while (Date.now() < soon && !has(to, "probe", probe)) await delay(10);
      return has(to, "probe", probe);
    });
  }
}

async function localWorks(a, name) {
  const began = Date.now();
  await emit(a, name, 1);
  await until("this server's own client is served", () => has(a, name, 1));
  if (Date.now() - began > 7000) throw new Error(`${fault}: this server's own client waited ${Date.now() - began} ms`);
}

const faults = {
  async restart() {
    await startRedis();
    const [A, B] = [await startServer("A"), await startServer("B")];
    const [a, b] = [await connect(A, "a"), await connect(B, "b")];
    await joined(a, b);
    for (let i = 0; i < 20; i++) await emit(a, "before", i);
    await until("what was sent before arrives", () => has(b, "before", 19));
    await stop(redis);
    await localWorks(a, "down");
    await startRedis();
    await joined(a, b);
    for (let i = 0; i < 20; i++) await emit(a, "after", i);
    await until("what is sent afterwards arrives", () => has(b, "after", 19));
    for (const name of ["before", "after"]) same(b, name, 20);
  },

  async hang() {
    await startRedis();
    const [A, B] = [await startServer("A"), await startServer("B")];
    const [a, b] = [await connect(A, "a"), await connect(B, "b")];
    await joined(a, b);
    await halt(redis);
    await localWorks(a, "hanging");
    redis.kill("SIGCONT");
    await joined(a, b);
  },

  async late() {
    const [A, B] = await Promise.all([startServer("A"), startServer("B")]);
    const [a, b] = [await connect(A, "a"), await connect(B, "b")];
    await localWorks(a, "alone");
    await startRedis();
    await joined(a, b);
  },

  async killed() {
    await startRedis();
    const [A, B, C] = [await startServer("A"), await startServer("B"), await startServer("C")];
    const [a, b, c] = [await connect(A, "a"), await connect(B, "b"), await connect(C, "c")];
    await joined(a, b);
    await joined(a, c);
    if ((await ask(a, "fetch-sockets", {})).length !== 3) throw new Error("killed: three sockets before");
    await halt(C.child); // still subscribed, never answers
    const first = await ask(a, "fetch-sockets", {});
    const began = Date.now();
    const second = await ask(a, "fetch-sockets", {});
    const took = Date.now() - began;
    if (first.length !== 2 || second.length !== 2) throw new Error(`killed: ${first.length} and ${second.length} sockets, not what the living have`);
    if (took > 3000) throw new Error(`killed: the second call took ${took} ms`);
    C.child.kill("SIGCONT");
    await until("the third is back", async () => (await ask(a, "fetch-sockets", {})).length === 3);
    await stop(C.child, "SIGKILL");
    await until("the third is gone", async () => (await ask(a, "fetch-sockets", {})).length === 2);
  },
};

function same(socket, name, count) {
  const got = socket.got.filter(([event]) => event === name).map(([, value]) => value);
  if (JSON.stringify(got) !== JSON.stringify([...Array(count).keys()])) throw new Error(`${fault}: ${name} arrived as ${JSON.stringify(got)}`);
}

let code = 0;
try {
  await faults[fault]();
} catch (error) {
  console.error(error.message);
  code = 1;
} finally {
  await endAll();
}
process.exit(code);
