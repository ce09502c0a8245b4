// Chat messages stored and broadcast each second: lessons of two, whose tutors send the next message when an earlier one has come back,
// which is after it was stored. Beside it, on the same server, signals that are relayed and not stored.
//   BENCH_WORK=… node storage.mjs --server "dotnet …/SocketIoCompat.Server.dll" [--lessons 50] [--window 8] [--seconds 5] [--rounds 3]
//                                 [--databases sqlite,sqlite-single,postgres,postgres-single]
// Needs in BENCH_WORK: npm i ws; Debian's postgresql, which it starts itself in a folder of its own. "single": a transaction for each message.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { freePort, listening } from "./ports.mjs";

const work = process.env.BENCH_WORK ?? process.cwd();
const { WebSocket } = createRequire(join(work, "package.json"))("ws");
const { values } = parseArgs({ options: {
  server: { type: "string" }, lessons: { type: "string", default: "50" }, window: { type: "string", default: "8" }, seconds: { type: "string", default: "5" },
  rounds: { type: "string", default: "3" }, databases: { type: "string", default: "sqlite,sqlite-single,postgres,postgres-single" },
} });
if (!values.server) throw new Error("--server: the command that starts the server");
const [lessons, window, seconds, rounds] = [values.lessons, values.window, values.seconds, values.rounds].map(Number);
const ticks = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
const text = "x".repeat(100);
const candidate = { candidate: "x".repeat(100), sdpMid: "0", sdpMLineIndex: 0 };

// The server has CPU 0; PostgreSQL and this program share CPU 1.
function start(cpu, command, env, cwd) {
  const child = spawn("taskset", ["-c", String(cpu), ...command], { env: { ...process.env, ...env }, cwd, stdio: ["ignore", "ignore", "ignore"] });
  child.ended = once(child, "exit");
  return child;
}

async function stop(child, signal) {
  child?.kill(signal);
  await child?.ended;
}

function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticks;
}

/** A PostgreSQL with Debian's defaults. It refuses to run as root: then it is the user postgres that runs it. */
async function startPostgres(folder) {
  const [version] = readdirSync("/usr/lib/postgresql").sort((a, b) => b - a);
  const isRoot = process.getuid() === 0;
  const as = (program, ...args) => [...(isRoot ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : []), `/usr/lib/postgresql/${version}/bin/${program}`, ...args];
  const own = join(folder, "postgres");
  mkdirSync(own);
  chmodSync(folder, 0o755);
  if (isRoot) execFileSync("chown", ["postgres:", own]);
  const [program, ...args] = as("initdb", "-D", join(own, "data"), "-U", "bench", "--auth=trust", "-E", "UTF8", "--locale=C");
  execFileSync(program, args, { cwd: own, stdio: "ignore" });
  const port = await freePort();
  const child = start(1, as("postgres", "-D", join(own, "data"), "-p", String(port), "-h", "127.0.0.1", "-k", own), {}, own);
  await listening(port);
  return { child, url: `postgresql://bench@127.0.0.1:${port}/postgres` };
}

