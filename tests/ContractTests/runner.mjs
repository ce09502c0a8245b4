// Runs the scenarios against one server and writes their traces.
//   node runner.mjs [--suite NAME] --list                    the names, as JSON
//   node runner.mjs [--suite NAME] [--out FILE] [--only TEXT|TEXT] [--jobs N] [--trace] -- COMMAND…
// A suite is a folder beside this file: `scenarios` (the default) talk to a conformance app that COMMAND starts, the reference
// server's unless one is given; the others talk to the server of the documented applications, each with its own harness.
import { readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const { flags, command } = parse(process.argv.slice(2));
const suite = flags.suite ?? "scenarios";
const scenarios = await load(flags.only);

if ("list" in flags) {
  console.log(JSON.stringify(scenarios.map(({ name }) => name)));
} else {
  const report = await runAll(scenarios, command ?? [process.execPath, fileURLToPath(new URL("../reference-server/server.mjs", import.meta.url))]);
  if (flags.out) writeFileSync(flags.out, JSON.stringify(report));
  else print(report);
  process.exit(flags.out || report.scenarios.every((result) => !result.error) ? 0 : 1);
}

async function load(only) {
  const folder = new URL(`${suite}/`, import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith(".mjs")).sort();
  const all = (await Promise.all(files.map((file) => import(new URL(file, folder))))).flatMap((module) => module.default);
  const names = all.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice) throw new Error(`two scenarios are called "${twice}"`);
  const { TEST_REDIS_URL: cluster, TEST_FULL: full } = process.env;
  const those = all.filter(({ own, long }) => !(own && cluster) && (!long || full === "1")); // in a cluster there is no server of one's own
  return only ? those.filter(({ name }) => only.split("|").some((text) => name.includes(text))) : those;
}

async function runAll(list, serverCommand) {
  const { createPool } = await import(suite === "scenarios" ? "./harness/servers.mjs" : `./harness/${suite}.mjs`);
  const pool = createPool(serverCommand);
  const results = new Array(list.length);
  let next = 0;
  const worker = async () => {
    while (next < list.length) {
      const index = next++;
      results[index] = await runOne(list[index], pool);
    }
  };
  await Promise.all(Array.from({ length: Number(flags.jobs ?? 4) }, worker));
  return { scenarios: results, badExits: await pool.stop() };
}

async function runOne(scenario, pool) {
  const [{ normalise }, { within }] = await Promise.all([import("./harness/normalise.mjs"), import("./harness/scenario.mjs")]);
  const started = performance.now();
  let ctx;
  let error;
  try {
    ctx = await pool.context(scenario);
    await within(scenario.limit * (process.env.TEST_REDIS_URL ? 3 : 1), "end of the scenario", scenario.run(ctx));
    if (ctx.trace.length === 0 && !ctx.asserts) throw new Error("the scenario recorded nothing");
  } catch (caught) {
    error = String(caught?.stack ?? caught);
  } finally {
    await ctx?.dispose();
  }
  return {
    name: scenario.name,
    milliseconds: Math.round(performance.now() - started),
    trace: normalise(ctx?.trace ?? []),
    ...(scenario.differs && { differs: scenario.differs }),
    ...(error && { error }),
  };
}

function print({ scenarios: results, badExits }) {
  for (const result of results) {
    console.log(`${result.error ? "FAIL" : "ok  "} ${result.name} (${result.milliseconds} ms)`);
    if (result.error || "trace" in flags) console.log(result.trace.map((entry) => `       ${JSON.stringify(entry)}`).join("\n"));
    if (result.error) console.log(`       ${result.error}`);
  }
  console.log(`${results.filter((r) => !r.error).length} ran, ${results.filter((r) => r.error).length} failed; exits other than 0: ${JSON.stringify(badExits)}`);
}

function parse(args) {
  const cut = args.indexOf("--");
  const own = cut < 0 ? args : args.slice(0, cut);
  const parsed = {};
  for (let i = 0; i < own.length; i++) {
    const name = own[i].replace(/^--/, "");
    parsed[name] = own[i + 1] === undefined || own[i + 1].startsWith("--") ? "" : own[++i];
  }
  return { flags: parsed, command: cut < 0 ? undefined : args.slice(cut + 1) };
}
