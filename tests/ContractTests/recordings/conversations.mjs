// What is recorded: the official client doing what applications do with it, on each transport.
// A conversation waits for what it is told before it goes on, so that its recording has one order. Rooms begin with "~":
// sorted, they come after every id.
import connectV2 from "socket.io-client-v2";
import { patience, sleep, within } from "../harness/scenario.mjs";

const quiet = ["--quiet"];
const fast = ["--quiet", "--ping-interval", "300", "--ping-timeout", "200"];
const polling = { transports: ["polling"] };
const both = { transports: ["polling", "websocket"] };

const all = [];
const conversation = (name, about, flags, run, options) => all.push({ name, about, flags, run, ...options });
export default all;

for (const [transport, options] of [["polling", polling], ["websocket", undefined]]) {
  conversation(`connect-${transport}`, `connect, and leave at once, on ${transport}`, [], async (ctx) => {
    const socket = await greeted(ctx, { ...options, auth: { token: "é", n: 1 }, query: { room: "a b" } });
    await leave(socket);
  });

  conversation(`events-${transport}`, `events and acknowledgements both ways on ${transport}`, quiet, async (ctx) => {
    const socket = await ctx.connected("/", options);
    await ctx.ask(socket, "echo", "plain");
    await ctx.ask(socket, "echo", { text: "é😀\u2028", list: [1, 2.5, -0.001, 1e21, true, false, null], nested: { a: [{}] } });
    await answered(ctx, socket, "message-back", "message", 1, "2", { 3: [true] });
    await answered(ctx, socket, "message-back", "message");
    await ctx.ask(socket, "message-with-ack", "one", 2, null);
    socket.once("question", (value, ack) => ack("answer", value));
    await ctx.ask(socket, "emit", { scope: "socket", timeout: 2000 }, "question", [42]);
    await ctx.ask(socket, "handshake");
    await leave(socket);
  });

  conversation(`binary-${transport}`, `binary arguments and acknowledgements both ways on ${transport}`, quiet, async (ctx) => {
    const socket = await ctx.connected("/", options);
    await ctx.ask(socket, "echo", Buffer.from([0, 1, 2, 254, 255]));
    await ctx.ask(socket, "echo", Buffer.alloc(0));
    await answered(ctx, socket, "message-back", "message", { first: Buffer.from("one"), deep: [{ second: Buffer.from("two") }] }, Buffer.alloc(300, 0x1e));
    socket.once("question", (value, ack) => ack(Buffer.from([9]), value));
    await ctx.ask(socket, "emit", { scope: "socket", timeout: 2000 }, "question", [Buffer.from([7, 8])]);
    await leave(socket);
  });

  conversation(`namespaces-${transport}`, `several namespaces on one connection, admitted and refused, on ${transport}`, quiet, async (ctx) => {
    const root = await ctx.connected("/", { ...options, forceNew: false });
    const shared = { ...options, forceNew: false, multiplex: true };
    const custom = await joinAs(ctx, root, "/custom", shared);
    await ctx.ask(custom, "echo", "custom");
    await refusedAs(ctx, root, "/nowhere", shared);
    const admitted = await refusedAs(ctx, root, "/auth", { ...shared, auth: { token: "wrong" } });
    const second = ctx.once(admitted, "connect");
    Object.assign(admitted, { auth: { token: "secret" } }).connect();
    await second;
    const dynamic = await joinAs(ctx, root, "/dynamic-7", shared);
    await ctx.ask(admitted, "rooms");
    await answered(ctx, dynamic, "message-back", "message", "dynamic");
    custom.disconnect();
    await ctx.ask(root, "echo", "still here");
    for (const socket of [admitted, dynamic]) socket.disconnect();
    await leave(root);
  });

  conversation(`heartbeat-${transport}`, `three pings of the server and their answers on ${transport}`, fast, async (ctx) => {
    const socket = await ctx.connected("/", options);
    for (let i = 0; i < 3; i++) await within(2000, "ping", new Promise((resolve) => socket.io.once("ping", resolve)));
    await ctx.ask(socket, "echo", "alive");
    await leave(socket);
  });

  conversation(`dead-${transport}`, `a client that no longer answers pings on ${transport}`, fast, async (ctx) => {
    const socket = await ctx.connected("/", options);
    socket.io.engine._sendPacket = () => {};
    await ended(socket);
  });

  conversation(`kicked-${transport}`, `the server disconnects a namespace, then the connection, on ${transport}`, quiet, async (ctx) => {
    const socket = await ctx.connected("/", { ...options, forceNew: false });
    const custom = await joinAs(ctx, socket, "/custom", { ...options, forceNew: false });
    const gone = ended(custom);
    custom.emit("kick-me", false);
    await gone;
    await ctx.ask(socket, "echo", "alive");
    const closed = new Promise((resolve) => socket.io.once("close", resolve));
    socket.emit("kick-me", true);
    await within(patience, "close", closed);
    await sleep(50);
  });
}

