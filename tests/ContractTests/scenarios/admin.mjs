import { group, patience, within } from "../harness/scenario.mjs";

const Credential = { username: "admin", password: "correct horse battery" };
const Date = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** An operator with the stock UI, connected; `next(...names)` is what the server sends until all of these have come, in one order. */
async function operator(ctx, auth = Credential) {
  const socket = ctx.client("/admin", { auth });
  const waiting = [];
  let wake = () => {};
  socket.stats = [];
  socket.onAny((name, ...args) => {
    if (name === "server_stats") socket.stats.push(args[0]);
    else waiting.push([name, ...args]);
    wake();
  });
  socket.until = (what, condition) => within(8000, what, new Promise((resolve) => {
    wake = () => condition() && resolve();
    wake();
  }));
  socket.next = async (...names) => {
    const missing = () => names.filter((name, i) => waiting.filter(([n]) => n === name).length < names.slice(0, i + 1).filter((n) => n === name).length);
    await socket.until(`events ${names}; came ${JSON.stringify(waiting.map(([n]) => n))}`, () => missing().length === 0);
    return waiting.splice(0).map((event) => shape(event)).sort(byContent);
  };
  await within(patience, "connection of the operator", new Promise((resolve, reject) => socket.once("connect", resolve).once("connect_error", reject)));
  return socket;
}

/** What differs from run to run is described instead of shown. */
function shape(value, key) {
  if (typeof value === "string" && Date.test(value)) return "<date>";
  if (key === "clientId") return `<${value.length} characters>`;
  if (key === "issued") return typeof value;
  if (key === "time") return value.replace(/\w{3} \w{3} \d\d \d{4} \d\d:\d\d:\d\d/, "<time>");
  if (key === "host" || key === "sec-websocket-key") return typeof value;
  if (Array.isArray(value)) return value.map((item) => shape(item));
  if (value && typeof value === "object" && !(value instanceof Uint8Array)) return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, shape(v, k)]));
  return value;
}

/** Ids are random: what differs by nothing else stays in the order in which it came. */
function byContent(a, b) {
  const [first, second] = [a, b].map((value) => JSON.stringify(value).replace(/"[\w-]{20}"/g, '"id"'));
  return first === second ? 0 : first < second ? -1 : 1;
}

const welcome = ["session", "config", "all_sockets", "room_joined", "socket_connected"];

async function refusal(ctx, auth) {
  const socket = ctx.client("/admin", { auth });
  return within(patience, "refusal", new Promise((resolve) => socket.once("connect_error", (error) => resolve([error.message, error.data ?? null]))));
}

