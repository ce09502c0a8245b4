// Two Node servers are replaced by ours, one after the other, while clients chat; ends with an error when a message is not
// accounted for:  node cluster/rolling.mjs HOST.dll REFERENCE.mjs
import { once } from "node:events";
import { connect as connectTcp, createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { io } from "socket.io-client";
import { endAll, freePort, startHost, startRedisAt, stop } from "./processes.mjs";

const [host, reference] = process.argv.slice(2);
const limit = 25_000;

async function until(what, condition) {
  const end = Date.now() + limit;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`${what}, not within ${limit} ms`);
    await delay(10);
  }
}

// What a load balancer does for websockets: each new connection goes to the next server of the list.
const balancer = { servers: [], next: 0 };
const listener = createServer((socket) => {
  const target = balancer.servers[balancer.next++ % balancer.servers.length];
  const upstream = connectTcp(target.port, "127.0.0.1");
  socket.pipe(upstream).pipe(socket);
  for (const [one, other] of [[socket, upstream], [upstream, socket]]) one.on("error", () => other.destroy()).on("close", () => other.destroy());
});

const redisPort = await freePort();
const start = (program, name) =>
  startHost(program, ["--name", name, "--adapter", "redis-streams", "--recovery", "60000", "--redis", `127.0.0.1:${redisPort}`]);

const clients = [];
const resent = new Set();
let returns = 0;

async function addClient(url) {
  const socket = io(url, { transports: ["websocket"], forceNew: true, reconnectionDelay: 50, reconnectionDelayMax: 100 });
  socket.heard = [];
  socket.on("say", (number) => socket.heard.push(number));
  await once(socket, "connect");
  socket.on("connect", () => {
    returns++;
    if (!socket.recovered) socket.lost = true;
  });
  clients.push(socket);
}

// As people talk: one after the other, whoever is connected or not. What is not acknowledged is said again.
async function say(number) {
  const speaker = clients[number % clients.length];
  for (;;) {
    try {
      await speaker.timeout(2000).emitWithAck("emit", { scope: "io" }, "say", [number]);
      break;
    } catch {
      resent.add(number);
    }
  }
  await until(`${number} is heard by its speaker`, () => speaker.heard.includes(number));
}

async function run() {
  await startRedisAt(redisPort);
  const [a, b] = [await start(reference, "A"), await start(reference, "B")];
  balancer.servers = [a, b];
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  for (let i = 0; i < 6; i++) await addClient(`http://127.0.0.1:${listener.address().port}`);
  // The servers have found each other when everybody hears everybody.
  await until("everybody hears everybody", async () => {
    await Promise.all(clients.map((socket) => socket.timeout(limit).emitWithAck("emit", { scope: "io" }, "say", [-1])));
    await delay(20);
    return clients.every((socket) => socket.heard.length >= clients.length);
  });
  await delay(300); // what was said meanwhile has arrived
  for (const socket of clients) socket.heard = [];

  let talking = true;
  let said = 0;
  const talk = (async () => {
    while (talking) await say(said++);
  })();
  let ours = [];
  for (const [old, name] of [[b, "C"], [a, "D"]]) {
    await delay(400);
    const fresh = await start(host, name);
    ours = [...ours, fresh];
    balancer.servers = old === b ? [a, fresh] : ours;
    await stop(old.child);
    await until("the clients of the server that was replaced are back", () => clients.every((socket) => socket.connected));
  }
  await delay(400);
  talking = false;
  await talk;

  if (said < 50 || returns < clients.length) throw new Error(`only ${said} messages and ${returns} returns: nothing was tried`);
  if (clients.some((socket) => socket.lost)) throw new Error("a client came back to a session of its own no more");
  for (const [index, socket] of clients.entries()) {
    await until(`client ${index} has heard everything`, () => new Set(socket.heard).size === said);
    const once = socket.heard.filter((number) => !resent.has(number));
    if (once.some((number, at) => at > 0 && number <= once[at - 1])) throw new Error(`client ${index} heard ${once}`);
  }
  console.log(`${said} messages, ${returns} returns, ${resent.size} said again`);
}

let code = 0;
try {
  await run();
} catch (error) {
  console.error(error.message);
  code = 1;
} finally {
  for (const socket of clients) socket.disconnect();
  listener.close();
  await endAll();
}
process.exit(code);