conversation("upgrade", "polling, then websocket, with events before, during and after", quiet, async (ctx) => {
  const socket = ctx.client("/", both);
  const upgraded = upgrade(socket);
  await ctx.once(socket, "connect");
  await ctx.ask(socket, "echo", "early");
  await answered(ctx, socket, "message-back", "message", Buffer.from([4, 5]));
  await upgraded;
  await ctx.ask(socket, "echo", "late");
  await answered(ctx, socket, "message-back", "message", Buffer.from([1, 2, 3]), "with text");
  await ctx.ask(socket, "handshake");
  await leave(socket);
}, { upgradeDelay: 150 });

conversation("upgrade-cut", "a websocket that is cut off after the upgrade, and the client's return", quiet, async (ctx) => {
  const socket = ctx.client("/", { ...both, reconnection: true, reconnectionDelay: 50, randomizationFactor: 0 });
  await upgrade(socket);
  await ctx.ask(socket, "join", "~r");
  const back = upgrade(socket);
  cut(socket);
  await back;
  await ctx.ask(socket, "rooms");
  await leave(socket);
});

for (const transports of [["polling"], ["websocket"], ["polling", "websocket"]]) {
  conversation(`v2-${transports.join("-")}`, `a client of version 2 on ${transports.join(", then ")}`, ["--quiet", "--eio3", "--ping-interval", "400"], async (ctx) => {
    const socket = ctx.client("/", { connect: connectV2, transports });
    const upgraded = transports.length > 1 && within(patience, "upgrade", new Promise((resolve) => socket.io.once("open", () => socket.io.engine.once("upgrade", resolve))));
    await ctx.once(socket, "connect");
    await ctx.ask(socket, "echo", "é😀\u2028");
    await answered(ctx, socket, "message-back", "message", Buffer.from([0, 1, 255]), "text");
    await upgraded;
    await within(2000, "pong", new Promise((resolve) => socket.io.engine.once("pong", resolve)));
    await ctx.ask(socket, "echo", { late: [1.5, null] });
    await ctx.ask(socket, "handshake");
    await leave(socket);
  }, { client: "v2", upgradeDelay: 100 });
}

conversation("rooms", "two clients, on websocket and polling: rooms, broadcasts, exceptions", quiet, async (ctx) => {
  const one = await ctx.connected("/custom");
  const two = await ctx.connected("/custom", polling);
  await ctx.ask(one, "join", ["~r", "~s"]);
  await ctx.ask(two, "join", "~r");
  await ctx.ask(two, "rooms");
  await heard(ctx, two, "toroom", () => one.emit("toroom", "~r", { text: "to the others" }));
  await heard(ctx, one, "toroom", () => two.emit("toroom", "~r", Buffer.from([1])));
  await heard(ctx, one, "bcast", () => two.emit("bcast", "to all"), two);
  await heard(ctx, one, "only-s", () => two.emit("emit", { scope: "io", to: ["~r"], except: [two.id] }, "only-s", [1]));
  two.emit("leave", "~r");
  await ctx.ask(two, "rooms");
  two.emit("watch-disconnect", "~s");
  await ctx.fence(two);
  const gone = [ctx.once(one, "peer-disconnecting"), ctx.once(one, "peer-disconnect")];
  await leave(two);
  await Promise.all(gone);
  await leave(one);
});

