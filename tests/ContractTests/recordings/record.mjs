// Records the official client talking to the reference server, one file of JSON Lines for each conversation (README.md says how to read them).
//   node record.mjs [--only TEXT] [--out FOLDER]
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { Context } from "../harness/context.mjs";
import { within } from "../harness/scenario.mjs";
import { profiles } from "../harness/profiles.mjs";
import { Server } from "../harness/servers.mjs";
import conversations from "./conversations.mjs";
import { RecordingProxy, ResponseHeaders } from "./proxy.mjs";

const reference = fileURLToPath(new URL("../../reference-server/server.mjs", import.meta.url));
const flag = (name) => (process.argv.includes(`--${name}`) ? process.argv[process.argv.indexOf(`--${name}`) + 1] : undefined);
const folder = flag("out") ?? fileURLToPath(new URL("./", import.meta.url));
const versions = { client: `socket.io-client ${version("../node_modules/socket.io-client")}`, server: `socket.io ${version("../../reference-server/node_modules/socket.io")}` };

for (const conversation of conversations.filter(({ name }) => name.includes(flag("only") ?? ""))) {
  const lines = await record(conversation);
  writeFileSync(`${folder}/${conversation.name}.jsonl`, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  console.log(`${conversation.name}: ${lines.length - 1} messages`);
}

async function record({ name, about, flags, run, client, upgradeDelay }) {
  const lines = [{ recording: 1, name, about, ...versions, ...(client && { client: `socket.io-client ${version(`../node_modules/socket.io-client-${client}`)}` }), flags, responseHeaders: ResponseHeaders }];
  profiles[name] = flags;
  const server = await Server.start([process.execPath, reference], name);
  const proxy = await RecordingProxy.start(server.url, (line) => lines.push(line), { upgradeDelay });
  const ctx = new Context({ url: proxy.url, path: server.path });
  try {
    await within(20_000, `end of ${name}`, run(ctx));
  } catch (error) {
    throw new Error(`${name}: ${error.message}, after\n${lines.map((line) => JSON.stringify(line)).join("\n")}`, { cause: error });
  } finally {
    await ctx.dispose();
    await server.stop();
    await proxy.stop();
  }
  return lines;
}

function version(folder) {
  const manifest = createRequire(import.meta.url).resolve(`${folder}/package.json`);
  return JSON.parse(readFileSync(manifest, "utf8")).version;
}
