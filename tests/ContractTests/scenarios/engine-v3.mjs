import { createGunzip } from "node:zlib";
import { facts } from "../harness/http.mjs";
import { group, sleep } from "../harness/scenario.mjs";

const eio3 = { profile: "eio3" };
const fast = { profile: "eio3-fast" };
const octets = { headers: { "content-type": "application/octet-stream" } };
const form = { headers: { "content-type": "application/x-www-form-urlencoded" } };
const unsupported = { status: 400, body: '{"code":5,"message":"Unsupported protocol version"}' };
const gone = { status: 400, body: '{"code":1,"message":"Session ID unknown"}' };

/** `<length>:<packet>` for each packet. */
const payload = (...packets) => packets.map((packet) => `${packet.length}:${packet}`).join("");
const brief = ({ status, body }) => ({ status, body });
const open = (ctx, extra = "", options = {}) => ctx.polling({ eio: 3, ...options }).open(extra);
const poll = async (session) => (await session.startPoll().done()).body;

/** Joined to "/": the answer to the first GET is behind it. */
async function joined(ctx, extra, options) {
  const session = await open(ctx, extra, options);
  await session.startPoll().done();
  return session;
}

/** A session whose answers are scripts. */
async function jsonp(ctx, extra, options) {
  const session = ctx.polling({ eio: 3, ...options });
  const response = await ctx.http("GET", session.url(extra)).done();
  session.sid = /sid\W+([\w-]{20})/.exec(response.body)[1];
  return session;
}

/** A bare websocket in "/". */
async function socket(ctx, query) {
  const connection = ctx.websocket({ eio: 3, query });
  connection.first = await connection.take(2);
  return connection;
}

