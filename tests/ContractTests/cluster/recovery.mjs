// Clients that are cut off and come back, to the same server of a cluster or to the other one; prints what each step saw, a line each:
//   node cluster/recovery.mjs URL_A URL_B
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { io } from "socket.io-client";

const [urlA, urlB] = process.argv.slice(2);
const limit = 10_000;
const offsetForm = /^\d{13}-\d+$/;
const transports = ["websocket"];

const ask = (socket, ...args) => socket.timeout(limit).emitWithAck(...args);

function connect(url, auth) {
  const socket = io(url, { transports, reconnection: false, forceNew: true, auth });
  socket.seen = [];
  socket.onAny((event, ...args) => socket.seen.push([event, ...args]));
  return socket;
}

async function open(url, auth) {
  const socket = connect(url, auth);
  await once(socket, "connect");
  return socket;
}

// As when the network goes: the server sees the connection end, nobody has said goodbye.
async function cut(socket) {
  const gone = once(socket, "disconnect");
  socket.io.engine.transport.ws.terminate();
  await gone;
}

async function comeBack(socket, url) {
  socket.seen = [];
  socket.io.uri = url;
  socket.connect();
  await once(socket, "connect");
}

async function hears(socket, name) {
  const until = Date.now() + limit;
  while (!socket.seen.some(([event]) => event === name)) {
    if (Date.now() > until) throw new Error(`${name} did not arrive`);
    await delay(10);
  }
}

/** What a client has seen up to an event that comes after everything else. */
async function through(socket, from, name) {
  await ask(from, "emit", { scope: "io" }, name, []);
  await hears(socket, name);
  return socket.seen.map(normalise);
}

function normalise(event) {
  return event.map((value) => (Buffer.isBuffer(value) ? { bytes: value.toString("hex") } : offsetForm.test(value) ? "<offset>" : value));
}

const offsets = (socket) => socket.seen.map((event) => event.at(-1)).filter((value) => offsetForm.test(value));
const isAscending = (list) => list.every((value, index) => index === 0 || less(list[index - 1], value));
const isSorted = (list) => list.every((value, index) => index === 0 || list[index - 1] < value);
function less(x, y) {
  const [[a, b], [c, d]] = [x, y].map((text) => text.split("-").map(Number));
  return a < c || (a === c && b < d);
}

async function step(name, action) {
  const result = await action().catch((error) => `error: ${error.message}`);
  console.log(JSON.stringify({ step: name, result: result ?? null, events: [] }));
}

async function state(socket, before) {
  const rooms = (await ask(socket, "rooms")).map((room) => (room === socket.id ? "<id>" : room)).sort();
  return { recovered: socket.recovered, sameId: socket.id === before, rooms };
}

const other = await open(urlB);
const here = await open(urlA);
// The servers have found each other when an event of one reaches a client of the other. On Node a server's own events come to its
// clients in no order with the other's: whatever is compared waits for the one before the next is sent.
for (const [from, name] of [[here, "found here"], [other, "found there"]]) {
  await ask(from, "emit", { scope: "io" }, name, []);
  for (const socket of [here, other]) await hears(socket, name);
}

