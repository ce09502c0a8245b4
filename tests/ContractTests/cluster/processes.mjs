// What a cluster is made of, each started on a port chosen at run time with its files in one temporary folder, and ended by endAll().
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

export const folder = mkdtempSync(join(tmpdir(), "cluster-"));
const children = [];

export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** Starts a program and waits until its output matches. */
export async function start(program, args, ready, env = process.env) {
  const child = spawn(program, args, { cwd: folder, env, stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  let output = "";
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    output += chunk;
    const match = ready.exec(output);
    if (match) {
      child.stdout.resume();
      return { child, match };
    }
  }
  throw new Error(`${program} ended: ${output}`);
}

/** Starts a program that says nothing when it is ready, and has to be asked to end because it has processes of its own. */
export function startSilent(program, args, env = process.env) {
  const child = spawn(program, args, { cwd: folder, env, stdio: ["ignore", "inherit", "inherit"] });
  child.hasChildren = true;
  children.push(child);
  return child;
}

/** With a user, only that one gets in. */
export async function startRedisAt(port, user = null) {
  const args = ["--port", port, "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always"];
  const users = user ? ["--user", "default", "off", "--user", user.name, "on", `>${user.password}`, "~*", "&*", "+@all"] : [];
  return (await start("redis-server", [...args, ...users], /Ready to accept/)).child;
}

/** Starts a conformance server: ours, or Node's where the program is a script. */
export async function startHost(host, args, port = 0) {
  const program = host.endsWith(".mjs") ? "node" : "dotnet";
  const { child, match } = await start(program, [host, "--port", String(port), "--quiet", ...args], /listening on (\d+)/);
  return { child, port: Number(match[1]), url: `http://127.0.0.1:${match[1]}` };
}

export async function stop(child, signal = "SIGTERM") {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, "exit");
}

/** Halts a process, and waits until its last thread stands still: on a busy machine that takes a while. */
export async function halt(child) {
  child.kill("SIGSTOP");
  const tasks = `/proc/${child.pid}/task`;
  const stands = (task) => readFileSync(`${tasks}/${task}/stat`, "utf8").replace(/^.*\) /s, "").startsWith("T");
  while (!readdirSync(tasks).every(stands)) await delay(10);
}

export async function endAll() {
  for (const child of children) {
    child.kill("SIGCONT");
    await stop(child, child.hasChildren ? "SIGTERM" : "SIGKILL");
  }
  rmSync(folder, { recursive: true, force: true });
}
