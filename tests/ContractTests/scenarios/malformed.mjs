import { group } from "../harness/scenario.mjs";

/** Packets that a peer may send on a joined websocket, each in a scenario of its own: what comes back, and whether the connection lives. */
const packets = [
  "4", "4abc", "47", "49", "4-1", "4 2", "40[]", '40"text"', "40{bad", "40{}", "401{}", "41{}", "41[]", "41x",
  "42", "42null", "42{}", "42[]", "42[null]", "42[true]", "42[{}]", "42[[]]", '42["message"', '42["message"]x', '42["message",]', '42["message",undefined]',
  '42["message",NaN]', '42[\'message\']', '42["mess\nage"]', '42["message",01]', '42["message","\\x"]', '42"message"', "42message",
  '42["connect"]', '42["connect_error"]', '42["disconnect"]', '42["disconnecting"]', '42["newListener"]', '42["removeListener"]', '42["\\u0063onnect"]',
  "43", "43[]", "43{}", "431{}", "431null", '431["unknown"]', "430[]", '44"text"', '44{"message":"x"}', "44",
  '45-["a"]', '451["a"]', '45x-["a"]', '45-1-["a"]', '451.5-["a"]', '4511-["a"]', '4599999999999-["a"]', '4510', '451-', "46-[]", '461-1["x",]',
  '42/custom["message"]', '42/custom', '42/custom,', "42/nowhere,[\"message\"]", "43/nowhere,1[]", "41/nowhere,", '42,["message"]', '42/,["message"]',
  '421a["message"]', '42-1["message"]', '421.5["message"]', '42 ["message"]', '42["message"] ', "6", "0", "1x", "7", "abc", "",
];

/** Where ours is stricter than the reference, or reads otherwise. */
const closed = [[{ closed: 1005 }]];
const intended = {
  42: { why: "an event without a name is no event; the reference ignores it", ours: closed },
  43: { why: "an acknowledgement without arguments' array is none; the reference ignores it", ours: closed },
  '42 ["message"]': { why: "a space before the JSON is JSON's; the reference reads it as the acknowledgement id 0", ours: [['42["message-back"]']] },
  "1x": { why: "wire §10.4: the reference ignores a close packet on a websocket", ours: closed },
};

const show = (packet) => JSON.stringify(packet);

export default group("malformed", (scenario) => {
  for (const packet of packets) {
    scenario(`websocket ${show(packet)}`, { differs: intended[packet] }, async (ctx) => {
      const socket = await ctx.joined();
      socket.send(packet);
      ctx.record(await socket.fence());
    });
  }

  for (const packet of ['42["echo",1]', "43[]", "41", "4abc", '451-["a",{"_placeholder":true,"num":0}]', '44{"message":"x"}']) {
    scenario(`before any namespace is joined: ${show(packet)}`, async (ctx) => {
      const socket = ctx.websocket();
      await socket.next();
      socket.send(packet, "40");
      ctx.record(await socket.next());
    });
  }

  scenario("a text while attachments are awaited", async (ctx) => {
    const socket = await ctx.joined();
    socket.send('451-["message",{"_placeholder":true,"num":0}]', '42["message","in between"]');
    ctx.record(await socket.rest());
  });

  scenario("a binary message that nobody announced", async (ctx) => {
    const socket = await ctx.joined();
    socket.send(Buffer.from([1, 2, 3]));
    ctx.record(await socket.rest());
  });

  for (const placeholder of ['{"_placeholder":true,"num":1}', '{"_placeholder":true,"num":-1}', '{"_placeholder":true,"num":"0"}', '{"_placeholder":true}', '{"_placeholder":true,"num":1e9}']) {
    scenario(`an attachment that is not there: ${placeholder}`, async (ctx) => {
      const socket = await ctx.joined();
      socket.send(`451-["message",${placeholder}]`, Buffer.from([1]));
      ctx.record(await socket.fence());
    });
  }

  scenario("an attachment's number that is no whole number", {
    differs: { why: "ours closes, as for any attachment that is not there; the reference puts nothing in its place", ours: closed },
  }, async (ctx) => {
    const socket = await ctx.joined();
    socket.send('451-["message",{"_placeholder":true,"num":0.5}]', Buffer.from([1]));
    ctx.record(await socket.fence());
  });

  scenario("the connection of another client is not touched, and the room is told why", async (ctx) => {
    const nsp = ctx.namespace();
    const watcher = await ctx.connected(nsp);
    await ctx.ask(watcher, "join", "watch");
    const socket = await ctx.joined(nsp);
    socket.send(`42${nsp},["watch-disconnect","watch"]`, `42${nsp},1["join",["a","b"]]`);
    await socket.next();
    const left = ctx.once(watcher, "peer-disconnect");
    socket.send("4nonsense");
    await left;
    ctx.record(watcher.events);
    ctx.record(await socket.rest());
  });

  scenario("a bad packet on polling ends the session", async (ctx) => {
    const session = await ctx.polling().open();
    await session.connect();
    ctx.record(await session.push("42{}"));
    ctx.record(await session.poll());
    ctx.record(await session.poll());
  });

  scenario("very deep JSON", { differs: { why: "ours limits the depth of JSON to 64", ours: ["closed"] } }, async (ctx) => {
    const socket = await ctx.joined();
    socket.send(`42["message",${"[".repeat(2000)}${"]".repeat(2000)}]`);
    const messages = await socket.fence();
    ctx.record(messages.at(-1)?.closed !== undefined ? "closed" : "relayed");
  });
});
