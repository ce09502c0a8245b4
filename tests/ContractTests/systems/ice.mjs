import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../harness/classroom.mjs";
import { group, sleep, within } from "../harness/scenario.mjs";

const Secret = "a-secret-shared-with-coturn";

const ask = async (ctx, headers) => {
  const response = await fetch(`${ctx.base}/api/ice-servers`, { headers });
  return { status: response.status, cache: response.headers.get("cache-control"), data: (await response.json()).data };
};

/** coturn on loopback, with our secret. */
async function coturn(port) {
  const folder = mkdtempSync(join(tmpdir(), "coturn-"));
  const child = spawn("turnserver", [
    "-n", "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", `--listening-port=${port}`, "--realm=test", "--use-auth-secret", `--static-auth-secret=${Secret}`,
    "--no-tls", "--no-dtls", "--no-cli", "--allow-loopback-peers", "--log-file=stdout", `--pidfile=${join(folder, "pid")}`, `--userdb=${join(folder, "db")}`,
  ], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const ended = new Promise((resolve) => child.on("close", resolve).on("error", (error) => resolve((output += error))));
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
  const stop = async () => {
    child.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await within(15_000, "answer of coturn", answers(port, ended.then(() => Promise.reject(new Error(output)))));
  } catch (error) {
    await stop();
    throw error;
  }
  return { output: () => output, stop };
}

/** Asks for the own address, as a page does, until there is an answer. */
async function answers(port, died) {
  const socket = createSocket("udp4");
  const bindingRequest = Buffer.from(`000100002112a442${"00".repeat(12)}`, "hex");
  const answer = once(socket, "message");
  try {
    do socket.send(bindingRequest, port, "127.0.0.1");
    while (!(await Promise.race([answer, died, sleep(50)])));
  } finally {
    socket.close();
  }
}

/** Sends packets to itself through the relay, as a call would; the exit code is 0 when all came. */
async function relay(port, { username, credential }) {
  const child = spawn("turnutils_uclient", ["-y", "-c", "-n", "10", "-m", "1", "-l", "100", "-u", username, "-w", credential, "-p", String(port), "127.0.0.1"], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
  const code = await within(30_000, "end of the relay's client", new Promise((resolve) => child.on("close", resolve)));
  return { code, output };
}

export default group("systems: ice servers", (scenario) => {
  scenario("for users of every system, and nobody else; none by default", async (ctx) => {
    assert.equal((await ask(ctx, {})).status, 401);
    assert.equal((await ask(ctx, { authorization: "Bearer nonsense" })).status, 401);
    for (const headers of [
      { cookie: ctx.studentCookie(ctx.unique("s")) },
      { cookie: ctx.cookie(ctx.person()) },
      { authorization: `Bearer ${ctx.callsToken(ctx.unique("c"))}` },
    ]) assert.deepEqual(await ask(ctx, headers), { status: 200, cache: "no-store", data: { iceServers: [] } });
  });

  scenario("credentials that coturn believes, until their time is over", { own: true, limit: 120_000 }, async (ctx) => {
    const port = await freePort();
    await ctx.restartWith({ ICE_SERVERS: `stun:127.0.0.1:${port}`, TURN_URLS: `turn:127.0.0.1:${port}?transport=udp`, TURN_SECRET: Secret, TURN_TTL: "600" });
    const userId = ctx.unique("student");
    const { data } = await ask(ctx, { cookie: ctx.studentCookie(userId) });
    assert.deepEqual(data.iceServers.map(({ urls }) => urls), [[`stun:127.0.0.1:${port}`], [`turn:127.0.0.1:${port}?transport=udp`]]);
    const turn = data.iceServers[1];
    const [expiry, name] = turn.username.split(":");
    assert.equal(name, userId);
    assert.ok(Math.abs(Number(expiry) - Date.now() / 1000 - 600) < 60);
    assert.equal(turn.credential, createHmac("sha1", Secret).update(turn.username).digest("base64"));

    const server = await coturn(port);
    try {
      const through = await relay(port, turn);
      assert.equal(through.code, 0, `${through.output}\n${server.output()}`);
      assert.match(through.output, /lost packets 0 /);
      const past = `${Number(expiry) - 86_400}:${name}`;
      const expired = await relay(port, { username: past, credential: createHmac("sha1", Secret).update(past).digest("base64") });
      assert.notEqual(expired.code, 0, expired.output);
      assert.notEqual((await relay(port, { ...turn, username: turn.username.replace(name, "somebody") })).code, 0);
    } finally {
      await server.stop();
    }
  });

  scenario("an id that STUN could not carry is not sent as it is", { own: true, limit: 60_000 }, async (ctx) => {
    await ctx.restartWith({ TURN_URLS: "turn:127.0.0.1:1", TURN_SECRET: Secret });
    const { data } = await ask(ctx, { cookie: ctx.studentCookie("ünï:😀") });
    assert.match(data.iceServers[0].username, /^\d+:[0-9a-f]{32}$/);
  });
});
