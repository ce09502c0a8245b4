import { spawn } from "node:child_process";
import msgpack from "socket.io-msgpack-parser";
import { Context } from "./context.mjs";
import { profiles } from "./profiles.mjs";
import { within } from "./scenario.mjs";

/** A running conformance app. */
export class Server {
  constructor(child, url, path, exited) {
    Object.assign(this, { child, url, path, exited });
  }

  static async start(command, profile, port = 0) {
    const flags = profiles[profile];
    if (!flags) throw new Error(`unknown profile ${profile}`);
    const child = spawn(command[0], [...command.slice(1), "--port", String(port), ...flags], { stdio: ["ignore", "pipe", "pipe"] });
    const exited = new Promise((resolve) => child.on("exit", (code, signal) => resolve(signal ?? code)));
    let errors = "";
    child.stderr.on("data", (data) => (errors = (errors + data).slice(-4000)));
    const taken = await within(60_000, `start of ${command.join(" ")} ${flags.join(" ")}`, new Promise((resolve, reject) => {
      let output = "";
      child.stdout.on("data", (data) => {
        const match = /listening on (\d+)/.exec((output += data));
        if (match) resolve(match[1]);
      });
      child.on("error", reject);
      exited.then((code) => reject(new Error(`the server ended with ${code}: ${errors}`)));
    }));
    const path = flags.includes("--path") ? flags[flags.indexOf("--path") + 1] : "/socket.io/";
    const server = new Server(child, `http://127.0.0.1:${taken}`, path, exited);
    server.parser = flags.includes("--parser") ? msgpack : undefined;
    server.errors = () => errors;
    server.restart = async () => {
      await exited;
      const next = await Server.start(command, profile, taken);
      Object.assign(server, { child: next.child, exited: next.exited });
    };
    return server;
  }

  signal(name) {
    this.child.kill(name);
  }

  /** Ends the process, by force when it does not listen: `0` is a clean exit. */
  async stop() {
    this.child.kill("SIGTERM");
    try {
      return await within(30_000, "exit after SIGTERM", this.exited);
    } catch {
      this.child.kill("SIGKILL");
      return "killed";
    }
  }
}

export const createPool = (command) => new ServerPool(command);

/** One server for each profile, started when first asked for. */
class ServerPool {
  #command;
  #running = new Map();

  constructor(command) {
    this.#command = command;
  }

  async context({ own, profile }) {
    return new Context(await (own ? this.own(profile) : this.shared(profile)));
  }

  shared(profile) {
    if (!this.#running.has(profile)) this.#running.set(profile, Server.start(this.#command, profile).then((server) => warmUp(server, profile)));
    return this.#running.get(profile);
  }

  async own(profile) {
    const server = await Server.start(this.#command, profile);
    server.releaseOwn = async () => server.child.kill("SIGKILL");
    return server;
  }

  /** Stops all; the profiles whose server did not exit with 0 are returned. */
  async stop() {
    const ends = await Promise.all([...this.#running].map(async ([profile, starting]) => [profile, await starting.then(describeStop, (error) => error.message)]));
    return Object.fromEntries(ends.filter(([, end]) => end !== 0));
  }
}

/** 0 for a clean exit, otherwise how the process ended and what it said last. */
async function describeStop(server) {
  const end = await server.stop();
  return end === 0 ? 0 : `${end} ${server.errors()}`;
}

/** One conversation on each transport that nobody measures: what a runtime compiles at first use is then there. */
async function warmUp(server, profile) {
  if (profile.endsWith("-client")) return server; // the other forms of the app have no such namespaces
  const ctx = new Context(server);
  const clients = [await ctx.connected(), await ctx.connected("/custom", { transports: ["polling"] })];
  await ctx.fence(...clients);
  await ctx.dispose();
  return server;
}
