import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { group, sleep, within } from "../harness/scenario.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The README's block below `<!-- name -->`, word for word. */
function script(name) {
  const readme = readFileSync(here("../../../README.md"), "utf8");
  const block = new RegExp(`<!-- ${name} -->\\s*\`\`\`js\\n([\\s\\S]*?)\`\`\``).exec(readme);
  assert.ok(block, `README.md has no script ${name}`);
  return block[1];
}

/** Runs the script in the server's folder, with the official client installed beside it, as a newcomer would. */
function start(ctx, ...args) {
  const child = spawn(process.execPath, ["client.mjs", ...args], { cwd: ctx.server.folder, env: { ...process.env, URL: ctx.base }, stdio: ["ignore", "pipe", "pipe"] });
  const run = { child, output: "" };
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (run.output += data));
  run.sees = (text, ms = 10_000) => within(ms, `"${text}" of node client.mjs ${args.join(" ")} (${run.output})`, (async () => {
    while (!run.output.includes(text)) await sleep(20);
  })());
  return run;
}

export default group("classroom readme", (scenario) => {
  scenario("the README's client, started twice: chat, typing and signals; one is killed, the server restarts, the history is there", { own: true, limit: 60_000 }, async (ctx) => {
    writeFileSync(join(ctx.server.folder, "client.mjs"), script("client.mjs"));
    symlinkSync(here("../node_modules"), join(ctx.server.folder, "node_modules"));
    const children = [];
    try {
      const student = start(ctx, "student");
      children.push(student.child);
      await student.sees("waiting");
      const tutor = start(ctx, "tutor");
      children.push(tutor.child);
      for (const text of ["active", "chat:typing", "Welcome to the lesson!", "webrtc:offer", "webrtc:ice-candidate"]) await student.sees(text);
      for (const text of ["Welcome to the lesson!", "webrtc:answer"]) await tutor.sees(text);

      tutor.child.kill("SIGKILL");
      for (const text of ["webrtc:peer-left", "session:user-left"]) await student.sees(text);

      student.output = "";
      assert.equal(await ctx.server.restart(), 0);
      await student.sees("chat:history");
      await student.sees("Welcome to the lesson!");
    } finally {
      children.forEach((child) => child.kill("SIGKILL"));
    }
  });
});
