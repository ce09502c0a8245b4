// Two servers on a Redis that wants TLS and a password; one with a wrong password stands alone and says so:
//   node cluster/tls.mjs ADAPTER HOST.dll
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { io } from "socket.io-client";
import { endAll, folder, freePort, start } from "./processes.mjs";

const [adapter, host] = process.argv.slice(2);
const limit = 20_000;
const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
const port = await freePort();

async function startServer(password) {
  const args = [host, "--port", "0", "--quiet", "--adapter", adapter, "--redis", `rediss://:${encodeURIComponent(password)}@localhost:${port}/0`];
  const { match } = await start("dotnet", args, /listening on (\d+)/, { ...process.env, SSL_CERT_FILE: certificate });
  const url = `http://127.0.0.1:${match[1]}`;
  const socket = io(url, { transports: ["websocket"], forceNew: true });
  socket.heard = new Set();
  socket.on("hello", (number) => socket.heard.add(number));
  await once(socket, "connect");
  return { url, socket };
}

const emit = (socket, number) => socket.timeout(limit).emitWithAck("emit", { scope: "io" }, "hello", [number]);
const health = async ({ url }) => (await fetch(`${url}/health`)).text();

async function run() {
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
    "-keyout", key, "-out", certificate], { stdio: "ignore" });
  await start("redis-server", ["--port", "0", "--tls-port", port, "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--tls-cert-file", certificate,
    "--tls-key-file", key, "--tls-ca-cert-file", certificate, "--tls-auth-clients", "no", "--requirepass", "s€cret:1"], /Ready to accept/);
  const [a, b, outside] = await Promise.all([startServer("s€cret:1"), startServer("s€cret:1"), startServer("wrong")]);
  let number = 0;
  for (const end = Date.now() + limit; !b.socket.heard.has(number); ) {
    if (Date.now() > end) throw new Error("the other server does not hear");
    await emit(a.socket, ++number);
    await delay(50);
  }
  await emit(outside.socket, -1);
  const states = [await health(a), await health(b), await health(outside)];
  if (states.join() !== "Healthy,Healthy,Degraded") throw new Error(`health: ${states}`);
  if (!outside.socket.heard.has(-1) || outside.socket.heard.size > 1 || b.socket.heard.has(-1)) throw new Error("a server with a wrong password is in the cluster");
}

let code = 0;
try {
  await run();
} catch (error) {
  console.error(`${adapter}: ${error.message}`);
  code = 1;
} finally {
  await endAll();
}
process.exit(code);
