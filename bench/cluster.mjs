// Fan-out across two servers of a cluster, beside the same with two Node servers: one client of server A broadcasts at a fixed rate to
// clients of server B, and to one of A. Prints the servers' CPU per delivery and how much later B's clients hear it than A's.
//   BENCH_WORK=… node cluster.mjs [--clients 300] [--rate 100] [--seconds 5] [--rounds 3] [--adapters classic,sharded,streams]
// Needs redis-server, and in BENCH_WORK: npm i ws socket.io redis@4 @socket.io/redis-adapter @socket.io/redis-streams-adapter
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { freePort, listening } from "./ports.mjs";

const work = process.env.BENCH_WORK ?? process.cwd();
const here = dirname(fileURLToPath(import.meta.url));
const { WebSocket } = createRequire(join(work, "package.json"))("ws");
const { values } = parseArgs({ options: {
  clients: { type: "string", default: "300" }, rate: { type: "string", default: "100" }, seconds: { type: "string", default: "5" },
  rounds: { type: "string", default: "3" }, adapters: { type: "string", default: "classic,sharded,streams" },
} });
const [clients, rate, seconds, rounds] = [values.clients, values.rate, values.seconds, values.rounds].map(Number);
const payload = "x".repeat(100);
const ticks = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

// The servers share CPU 0; Redis and this program have CPU 1.
function start(cpu, command, env) {
  return spawn("taskset", ["-c", String(cpu), ...command], { env: { ...process.env, ...env }, cwd: work, stdio: ["ignore", "ignore", "inherit"] });
}

function cpuSeconds(child) {
  const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").replace(/^.*\) /, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticks;
}

async function open(port, onMessage) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`, { perMessageDeflate: false });
  const ready = new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("message", (data) => {
      const text = data.toString();
      if (text[0] === "0") socket.send("40");
      else if (text === "2") socket.send("3");
      else if (text.startsWith("40")) resolve(socket);
      else onMessage(text);
    });
  });
  return ready;
}

const quantile = (list, q) => (list.length ? list.sort((x, y) => x - y)[Math.min(list.length - 1, Math.floor(q * list.length))] : NaN);
const sentAt = (text) => Number(text.slice(text.indexOf(",\"") + 2, text.indexOf(" ")));

async function measure(command, adapter) {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const redisPort = await freePort();
  const children = [start(1, ["redis-server", "--port", String(redisPort), "--bind", "127.0.0.1", "--dir", folder, "--save", ""], {})];
  const sockets = [];
  try {
    await listening(redisPort);
    const ports = [await freePort(), await freePort()];
    const servers = ports.map((port) => start(0, command, { PORT: String(port), REDIS: `127.0.0.1:${redisPort}`, REDIS_ADAPTER: adapter }));
    children.push(...servers);
    await Promise.all(ports.map(listening));

    let [deliveries, counting] = [0, false];
    const [near, far] = [[], []];
    const listen = (list) => (text) => {
      if (!counting) return;
      deliveries++;
      list?.push(performance.now() - sentAt(text));
    };
    sockets.push(await open(ports[0], listen(near)));
    for (let i = 0; i < clients; i++) sockets.push(await open(ports[1], listen(i % 50 === 0 ? far : null)));

    const send = () => sockets[0].send(`42["bcast","${performance.now()} ${payload}"]`);
    const run = async (time) => {
      const begin = performance.now();
      for (let sent = 0; sent < time * rate; sent++) {
        const wait = begin + (sent * 1000) / rate - performance.now();
        if (wait > 0) await delay(wait);
        send();
      }
    };
    await run(2);
    await delay(300);
    const before = servers.map(cpuSeconds);
    counting = true;
    await run(seconds);
    for (const end = Date.now() + 5000; deliveries < seconds * rate * (clients + 1) && Date.now() < end;) await delay(20);
    counting = false;
    const used = servers.map((server, index) => cpuSeconds(server) - before[index]);
    const expected = seconds * rate * (clients + 1);
    if (deliveries !== expected) throw new Error(`${deliveries} of ${expected} deliveries`);
    return { cpu: ((used[0] + used[1]) * 1e6) / deliveries, near50: quantile(near, 0.5), far50: quantile(far, 0.5), far99: quantile(far, 0.99) };
  } finally {
    for (const socket of sockets) socket.terminate();
    for (const child of children.reverse()) {
      child.kill("SIGTERM");
      await Promise.race([once(child, "exit"), delay(5000)]);
      child.kill("SIGKILL");
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

const app = join(work, "out", "App");
execFileSync("dotnet", ["build", join(here, "App"), "-c", "Release", "-o", app, "--nologo", "-v", "q"], { stdio: ["ignore", "ignore", "inherit"] });
const commands = { node: ["node", join(here, "peers", "node-ws-redis.js")], ours: ["dotnet", join(app, "App.dll")] };
process.env.NODE_PATH = join(work, "node_modules");

const median = (rows, key) => quantile(rows.map((row) => row[key]), 0.5);
console.log(`| adapter | servers | CPU per delivery (us) | to Node | p50 on A (ms) | added on B, p50 (ms) | p99 on B (ms) |\n|---|---|---|---|---|---|---|`);
for (const adapter of values.adapters.split(",")) {
  const results = { node: [], ours: [] };
  for (let round = 0; round < rounds; round++) for (const name of Object.keys(commands)) results[name].push(await measure(commands[name], adapter));
  for (const [name, rows] of Object.entries(results)) {
    const ratio = median(rows, "cpu") / median(results.node, "cpu");
    const added = quantile(rows.map((row) => row.far50 - row.near50), 0.5);
    console.log(`| ${adapter} | ${name} | ${median(rows, "cpu").toFixed(2)} | ${ratio.toFixed(2)} | ${median(rows, "near50").toFixed(2)} | ${added.toFixed(2)} | ${median(rows, "far99").toFixed(2)} |`);
  }
}