for (const [place, url] of [["the same server", urlA], ["the other server", urlB]]) {
  const client = await open(urlA);
  const id = client.id;
  await ask(client, "join", ["r1", "room é"]);
  await ask(client, "set-data", { user: "u1", list: ["é", null], bytes: Buffer.from([1, 2]) });
  await step(`live before ${place}`, async () => {
    await ask(other, "emit", { scope: "io", to: ["r1"] }, "first", [1]);
    await hears(client, "first");
    return through(client, here, "live");
  });
  await cut(client);
  await delay(300); // the server has noticed, and what it keeps is kept
  await ask(here, "emit", { scope: "io", to: ["room é"] }, "missed", [1]);
  await ask(here, "emit", { scope: "io" }, "missed", [2, Buffer.from([7, 8])]);
  const sent = `sent before ${place}`;
  await through(other, here, sent); // an answer comes before the event is in the stream
  await hears(here, sent);
  await ask(other, "emit", { scope: "io", to: ["r1"] }, "missed", [3, "é"]);
  await ask(other, "emit", { scope: "io", to: ["elsewhere"] }, "foreign", []);
  await ask(other, "emit", { scope: "io", except: ["r1"] }, "foreign", []);
  await ask(other, "emit", { scope: "io", to: [id] }, "missed", [4]);
  await step(`back on ${place}`, async () => {
    await comeBack(client, url);
    return through(client, other, "back");
  });
  await step(`the same session on ${place}`, () => state(client, id));
  await step(`its data on ${place}`, async () => (await ask(other, "fetch-sockets", { to: ["r1"] })).map(({ data }) => ({ ...data, bytes: data.bytes?.toString("hex") })));
  await step(`its id is a room on ${place}`, async () => {
    client.seen = [];
    await ask(other, "emit", { scope: "io", to: [id] }, "for you", []);
    return through(client, other, "after");
  });
  await step(`its token was used up on ${place}`, async () => {
    const thief = await open(urlB, { pid: client._pid, offset: client._lastOffset });
    const answer = { recovered: thief.recovered === true, sameId: thief.id === id };
    thief.close();
    return answer;
  });
  await step(`away again from ${place}`, async () => {
    await cut(client);
    await delay(300);
    await ask(other, "emit", { scope: "io", to: ["r1"] }, "missed", [5]);
    await comeBack(client, urlA);
    return [await through(client, other, "again"), await state(client, id)];
  });
  client.close();
}

for (const [name, change] of [["an offset that is none", () => "x"], ["an offset that never was", (offset) => `${offset}9`], ["another token", (offset) => offset]]) {
  await step(name, async () => {
    const client = await open(urlA);
    await ask(client, "join", "r1");
    await through(client, other, "anything");
    await cut(client);
    await delay(300);
    const auth = { pid: name === "another token" ? "AAAAAAAAAAAAAAAAAAAA" : client._pid, offset: change(client._lastOffset) };
    const back = await open(urlB, auth);
    const answer = { recovered: back.recovered === true, sameId: back.id === client.id, rooms: (await ask(back, "rooms")).length };
    back.close();
    return answer;
  });
}

await step("one who left comes back as somebody else", async () => {
  const client = await open(urlA);
  await through(client, other, "bye");
  const id = client.id;
  client.disconnect();
  await delay(300);
  await comeBack(client, urlB);
  const answer = { recovered: client.recovered === true, sameId: client.id === id };
  client.close();
  return answer;
});

await step("offsets only grow, whoever emits", async () => {
  const client = await open(urlA);
  await Promise.all(Array.from({ length: 200 }, (_, i) => ask(i % 2 ? here : other, "emit", { scope: "io" }, "n", [i])));
  await through(client, here, "end of here");
  await through(client, other, "end of other");
  const answer = { count: client.seen.filter(([event]) => event === "n").length, ascending: isAscending(offsets(client)) };
  client.close();
  return answer;
});

await step("nothing is lost or doubled while everybody emits", async () => {
  const client = await open(urlA);
  await through(client, other, "begin");
  const numbers = [];
  client.on("n", (number) => numbers.push(number));
  let emitting = true;
  let sent = 0;
  const emit = (async () => {
    while (emitting) { await ask(sent % 2 ? here : other, "emit", { scope: "io" }, "n", [sent++]); }
  })();
  for (const url of [urlB, urlA, urlB]) {
    await delay(150);
    await cut(client);
    await delay(300);
    await comeBack(client, url);
    if (!client.recovered) throw new Error("not recovered");
  }
  emitting = false;
  await emit;
  await through(client, here, "end of here");
  await through(client, other, "end of other");
  const answer = { complete: numbers.length === sent, once: new Set(numbers).size === numbers.length, inOrder: [0, 1].every((server) => isSorted(numbers.filter((number) => number % 2 === server))) };
  client.close();
  return answer;
});

for (const socket of [here, other]) socket.close();