export default group("engine v3", (scenario) => {
  for (const extra of ["", "&b64=1", "&j=3", "&j=3&b64=1", "&j=a1b2"]) {
    scenario(`handshake over polling${extra}`, eio3, async (ctx) => {
      const session = ctx.polling({ eio: 3 });
      const response = await ctx.http("GET", session.url(extra)).done();
      ctx.record(facts(response));
      const sid = /sid\W+([\w-]{20})/.exec(response.body)[1];
      ctx.record(facts(await ctx.http("GET", session.url(`${extra}&sid=${sid}`)).done()));
    });
  }

  scenario("handshake over websocket", eio3, async (ctx) => {
    const connection = await socket(ctx);
    ctx.record(connection.first);
  });

  for (const version of ["2", "5", "", "abc", "03"]) {
    scenario(`EIO=${version} is no version`, {
      ...eio3, differs: { why: "wire §10.8: exactly 3 and 4 are versions", ours: [unsupported] },
    }, async (ctx) => {
      ctx.record(brief(await ctx.http("GET", `${ctx.path}?EIO=${version}&transport=polling`).done()));
    });
  }

  scenario("no EIO at all", { ...eio3, differs: { why: "wire §10.8: exactly 3 and 4 are versions", ours: [unsupported] } }, async (ctx) => {
    ctx.record(brief(await ctx.http("GET", `${ctx.path}?transport=polling`).done()));
  });

  scenario("without the option version 3 is refused", async (ctx) => {
    ctx.record(facts(await ctx.http("GET", `${ctx.path}?EIO=3&transport=polling`).done()));
  });

  scenario("version 4 beside it is unchanged", eio3, async (ctx) => {
    const session = await ctx.polling().open();
    ctx.record(await session.connect());
    ctx.record(await session.push('451-["message",{"_placeholder":true,"num":0}]', "bAQI="));
    ctx.record(await session.poll());
  });

  scenario("a session belongs to its version", eio3, async (ctx) => {
    const old = await open(ctx);
    ctx.record(brief(await ctx.http("GET", `${ctx.path}?EIO=4&transport=polling&sid=${old.sid}`).done()));
    const recent = await ctx.polling().open();
    ctx.record(brief(await ctx.http("GET", `${ctx.path}?EIO=3&transport=polling&sid=${recent.sid}`).done()));
  });

  for (const text of ["x", "é€", "😀", "a\u2028b", "é".repeat(300), "😀a".repeat(200)]) {
    scenario(`lengths are in UTF-16 units: ${text.slice(0, 4)} (${text.length})`, eio3, async (ctx) => {
      const session = await joined(ctx);
      ctx.record(await session.push(payload(`421["echo",${JSON.stringify(text)}]`)));
      ctx.record(facts(await session.startPoll().done()));
    });
  }

  scenario("several packets in one payload, each way", eio3, async (ctx) => {
    const session = await joined(ctx);
    ctx.record(await session.push(payload('42["message",1]', '42["message","é"]', '421["echo",3]')));
    ctx.record(await poll(session));
  });

  scenario("an event with bytes makes the whole payload binary", eio3, async (ctx) => {
    const session = await joined(ctx);
    await session.push(payload('42["message","é"]', '451-["message",{"_placeholder":true,"num":0}]', "b4AQI="));
    const response = await session.startPoll().done();
    ctx.record({ ...facts(response), body: response.bytes });
    await session.push(payload('42["message","text again"]'));
    ctx.record(facts(await session.startPoll().done()));
  });

  scenario("clients of base64 get base64", eio3, async (ctx) => {
    const session = await joined(ctx, "&b64=1");
    await session.push(payload('452-["message",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]', "b4AQI=", "b4"));
    ctx.record(facts(await session.startPoll().done()));
  });

  scenario("a broadcast with bytes for binary and base64 clients at once", eio3, async (ctx) => {
    const nsp = ctx.namespace();
    const sessions = [await joined(ctx), await joined(ctx, "&b64=1")];
    for (const session of sessions) {
      await session.push(payload(`40${nsp}`));
      await session.startPoll().done();
    }
    await sessions[0].push(payload(`451-${nsp},["bcast",{"_placeholder":true,"num":0}]`, "b4AQI="));
    for (const session of sessions) ctx.record((await session.startPoll().done()).bytes.toString("latin1").replaceAll(nsp, "/nsp"));
  });

  scenario("a binary body", eio3, async (ctx) => {
    const session = await joined(ctx);
    const text = Buffer.from('451-["message","é",{"_placeholder":true,"num":0}]');
    const body = Buffer.concat([Buffer.from([0, Math.floor(text.length / 10), text.length % 10, 255]), text, Buffer.from([1, 4, 255, 4, 0, 255, 9])]);
    const response = await session.startPush(body, octets).done();
    ctx.record(facts(response));
    ctx.record((await session.startPoll().done()).bytes);
  });

  scenario("an empty binary body holds nothing", eio3, async (ctx) => {
    const session = await joined(ctx);
    ctx.record(brief(await session.startPush(Buffer.alloc(0), octets).done()));
    ctx.record(await session.push(payload('421["echo",1]')), await poll(session));
  });

  for (const body of ["", "abc", "2", "2:4", ":4", "5:40", "1:x", "1:7", "-1:4", "a:4"]) {
    scenario(`a payload that cannot be read ends the session: ${JSON.stringify(body)}`, eio3, async (ctx) => {
      const session = await joined(ctx);
      ctx.record(await session.push(body));
      ctx.record(brief(await session.startPoll().done()));
    });
  }

  for (const [name, body] of [["unknown type", [0, 1, 255, 0x37]], ["text without type", [0, 0, 255]]]) {
    scenario(`a binary payload that cannot be read ends the session: ${name}`, eio3, async (ctx) => {
      const session = await joined(ctx);
      ctx.record(brief(await session.startPush(Buffer.from(body), octets).done()));
      ctx.record(brief(await session.startPoll().done()));
    });
  }

  for (const [name, body] of [["shorter than it says", [1, 9, 255, 4, 1]], ["unknown type of bytes", [1, 2, 255, 9, 1]], ["a third kind", [2, 1, 255, 4]]]) {
    scenario(`a binary payload that cannot be read ends the session: ${name}`, {
      ...eio3, differs: { why: "the reference ignores what it cannot read, or reads something else", ours: [{ status: 200, body: "ok" }, gone] },
    }, async (ctx) => {
      const session = await joined(ctx);
      ctx.record(brief(await session.startPush(Buffer.from(body), octets).done()));
      const answer = session.startPoll();
      await sleep(60);
      ctx.record((await answer.state()) === "pending" ? "pending" : brief(await answer.done()));
    });
  }

  scenario("empty packets are skipped", eio3, async (ctx) => {
    const session = await joined(ctx);
    ctx.record(await session.push(`0:${payload('421["echo",1]')}0:`));
    ctx.record(await poll(session));
  });

  scenario("a body over the limit", eio3, async (ctx) => {
    const session = await joined(ctx);
    const response = await session.startPush(payload(`42["message","${"x".repeat(1_000_000)}"]`)).done();
    ctx.record(response.status, response.body);
  });

  scenario("a large answer is compressed", eio3, async (ctx) => {
    const session = await joined(ctx);
    await session.push(payload(`421["echo","${"x".repeat(2000)}"]`));
    const response = await session.startPoll({ headers: { "accept-encoding": "gzip" } }).done();
    const body = await new Promise((resolve) => {
      const chunks = [];
      createGunzip().on("data", (chunk) => chunks.push(chunk)).on("end", () => resolve(Buffer.concat(chunks).toString())).end(response.bytes);
    });
    ctx.record(response.headers["content-encoding"], response.headers["content-type"], body);
  });

  scenario("websocket: text, bytes with their type, base64 text", eio3, async (ctx) => {
    const connection = await socket(ctx);
    const event = '451-["message",{"_placeholder":true,"num":0}]';
    connection.send(`4${event}`, Buffer.from([4, 1, 2]), `4${event}`, "b4AwQ=", `4${event}`, Buffer.from([4]));
    ctx.record(await connection.fence());
  });

  scenario("websocket: a client of base64", eio3, async (ctx) => {
    const connection = await socket(ctx, "&b64=1");
    connection.send('4451-["message",{"_placeholder":true,"num":0}]', Buffer.from([4, 1, 2]));
    ctx.record(await connection.fence());
  });

  scenario("websocket: a ping with any data is answered without", eio3, async (ctx) => {
    const connection = await socket(ctx);
    connection.send("2", "2probe", "2data");
    ctx.record(await connection.take(3));
  });

  scenario("polling: a ping is answered with the next GET", eio3, async (ctx) => {
    const session = await joined(ctx);
    ctx.record(await session.push(payload("2", "2probe")), await poll(session));
  });

  scenario("a pong from the client is an error", eio3, async (ctx) => {
    const connection = await socket(ctx);
    connection.send("3");
    ctx.record(await connection.rest());
    const session = await joined(ctx);
    ctx.record(await session.push(payload("3")), brief(await session.startPoll().done()));
  });

  scenario("upgrade: probe, noop, and the forms of a websocket from then on", eio3, async (ctx) => {
    const session = await joined(ctx, "&b64=1");
    const connection = ctx.websocket({ eio: 3, query: `&sid=${session.sid}` });
    await connection.opened;
    const waiting = session.startPoll();
    await sleep(30);
    connection.send("2probe");
    ctx.record(await connection.next());
    ctx.record(facts(await waiting.done()));
    connection.send("5", '4451-["message",{"_placeholder":true,"num":0}]', Buffer.from([4, 1, 2]));
    ctx.record(await connection.take(2));
    ctx.record(brief(await session.startPoll().done()));
    ctx.record(await session.push(payload("2")));
    connection.send("2");
    ctx.record(await connection.next());
  });

  scenario("upgrade: what waits for a GET goes out on the websocket", eio3, async (ctx) => {
    const session = await joined(ctx);
    const connection = ctx.websocket({ eio: 3, query: `&sid=${session.sid}` });
    await connection.opened;
    connection.send("2probe");
    await connection.next();
    await session.push(payload('451-["message",{"_placeholder":true,"num":0}]', "b4AQI="));
    connection.send("5");
    ctx.record(await connection.take(2));
  });

  scenario("the client closes: the waiting GET gets a noop", eio3, async (ctx) => {
    const session = await joined(ctx);
    const waiting = session.startPoll();
    await sleep(30);
    ctx.record(await session.push(payload("1")));
    ctx.record(facts(await waiting.done()));
    ctx.record(brief(await session.startPoll().done()));
  });

  for (const waits of [true, false]) {
    scenario(`the server closes while ${waits ? "a" : "no"} GET waits`, eio3, async (ctx) => {
      const session = await joined(ctx);
      const waiting = waits && session.startPoll();
      await sleep(30);
      await session.push(payload('42["kick-me",true]'));
      let said = (waits ? await waiting.done() : await session.startPoll().done()).body;
      if (!said.endsWith("1:1")) said += await poll(session);
      ctx.record(said);
    });
  }

  scenario("two GETs at a time", eio3, async (ctx) => {
    const session = await joined(ctx);
    const first = session.startPoll();
    await sleep(30);
    ctx.record(brief(await session.startPoll().done()), (await first.done()).body);
  });

  scenario("Engine.IO alone: text and bytes come back", eio3, async (ctx) => {
    for (const extra of ["", "&b64=1"]) {
      const session = await open(ctx, extra, { path: "/engine.io/" });
      ctx.record(await session.push(payload("4é😀", "b4AQIDBA==", "4")));
      ctx.record((await session.startPoll().done()).bytes);
    }
  });

  scenario("namespaces: the answer to CONNECT is bare, the query is auth", eio3, async (ctx) => {
    const connection = await socket(ctx);
    connection.send("40/custom?token=1&b=c%20d");
    ctx.record(await connection.next());
    connection.send('42/custom,1["handshake"]', '42/custom,2["rooms"]');
    ctx.record(await connection.take(2));
    connection.send("41/custom,");
    ctx.record(await connection.fence());
  });

  for (const query of ["a=1&a=2&A=3", "a", "a=", "=1", "a=%C3%A9+%2B&b=%22%5C", "&&a=1&", "a=b=c"]) {
    scenario(`namespaces: the query ${query} as auth`, eio3, async (ctx) => {
      const connection = await socket(ctx);
      connection.send(`40/custom?${query}`);
      await connection.next();
      connection.send('42/custom,1["handshake"]');
      ctx.record(JSON.parse((await connection.next()).slice("43/custom,1".length))[0].auth);
    });
  }

  scenario("namespaces: refusals", eio3, async (ctx) => {
    const connection = await socket(ctx);
    connection.send("40/auth?token=no");
    ctx.record(await connection.next());
    connection.send("40/nowhere,");
    ctx.record(await connection.next());
    ctx.record(await connection.fence());
  });

  scenario("namespaces: the main one is joined already", eio3, async (ctx) => {
    const connection = await socket(ctx);
    connection.send("40");
    ctx.record(await connection.rest());
  });

  scenario("JSONP: events, acknowledgements, escaped newlines", eio3, async (ctx) => {
    const session = await jsonp(ctx, "&j=5&b64=1");
    await poll(session);
    const data = payload('421["echo","a\\nb\u2028\u2029\\"é😀"]').replace(/\\n/g, "\\\n").replace(/\n/g, "\\n");
    const response = await session.startPush(`d=${encodeURIComponent(data)}`, form).done();
    ctx.record(facts(response));
    ctx.record(facts(await session.startPoll().done()));
  });

  scenario("JSONP: a plain newline in a packet", eio3, async (ctx) => {
    const session = await jsonp(ctx, "&j=0&b64=1", { path: "/engine.io/" });
    const data = payload("4a\nb\\nc").replace(/\\n/g, "\\\n").replace(/\n/g, "\\n");
    await session.startPush(`d=${encodeURIComponent(data).replaceAll("%20", "+")}`, form).done();
    ctx.record(await poll(session));
  });

  scenario("JSONP: bytes are base64", eio3, async (ctx) => {
    const session = await jsonp(ctx, "&j=5&b64=1");
    await poll(session);
    await session.startPush(`d=${encodeURIComponent(payload('451-["message",{"_placeholder":true,"num":0}]', "b4AQI="))}`, form).done();
    ctx.record(facts(await session.startPoll().done()));
  });

  scenario("JSONP: bytes for a client that did not say b64", {
    ...eio3, differs: { why: "wire §10.6: the reference sends the JSON of a Buffer", ours: ['___eio[5]("6:b4AQI=");'] },
  }, async (ctx) => {
    const session = await jsonp(ctx, "&j=5", { path: "/engine.io/" });
    await session.startPush(`d=${encodeURIComponent(payload("b4AQI="))}`, form).done();
    ctx.record(await poll(session));
  });

  scenario("JSONP: a form without data, and an empty one", eio3, async (ctx) => {
    const session = await jsonp(ctx, "&j=5&b64=1");
    await poll(session);
    ctx.record(brief(await session.startPush("x=1", form).done()));
    ctx.record(brief(await session.startPush("d=", form).done()));
    ctx.record(brief(await session.startPoll().done()));
  });

  scenario("JSONP for version 4", eio3, async (ctx) => {
    const session = ctx.polling();
    const response = await ctx.http("GET", session.url("&j=1")).done();
    ctx.record(facts(response));
    session.sid = /sid\W+([\w-]{20})/.exec(response.body)[1];
    ctx.record(brief(await session.startPush("d=40", form).done()));
    ctx.record((await session.startPoll().done()).body);
  });

  scenario("heartbeat: a client that pings lives", fast, async (ctx) => {
    const connection = await socket(ctx);
    // Together longer than any silence that the server bears.
    for (let i = 0; i < 6; i++) {
      await sleep(200);
      connection.send("2");
      ctx.record(await connection.next());
    }
  });

  scenario("heartbeat: a silent websocket is closed", fast, async (ctx) => {
    const connection = await socket(ctx);
    const started = performance.now();
    ctx.record(await connection.rest());
    const waited = performance.now() - started;
    ctx.record(waited > 600 && waited < 2500);
  });

  scenario("heartbeat: a silent polling session is closed, whatever it sends", fast, async (ctx) => {
    const session = await joined(ctx);
    await sleep(400);
    ctx.record(await session.push(payload('42["message",1]')));
    await sleep(900);
    ctx.record(brief(await session.startPoll().done()));
  });

  scenario("heartbeat: the clock outlives an upgrade", {
    ...fast, differs: { why: "wire §10.1: the reference forgets the clock and keeps a silent client for ever", ours: ["3probe", "closed"] },
  }, async (ctx) => {
    const session = await joined(ctx);
    const connection = ctx.websocket({ eio: 3, query: `&sid=${session.sid}` });
    await connection.opened;
    connection.send("2probe");
    ctx.record(await connection.next());
    connection.send("5");
    ctx.record(await Promise.race([connection.closed.then(() => "closed"), sleep(2500).then(() => "open")]));
  });
});