conversation("room-acknowledgements", "an event to a room whose members acknowledge, one of them late", quiet, async (ctx) => {
  const one = await ctx.connected("/custom");
  const two = await ctx.connected("/custom");
  await ctx.ask(one, "join", "~r");
  await ctx.ask(two, "join", "~r");
  one.on("question", (ack) => ack("one"));
  const heardIt = ctx.once(two, "question");
  const answer = ctx.ask(one, "emit", { scope: "io", to: ["~r"], timeout: 400 }, "question", []);
  await heardIt;
  await answer;
  await leave(one);
  await leave(two);
});

conversation("recovery", "a connection is cut, events are missed, the client returns to its session", ["--quiet", "--recovery", "60000"], async (ctx) => {
  const other = await ctx.connected("/");
  const socket = ctx.client("/", { transports: ["websocket"], reconnection: true, reconnectionDelay: 150, randomizationFactor: 0 });
  await ctx.once(socket, "connect");
  await ctx.ask(socket, "join", "~r");
  await ctx.ask(socket, "set-data", { name: "kept" });
  await heard(ctx, socket, "toroom", () => other.emit("toroom", "~r", "seen"));
  const missed = ctx.once(socket, "bytes");
  const back = ctx.once(socket, "connect");
  const closed = ended(socket);
  cut(socket);
  await closed;
  await sleep(30);
  other.emit("toroom", "~r", "missed");
  other.emit("emit", { scope: "io", to: ["~r"] }, "bytes", [Buffer.from([1, 2])]);
  await ctx.fence(other);
  await back;
  await missed;
  await ctx.ask(socket, "handshake");
  await ctx.ask(socket, "rooms");
  await leave(socket);
  await leave(other);
});

conversation("too-large-websocket", "a message over the limit on websocket", ["--quiet", "--max-payload", "500"], async (ctx) => {
  const socket = await ctx.connected("/");
  const gone = ended(socket);
  socket.emit("message", "x".repeat(600));
  await gone;
});

conversation("too-large-polling", "a message over the limit on polling", ["--quiet", "--max-payload", "500"], async (ctx) => {
  const socket = await ctx.connected("/", polling);
  const gone = ended(socket);
  socket.emit("message", "x".repeat(600));
  await gone;
  await sleep(50);
});

conversation("cookie", "the session cookie and a header of the client", ["--quiet", "--cookie", "io"], async (ctx) => {
  const socket = await ctx.connected("/", { ...polling, extraHeaders: { "x-test": "kept" }, withCredentials: true });
  await ctx.ask(socket, "handshake");
  await leave(socket);
});

conversation("cross-origin", "requests of another origin, with credentials", ["--quiet", "--cors", "https://app.example"], async (ctx) => {
  const socket = ctx.client("/", { ...both, extraHeaders: { origin: "https://app.example" } });
  await upgrade(socket);
  await ctx.ask(socket, "echo", 1);
  await leave(socket);
});

async function greeted(ctx, options) {
  const socket = ctx.client("/", options);
  await ctx.once(socket, "auth");
  return socket;
}

/** Emits, and waits for the event that the server sends in return. */
async function answered(ctx, socket, event, ...args) {
  await heard(ctx, socket, event, () => socket.emit(...args));
}

async function heard(ctx, socket, event, action, ...others) {
  const events = [socket, ...others].map((listener) => ctx.once(listener, event));
  action();
  await Promise.all(events);
}

async function joinAs(ctx, root, nsp, options) {
  const socket = root.io.socket(nsp, options); // connects by itself
  await ctx.once(socket, "connect");
  return socket;
}

async function refusedAs(ctx, root, nsp, options) {
  const socket = root.io.socket(nsp, options);
  await ctx.once(socket, "connect_error");
  return socket;
}

/** Waits until the next connection has changed to websocket. */
function upgrade(socket) {
  return within(patience, "upgrade", new Promise((resolve) => socket.io.once("open", () => socket.io.engine.once("upgrade", resolve))));
}

/** Ends the TCP connection without a word. */
const cut = (socket) => socket.io.engine.transport.ws._socket.destroy();

const ended = (socket) => within(patience, "disconnect", new Promise((resolve) => socket.once("disconnect", resolve)));

/** Disconnects, and waits until the server has heard of it. */
async function leave(socket) {
  const closed = new Promise((resolve) => socket.io.engine.once("close", resolve));
  socket.disconnect();
  await within(patience, "close", closed);
  await sleep(50);
}
