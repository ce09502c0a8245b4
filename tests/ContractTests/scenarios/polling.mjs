import { createGunzip, createInflate } from "node:zlib";
import { facts } from "../harness/http.mjs";
import { group, sleep } from "../harness/scenario.mjs";

const Pong = /^2$/;
const engine = { path: "/engine.io/" };

/** Polls until a packet that is no ping comes; pings are answered. */
async function pollData(session) {
  for (;;) {
    const packets = (await session.poll()).filter?.((packet) => !Pong.test(packet));
    if (packets === undefined || packets.length) return packets;
    await session.push("3");
  }
}

function inflate(stream, bytes) {
  return new Promise((resolve, reject) => {
    const chunks = [];
    stream.on("data", (chunk) => chunks.push(chunk)).on("end", () => resolve(Buffer.concat(chunks).toString())).on("error", reject).end(bytes);
  });
}

export default group("polling", (scenario) => {
  scenario("connect, emit, acknowledge", async (ctx) => {
    const session = await ctx.polling().open();
    const post = await session.startPush("40").done();
    ctx.record(facts(post));
    ctx.record(facts(await session.startPoll().done()));
    ctx.record(await session.push('421["echo","x"]'));
    ctx.record(await session.poll());
  });

  scenario("a GET waits for the next packet", async (ctx) => {
    const session = await ctx.polling().open();
    await session.connect();
    const poll = session.startPoll();
    await sleep(60);
    ctx.record(await poll.state());
    await session.push('42["message","late"]');
    ctx.record((await poll.done()).body);
  });

  scenario("all that waits leaves in one payload", async (ctx) => {
    const session = await ctx.polling().open();
    await session.connect();
    ctx.record(await session.push('42["message",1]', '42["message",2]', '421["echo",3]', '40/custom,'));
    ctx.record((await session.poll()).map((packet) => packet.replace(/"sid":"[^"]*"/, "")));
  });

  scenario("Engine.IO alone echoes text, binary and characters of every plane", async (ctx) => {
    ctx.record((await ctx.polling(engine).open()).opened);
    for (const packets of [["4hello"], ["4€ü", "4😀𝒳", "4\u2028\\n\\u0000"], ["bAQIDBA=="], ["4a", "b//79", "4b"], ["4"], ["b"]]) {
      const session = await ctx.polling(engine).open(); // its pings come every 300 ms: one short session for each
      ctx.record(await session.push(...packets));
      ctx.record(await pollData(session));
    }
  });

  scenario("an empty body closes the session", async (ctx) => {
    const session = await ctx.polling().open();
    ctx.record(await session.push(""));
    ctx.record(await session.poll());
  });

  for (const body of ["abc", "x", "9", "40\x1e"]) {
    scenario(`an undecodable packet closes the session: ${JSON.stringify(body)}`, async (ctx) => {
      const session = await ctx.polling().open();
      ctx.record(await session.push(body));
      ctx.record(await session.poll());
    });
  }

  scenario("what precedes an undecodable packet is handled, the rest is not", {
    differs: {
      why: "as wire §10.7: the reference ends the session before it has dispatched what precedes",
      ours: ["200 ok", { status: 400, body: '{"code":1,"message":"Session ID unknown"}' }, [["bcast", "before"]]],
    },
  }, async (ctx) => {
    const watcher = await ctx.connected(ctx.namespace());
    const nsp = watcher.nsp;
    const session = await ctx.polling().open();
    await session.connect(nsp);
    ctx.record(await session.push(`42${nsp},["bcast","before"]`, "nonsense", `42${nsp},["bcast","after"]`));
    ctx.record(await session.poll());
    await ctx.fence(watcher);
    ctx.record(watcher.events);
  });

  scenario("a second GET is refused and ends the session", async (ctx) => {
    const session = await ctx.polling().open();
    await session.connect();
    const first = session.startPoll();
    await sleep(30);
    const second = await session.startPoll().done();
    ctx.record(second.status, second.body);
    ctx.record(facts(await first.done()));
    ctx.record((await session.startPoll().done()).body);
  });

  scenario("a second POST is refused and ends the session", async (ctx) => {
    const session = await ctx.polling().open();
    await session.connect();
    const first = session.startPush(null, { headers: { "content-type": "text/plain", "content-length": "100" } });
    first.request.write("42[");
    await sleep(60);
    const second = await session.startPush('42["message"]').done();
    ctx.record(second.status, second.body);
    ctx.record(await first.done().then((response) => response.status, () => "reset"));
    ctx.record((await session.startPoll().done()).body);
  });

  scenario("a GET and a POST overlap", async (ctx) => {
    const session = await ctx.polling().open();
    await session.connect();
    const poll = session.startPoll();
    await sleep(20);
    ctx.record(await session.push("40/custom,", '42/custom,["message","x"]'));
    ctx.record((await poll.done()).status);
  });

  scenario("an aborted GET ends the session", async (ctx) => {
    const session = await ctx.polling().open();
    await session.connect();
    const poll = session.startPoll();
    await sleep(60);
    poll.abort();
    await sleep(150);
    ctx.record((await session.startPoll().done()).body);
  });

  scenario("a POST aborted in its body ends the session", async (ctx) => {
    const session = await ctx.polling().open();
    await session.connect();
    const push = session.startPush(null, { headers: { "content-type": "text/plain", "content-length": "100" } });
    push.request.write("42[");
    await sleep(60);
    push.abort();
    await sleep(150);
    ctx.record((await session.startPoll().done()).body);
  });

  scenario("octet-stream is refused and ends the session", async (ctx) => {
    const session = await ctx.polling().open();
    const response = await session.startPush("40", { headers: { "content-type": "application/octet-stream" } }).done();
    ctx.record(response.status, response.body);
    ctx.record((await session.startPoll().done()).body);
  });

  for (const type of ["application/json", "application/x-www-form-urlencoded", "text/html; charset=latin1", undefined]) {
    scenario(`a body of type ${type ?? "none"} is taken as text`, async (ctx) => {
      const session = await ctx.polling().open();
      const response = await session.startPush("40", { headers: type ? { "content-type": type } : {} }).done();
      ctx.record(response.status, response.body);
      ctx.record(await session.poll());
    });
  }

  scenario("a chunked body", async (ctx) => {
    const session = await ctx.polling().open();
    await session.connect();
    const push = session.startPush(null, { headers: { "content-type": "text/plain", "transfer-encoding": "chunked" } });
    push.request.write('42["message",');
    await sleep(20);
    push.request.end('"in two"]');
    const response = await push.done();
    ctx.record(response.status, response.body);
    ctx.record(await session.poll());
  });

  for (const method of ["PUT", "DELETE", "PATCH", "HEAD"]) {
    scenario(`method ${method} on a session`, async (ctx) => {
      const session = await ctx.polling().open();
      const response = await ctx.http(method, session.url(), { headers: { "content-length": "0" } }).done();
      ctx.record(response.status, response.body);
      ctx.record(await session.connect());
    });
  }

  scenario("the client closes: the waiting GET gets a noop, the session is gone", async (ctx) => {
    const session = await ctx.polling().open();
    await session.connect();
    const poll = session.startPoll();
    await sleep(30);
    ctx.record(await session.push("1"));
    ctx.record(facts(await poll.done()));
    ctx.record((await session.startPoll().done()).body);
    ctx.record(await session.push("40"));
  });

  scenario("the server closes while a GET waits", async (ctx) => {
    const session = await ctx.polling().open();
    await session.connect();
    const poll = session.startPoll();
    await sleep(30);
    await session.push('42["kick-me",true]');
    const packets = (await poll.done()).body.split("\x1e");
    ctx.record(packets);
    if (!packets.includes("1")) ctx.record(await session.poll());
  });

  scenario("the server closes while no GET waits", async (ctx) => {
    const session = await ctx.polling().open();
    await session.connect();
    ctx.record(await session.push('42["kick-me",true]'));
    ctx.record(await session.poll());
  });

  scenario("a ping or an unknown packet from the client is an error, a noop is not", async (ctx) => {
    for (const packet of ["2", "2probe", "6", "0", "5"]) {
      const session = await ctx.polling().open();
      ctx.record(packet, await session.push(packet), (await session.connect())[0]?.slice(0, 3) ?? "gone");
    }
  });

  scenario("packets after the session's end reach nobody", async (ctx) => {
    const session = await ctx.polling().open();
    await session.connect();
    await session.push("1");
    ctx.record(await session.push('42["message",1]'));
  });

  scenario("the session belongs to its protocol version and its transport", async (ctx) => {
    const session = await ctx.polling().open();
    ctx.record(facts(await ctx.http("GET", session.url().replace("EIO=4", "EIO=3")).done()));
    ctx.record(facts(await ctx.http("GET", session.url().replace("transport=polling", "transport=websocket")).done()));
    const socket = await ctx.joined();
    ctx.record(facts(await ctx.http("GET", `${ctx.path}?EIO=4&transport=polling&sid=${socket.open.sid}`).done()));
    ctx.record((await socket.fence()).length);
  });

  for (const [encoding, expand] of [["gzip", createGunzip], ["deflate", createInflate]]) {
    scenario(`a large payload is compressed with ${encoding}`, async (ctx) => {
      const session = await ctx.polling().open();
      await session.connect();
      await session.push(`42["message","${"abc".repeat(1000)}"]`);
      const response = await session.startPoll({ headers: { "accept-encoding": encoding } }).done();
      ctx.record(response.status, response.headers["content-encoding"], response.headers["content-type"], response.bytes.length < 500);
      ctx.record((await inflate(expand(), response.bytes)).length);
    });
  }

  scenario("what is small, or not asked for, or forbidden by the packet is not compressed", async (ctx) => {
    const session = await ctx.polling().open();
    await session.connect();
    for (const [packet, accept] of [['42["message","small"]', "gzip"], [`42["message","${"abc".repeat(1000)}"]`, undefined], [`42["emit",{"scope":"socket","compress":false},"e",["${"abc".repeat(1000)}"]]`, "gzip"]]) {
      await session.push(packet);
      const response = await session.startPoll({ headers: accept ? { "accept-encoding": accept } : {} }).done();
      ctx.record(response.headers["content-encoding"], response.headers["content-length"], response.body.length);
    }
  });

  scenario("the official client on polling alone", async (ctx) => {
    const client = await ctx.connected("/", { transports: ["polling"] });
    ctx.record(await ctx.ask(client, "echo", { text: "ä😀", bytes: Buffer.from([1, 2, 3]) }));
    client.emit("message", "one", Buffer.from([255]));
    await ctx.fence(client);
    ctx.record(client.events);
    ctx.record(client.io.engine.transport.name);
  });
});
