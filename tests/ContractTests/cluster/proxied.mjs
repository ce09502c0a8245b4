// Two servers behind a proxy with a configuration of deploy/; ends with an error when a promise is broken:
//   node cluster/proxied.mjs nginx|haproxy sticky|websocket-only HOST.dll DEPLOY_FOLDER
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { connect as connectTcp } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { io } from "socket.io-client";
import { endAll, folder, freePort, startHost, startRedisAt, startSilent, stop } from "./processes.mjs";

const [proxy, variant, host, deploy] = process.argv.slice(2);
const limit = 25_000;
const ask = (socket, ...args) => socket.timeout(limit).emitWithAck(...args);

async function until(what, condition, patience = limit) {
  const end = Date.now() + patience;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`${what}, not within ${patience} ms`);
    await delay(20);
  }
}

function makeCertificate() {
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
    "-subj", "/CN=localhost", "-keyout", key, "-out", certificate], { stdio: "ignore" });
  return { key, certificate };
}

async function startProxy(values) {
  if (proxy === "haproxy") {
    const both = join(folder, "both.pem");
    writeFileSync(both, readFileSync(values.CERTIFICATE, "utf8") + readFileSync(values.KEY, "utf8"));
    startSilent("haproxy", ["-db", "-q", "-f", join(deploy, "haproxy", `${variant}.cfg`)], { ...process.env, ...values, CERTIFICATE: both });
  } else {
    const file = join(folder, "nginx.conf");
    const text = readFileSync(join(deploy, "nginx", `${variant}.conf`), "utf8");
    writeFileSync(file, text.replaceAll(/\$\{(\w+)\}/g, (_, name) => values[name]));
    startSilent("nginx", ["-e", join(folder, "error.log"), "-c", file, "-g", `daemon off; user ${userInfo().username};`]);
  }
  await until("the proxy listens", async () => {
    const socket = connectTcp(Number(values.LISTEN.split(":")[1]), "127.0.0.1");
    const listens = await Promise.race([once(socket, "connect").then(() => true), once(socket, "error").then(() => false)]).catch(() => false);
    socket.destroy();
    return listens;
  });
}

const redisPort = await freePort();
const startServer = (name, port) =>
  startHost(host, ["--name", name, "--adapter", "redis", "--redis", `127.0.0.1:${redisPort}`, "--trust-proxy", "127.0.0.1"], port);

const clients = [];
let addresses = 1;

// Each from an address of its own, as from the internet.
async function addClient(url, transports) {
  const localAddress = `127.0.0.${++addresses}`;
  const agent = new Agent({ localAddress, rejectUnauthorized: false, keepAlive: true });
  const extraHeaders = { "x-forwarded-for": "6.6.6.6", "x-forwarded-proto": "http" }; // nobody may believe it
  const socket = io(url, { extraHeaders, transports, agent, rejectUnauthorized: false, withCredentials: true, forceNew: true, reconnectionDelay: 100, reconnectionDelayMax: 300 });
  socket.address = localAddress;
  socket.got = [];
  socket.onAny((event, ...args) => socket.got.push([event, ...args]));
  clients.push(socket);
  await Promise.race([once(socket, "connect"), delay(limit, "late", { ref: false }).then(() => { throw new Error("a client could not connect"); })]);
  return socket;
}

/** The server that a client is on: the other one answers. */
async function serverOf(socket) {
  const { responses } = await ask(socket, "server-side-emit-with-ack", "hello", []);
  return responses?.[0]?.from === "A" ? "B" : responses?.[0]?.from === "B" ? "A" : "alone";
}

async function everybodyHears(what, patience) {
  for (const socket of clients) socket.got = [];
  const bytes = Buffer.alloc(50_000, 7);
  for (const [number, socket] of clients.entries()) await ask(socket, "emit", { scope: "io" }, what, [number, bytes]);
  for (const socket of clients) {
    await until(`everybody hears ${what}`, () => socket.got.length >= clients.length, patience);
    const numbers = socket.got.map(([, number]) => number).sort((x, y) => x - y);
    if (numbers.some((number, index) => number !== index) || socket.got.some(([, , data]) => !data.equals(bytes))) throw new Error(`${what} arrived as ${numbers}`);
  }
}

function getStatus(url) {
  return new Promise((resolve, reject) => {
    request(url, { rejectUnauthorized: false }, (response) => { response.resume(); resolve(response.statusCode); }).on("error", reject).end();
  });
}

async function run() {
  await startRedisAt(redisPort);
  let a = await startServer("A", 0);
  const b = await startServer("B", 0);
  const { key, certificate } = makeCertificate();
  const port = await freePort();
  await startProxy({
    LISTEN: `127.0.0.1:${port}`, SERVER_A: `127.0.0.1:${a.port}`, SERVER_B: `127.0.0.1:${b.port}`, CERTIFICATE: certificate, KEY: key, RUN: folder,
  });
  const url = `https://127.0.0.1:${port}`;
  await until("the servers count as healthy", async () => (await getStatus(`${url}/health`)) === 200);

  const kinds = variant === "sticky" ? [["polling"], ["polling", "websocket"], ["websocket"]] : [["websocket"]];
  const used = new Set();
  while (clients.length < 9 || (used.size < 2 && clients.length < 60)) {
    const kind = kinds[clients.length % kinds.length];
    const socket = await addClient(url, kind);
    if (kind.length > 1) await until("a client upgrades", () => socket.io.engine.transport.name === "websocket");
    used.add(await serverOf(socket));
    const { secure, transport } = await ask(socket, "handshake");
    const address = await ask(socket, "address");
    if (address !== socket.address) throw new Error(`a client at ${socket.address} is taken for ${address}`);
    if (!secure || transport !== kind.at(-1)) throw new Error(`secure ${secure}, transport ${transport}`);
  }
  if (used.size !== 2 || used.has("alone")) throw new Error(`the clients are on ${[...used]} only`);
  await everybodyHears("both");

  if (variant === "websocket-only") {
    const status = await getStatus(`${url}/socket.io/?EIO=4&transport=polling`);
    if (status !== 400) throw new Error(`a poll was answered with ${status}`);
  }

  const moving = [];
  for (const socket of clients) if ((await serverOf(socket)) === "A") moving.push([socket, socket.id]);
  await stop(a.child);
  await until("the clients of the stopped server are back", () => moving.every(([socket, id]) => socket.connected && socket.id !== id));
  for (const socket of clients) if ((await serverOf(socket)) !== "alone") throw new Error("a client is on a server that is gone");
  await everybodyHears("one");

  a = await startServer("A", a.port);
  await until("the server that is back gets clients", async () => {
    const socket = await addClient(url, kinds.at(-1));
    if ((await serverOf(socket)) === "A") return true;
    clients.splice(clients.indexOf(socket), 1);
    socket.disconnect();
    await delay(100);
    return false;
  });
  // Where addresses decide, the clients that poll move back to it: their sessions end once more, and then all is as before.
  let tries = 0;
  await until("everybody hears both again", () => everybodyHears(`try ${++tries}`, 3000).then(() => true, () => false));
}

let code = 0;
try {
  await run();
} catch (error) {
  console.error(`${proxy} ${variant}: ${error.message}`);
  code = 1;
} finally {
  for (const socket of clients) socket.disconnect();
  await endAll();
}
process.exit(code);