export default group("admin", (scenario) => {
  scenario("nobody without the credential", { profile: "admin" }, async (ctx) => {
    for (const auth of [undefined, {}, { ...Credential, password: "wrong" }, { ...Credential, username: "Admin" }, { sessionId: "0123456789abcdef" }, { sessionId: 5 }]) {
      ctx.record(auth ?? null, await refusal(ctx, auth));
    }
  });

  scenario("what an operator is shown at first, and the session that stands for the password", { profile: "admin", own: true }, async (ctx) => {
    const client = await ctx.connected("/custom", { query: { q: "1" }, extraHeaders: { "x-test": "yes" } });
    await ctx.ask(client, "join", ["r1", "r2"]);
    const admin = await operator(ctx);
    const first = await admin.next(...welcome);
    const [, session] = first.find(([name]) => name === "session");
    ctx.record(first.filter(([name]) => name !== "session" && name !== "all_sockets"), typeof session);
    ctx.record(first.find(([name]) => name === "all_sockets")[1].map(({ handshake, ...rest }) => [rest, { ...handshake, headers: handshake.headers["x-test"] ?? null }]).sort(byContent));
    const again = await operator(ctx, { sessionId: session });
    ctx.record((await again.next("config")).filter(([name]) => name === "config" || name === "session"));
  });

  scenario("a client comes, moves, is told and tells, and goes", { profile: "admin", own: true }, async (ctx) => {
    const admin = await operator(ctx);
    await admin.next(...welcome);
    const client = await ctx.connected("/custom");
    ctx.record(await admin.next("room_joined", "socket_connected"));
    client.emit("message", { a: [1, "ü"] }, null, Buffer.from([1, 2]));
    ctx.record(await admin.next("event_received", "event_sent"));
    await ctx.ask(client, "join", ["r1"]);
    ctx.record(await admin.next("event_received", "room_joined"));
    await ctx.ask(client, "leave", "r1");
    ctx.record(await admin.next("event_received", "room_left"));
    await ctx.ask(client, "set-data", { seat: 4 });
    ctx.record(await admin.next("event_received", "socket_updated"));
    client.emit("bcast", 5);
    ctx.record(await admin.next("event_received", "event_sent"));
    client.disconnect();
    ctx.record(await admin.next("socket_disconnected", "room_left"));
  });

  scenario("an upgrade is an update", { profile: "admin", own: true }, async (ctx) => {
    const admin = await operator(ctx);
    await admin.next(...welcome);
    await ctx.connected("/custom", { transports: ["polling", "websocket"] });
    const seen = await admin.next("room_joined", "socket_connected", "socket_updated");
    ctx.record(seen.filter(([name]) => name === "socket_updated"), seen.find(([name]) => name === "socket_connected")[1].transport);
  });

  scenario("commands: emit, join, leave and disconnect, one socket and all", { profile: "admin", own: true }, async (ctx) => {
    const admin = await operator(ctx);
    await admin.next(...welcome);
    const [one, two] = [await ctx.connected("/custom"), await ctx.connected("/custom")];
    await admin.next("room_joined", "room_joined", "socket_connected", "socket_connected");
    admin.emit("join", "/custom", "r1", one.id);
    ctx.record(await admin.next("room_joined"));
    admin.emit("emit", "/custom", "r1", "news", 1, { two: 2 });
    ctx.record(await admin.next("event_sent"));
    admin.emit("emit", "/custom", null, "all", Buffer.from([9]));
    ctx.record(await admin.next("event_sent", "event_sent"));
    admin.emit("leave", "/custom", "r1", one.id);
    ctx.record(await admin.next("room_left"));
    admin.emit("join", "/custom", "r2");
    ctx.record(await admin.next("room_joined", "room_joined"));
    const gone = ctx.once(one, "disconnect");
    admin.emit("_disconnect", "/custom", false, one.id);
    ctx.record(await admin.next("socket_disconnected", "room_left", "room_left"), await gone);
    admin.emit("_disconnect", "/custom", true);
    ctx.record(await admin.next("socket_disconnected", "room_left", "room_left"), two.connected);
    ctx.record(one.events, two.events);
  });

  scenario("commands that make no sense end nothing", { profile: "admin", own: true }, async (ctx) => {
    const admin = await operator(ctx);
    await admin.next(...welcome);
    const client = await ctx.connected("/custom");
    await admin.next("room_joined", "socket_connected");
    admin.emit("join", "/custom", "r1", "nobody");
    admin.emit("emit", "/custom", client.id, "still", "here");
    ctx.record(await admin.next("event_sent"));
  });

  scenario("in production: counts only", { profile: "admin-production", own: true }, async (ctx) => {
    const admin = await operator(ctx);
    const client = await ctx.connected("/custom");
    await ctx.ask(client, "join", ["r1"]);
    await admin.until("statistics", () => admin.stats.length > 0);
    ctx.record((await admin.next("config", "session")).filter(([name]) => name !== "session"));
  });

  scenario("read-only: no command is obeyed", { profile: "admin-readonly", own: true }, async (ctx) => {
    const admin = await operator(ctx);
    ctx.record((await admin.next(...welcome)).filter(([name]) => name === "config"));
    const client = await ctx.connected("/custom");
    await admin.next("room_joined", "socket_connected");
    admin.emit("emit", "/custom", client.id, "news", 1);
    admin.emit("join", "/custom", "r1");
    admin.emit("_disconnect", "/custom", true);
    await ctx.fence(client);
    await admin.next("event_received");
    ctx.record(client.events, client.connected, await ctx.ask(client, "rooms").then((rooms) => rooms.length));
  });

  scenario("statistics every two seconds", { profile: "admin-production", own: true }, async (ctx) => {
    const admin = await operator(ctx);
    const client = await ctx.connected("/custom");
    await ctx.connected("/custom", { transports: ["polling"] });
    await ctx.ask(client, "echo", "x".repeat(100));
    await admin.until("counts", () => admin.stats.some((stats) => stats.clientsCount === 3));
    const stats = admin.stats.find((given) => given.clientsCount === 3);
    ctx.record(Object.entries(stats).map(([name, value]) => [name, Array.isArray(value) ? "array" : typeof value]));
    ctx.record(stats.clientsCount, stats.pollingClientsCount, stats.namespaces.filter(({ name }) => name !== "/status").sort((a, b) => (a.name < b.name ? -1 : 1)));
    await admin.until("all that happened", () => new Set(admin.stats.flatMap((given) => given.aggregatedEvents.map(({ type }) => type))).size >= 5);
    client.disconnect();
    await admin.until("the end of a client", () => admin.stats.some((given) => given.aggregatedEvents.some(({ type }) => type === "rawDisconnection")));
    const happened = admin.stats.flatMap((given) => given.aggregatedEvents);
    ctx.record([...new Set(happened.map(({ type, subType }) => `${type} ${subType ?? ""}`))].sort(), happened.every(({ timestamp, count }) => timestamp % 1000 === 0 && count > 0));
    ctx.record(happened.filter(({ type }) => type === "rawConnection").reduce((sum, { count }) => sum + count, 0));
  });

  scenario("what somebody could sign in with is not shown", {
    profile: "admin", own: true,
    differs: { why: "an operator's screen is no place for other people's cookies; the reference shows them", ours: [["(hidden)", "(hidden)"]] },
  }, async (ctx) => {
    const admin = await operator(ctx);
    await admin.next(...welcome);
    await ctx.connected("/custom", { extraHeaders: { cookie: "auth=secret", authorization: "Bearer secret" } });
    const [, socket] = (await admin.next("room_joined", "socket_connected")).find(([name]) => name === "socket_connected");
    ctx.record(socket.handshake.headers.cookie, socket.handshake.headers.authorization);
  });
});
