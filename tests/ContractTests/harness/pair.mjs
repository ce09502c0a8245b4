import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClassroomServer, freePort } from "./classroom.mjs";
import { within } from "./scenario.mjs";

/** A redis-server of one flow's own. */
export class Redis {
  static async start() {
    const redis = new Redis();
    Object.assign(redis, { folder: mkdtempSync(join(tmpdir(), "pair-redis-")), port: await freePort() });
    await redis.launch();
    return redis;
  }

  async launch() {
    this.child = spawn("redis-server", ["--port", String(this.port), "--bind", "127.0.0.1", "--save", "", "--dir", this.folder], { stdio: "ignore" });
    this.ended = new Promise((resolve) => this.child.on("close", resolve));
    await within(20_000, "answer of Redis", answers(this.port));
  }

  async stop() {
    this.child.kill();
    await this.ended;
  }

  async remove() {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * A Redis of this flow's own, and two servers on it and on one database. `on(n, action)` opens connections to one of them; the flow is
 * given the servers and the Redis too, to do away with them.
 */
export async function cluster(ctx, settings, flow) {
  const redis = await Redis.start();
  let second;
  try {
    const shared = { DATABASE_URL: ctx.server.databaseUrl, REDIS_URL: `redis://127.0.0.1:${redis.port}`, ...settings };
    const code = await ctx.server.stop();
    if (code !== 0) throw new Error(`exit ${code}`);
    await ctx.server.launch(shared);
    second = await ClassroomServer.start(ctx.server.command, { ASPNETCORE_ENVIRONMENT: "Development", ...shared });
    const servers = [ctx.server, second];
    const on = (index, action) => {
      ctx.base = servers[index].url;
      return action();
    };
    await flow(on, servers, redis);
  } finally {
    await second?.remove();
    await redis.remove();
  }
}

async function answers(port) {
  for (;;) {
    const pong = await new Promise((resolve) => {
      const socket = createConnection(port, "127.0.0.1", () => socket.write("PING\r\n"));
      socket.on("data", () => resolve(true)).on("error", () => resolve(false));
      socket.on("data", () => socket.destroy());
    });
    if (pong) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