/** Somebody in the classroom; `on` is told of each event. */
async function enter(port, lesson, tier, on) {
  const userId = `${tier === 2 ? "tutor" : "student"}-${lesson}`;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`, { perMessageDeflate: false });
  socket.emit42 = (name, data) => socket.send(`42${JSON.stringify([name, data])}`);
  await new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("message", (data) => {
      const packet = data.toString();
      if (packet[0] === "0") socket.send(`40${JSON.stringify({ token: JSON.stringify({ userId, email: `${userId}@example.org`, tier }) })}`);
      else if (packet === "2") socket.send("3");
      else if (packet.startsWith("40")) socket.emit42("session:join", { sessionId: `lesson-${lesson}` });
      else if (packet.startsWith("44")) reject(new Error(packet));
      else if (packet.startsWith("42")) {
        const [name, value] = JSON.parse(packet.slice(2));
        if (name === "session:state") resolve();
        else on(name, value);
      }
    });
  });
  socket.userId = userId;
  return socket;
}

const quantile = (list, q) => (list.length ? list.sort((x, y) => x - y)[Math.min(list.length - 1, Math.floor(q * list.length))] : NaN);

/** Sends in all lessons for a while. What `event` counts is what came back to its sender, or reached the other one. */
async function load(port, pid, kind) {
  const sockets = [];
  let [done, counting, running] = [0, false, true];
  const latencies = [];
  const rooms = await Promise.all(Array.from({ length: lessons }, async (_, lesson) => {
    const sent = [];
    let tutor;
    const next = () => {
      sent.push(performance.now());
      if (kind === "stored") tutor.emit42("chat:send", { sessionId: `lesson-${lesson}`, text });
      else tutor.emit42("webrtc:ice-candidate", { to: `student-${lesson}`, candidate });
    };
    const arrived = (name, value) => {
      if (name === "session:error" || value?.id === "error") throw new Error(`refused: ${JSON.stringify(value)}`);
      if (name !== (kind === "stored" ? "chat:message" : "webrtc:ice-candidate")) return;
      const at = sent.shift();
      if (counting) {
        done++;
        latencies.push(performance.now() - at);
      }
      if (running) next();
    };
    tutor = await enter(port, lesson, 2, kind === "stored" ? arrived : () => {});
    const student = await enter(port, lesson, 1, kind === "stored" ? () => {} : arrived);
    sockets.push(tutor, student);
    return { tutor, next, sent };
  }));
  for (const { next } of rooms) for (let i = 0; i < window; i++) next();
  await delay(1000);
  const [cpu, from] = [cpuSeconds(pid), performance.now()];
  counting = true;
  await delay(seconds * 1000);
  counting = false;
  const [cpuAfter, to] = [cpuSeconds(pid), performance.now()];
  running = false;
  while (rooms.some(({ sent }) => sent.length)) await delay(20);
  for (const socket of sockets) socket.terminate();
  return { rate: done / ((to - from) / 1000), cpu: ((cpuAfter - cpu) / done) * 1e6, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
}

async function measure(database) {
  const folder = mkdtempSync(join(tmpdir(), "bench-storage-"));
  let [postgres, server] = [];
  try {
    if (database.startsWith("postgres")) postgres = await startPostgres(folder);
    const port = await freePort();
    server = start(0, values.server.split(" "), {
      ASPNETCORE_ENVIRONMENT: "Development", PORTS: String(port), DATABASE_URL: postgres?.url ?? `sqlite:${join(folder, "bench.db")}`,
      Database__MaxBatch: database.endsWith("-single") ? "1" : "128", Classroom__EventsPerSecond: "10000000", Classroom__EventBurst: "10000000",
      Serilog__MinimumLevel__Default: "Warning",
    }, folder);
    await listening(port);
    await load(port, server.pid, "relayed"); // warm: code is compiled, pages are in memory
    return { stored: await load(port, server.pid, "stored"), relayed: await load(port, server.pid, "relayed") };
  } finally {
    await stop(server, "SIGKILL");
    await stop(postgres?.child, "SIGINT");
    rmSync(folder, { recursive: true, force: true });
  }
}

const median = (list) => (quantile([...list], 0.5) + quantile(list.map((value) => -value), 0.5) * -1) / 2; // of an even number, between the middle two
const all = Object.fromEntries(values.databases.split(",").map((database) => [database, []]));
for (let round = 0; round < rounds; round++) {
  for (const [database, results] of Object.entries(all)) {
    results.push(await measure(database));
    console.error(round + 1, database, JSON.stringify(results.at(-1)));
  }
}

const base = Object.values(all)[0];
console.log("| database | stored (messages/s) | to the first | CPU per message (us) | p50 (ms) | p99 (ms) | relayed only (signals/s) |\n|---|---|---|---|---|---|---|");
for (const [database, results] of Object.entries(all)) {
  const of = (name) => median(results.map(({ stored }) => stored[name]));
  console.log(`| ${database} | ${of("rate").toFixed(0)} | ${(of("rate") / median(base.map(({ stored }) => stored.rate))).toFixed(2)} | ${of("cpu").toFixed(0)} | ${of("p50").toFixed(1)} | ${of("p99").toFixed(1)} | ${median(results.map(({ relayed }) => relayed.rate)).toFixed(0)} |`);
}
