import { facts } from "../harness/http.mjs";
import { group } from "../harness/scenario.mjs";

const wsRefusal = (error) => ({ status: error.status, type: error.headers?.["content-type"], body: error.body });

export default group("handshake", (scenario) => {
  scenario("polling answers one open packet, no more", async (ctx) => {
    const session = await ctx.polling().open();
    ctx.record(facts(session.handshake));
    ctx.record(Object.keys(session.opened));
  });

  scenario("websocket answers the open packet without upgrades", async (ctx) => {
    const socket = ctx.websocket();
    const open = await socket.next();
    ctx.record(open, Object.keys(JSON.parse(open.slice(1))));
  });

  scenario("the limits of the options are announced", { profile: "small" }, async (ctx) => {
    ctx.record((await ctx.polling().open()).opened);
  });

  scenario("the intervals of the options are announced", { profile: "fast" }, async (ctx) => {
    ctx.record((await ctx.polling().open()).opened);
  });

  scenario("ids are 20 characters of base64url and never the engine's", async (ctx) => {
    const socket = await ctx.joined();
    const second = await ctx.joined();
    const ids = [socket.open.sid, socket.id, second.open.sid, second.id];
    ctx.record(ids.map((id) => /^[A-Za-z0-9_-]{20}$/.test(id)), new Set(ids).size);
  });

  for (const query of ["", "EIO=4", "EIO=4&transport=", "EIO=4&transport=bogus", "EIO=4&transport=webtransport", "EIO=4&transport=POLLING"]) {
    scenario(`transport unknown: ?${query}`, async (ctx) => ctx.record(facts(await ctx.http("GET", `${ctx.path}?${query}`).done())));
  }

  for (const eio of [undefined, "3", "5", "", "4.0", " 4", "abc", "2"]) {
    scenario(`protocol version refused: EIO=${eio ?? "absent"}`, async (ctx) => {
      const query = eio === undefined ? "" : `EIO=${encodeURIComponent(eio)}&`;
      ctx.record(facts(await ctx.http("GET", `${ctx.path}?${query}transport=polling`).done()));
    });
  }

  for (const method of ["POST", "PUT", "DELETE", "PATCH", "HEAD"]) {
    scenario(`method ${method} opens nothing`, async (ctx) => {
      const response = await ctx.http(method, `${ctx.path}?EIO=4&transport=polling`, { headers: { "content-length": "0" } }).done();
      ctx.record({ status: response.status, type: response.headers["content-type"], body: response.body });
    });
  }

  for (const method of ["GET", "POST", "PUT"]) {
    scenario(`unknown session id by ${method}`, async (ctx) => {
      ctx.record(facts(await ctx.http(method, `${ctx.path}?EIO=4&transport=polling&sid=nobody`, { headers: { "content-length": "0" } }).done()));
    });
  }

  scenario("transport=websocket by a plain GET is a bad request", async (ctx) => {
    ctx.record(facts(await ctx.http("GET", `${ctx.path}?EIO=4&transport=websocket`).done()));
  });

  scenario("the order of the checks: transport, then sid, then method, then version", async (ctx) => {
    for (const [method, query] of [["POST", "EIO=3&transport=x&sid=y"], ["POST", "EIO=3&transport=polling&sid=y"], ["POST", "EIO=3&transport=polling"], ["GET", "EIO=3&transport=polling"], ["GET", "EIO=3&transport=websocket"]]) {
      ctx.record(query, (await ctx.http(method, `${ctx.path}?${query}`, { headers: { "content-length": "0" } }).done()).body);
    }
  });

  scenario("of duplicate keys the last wins", async (ctx) => {
    ctx.record((await ctx.http("GET", `${ctx.path}?EIO=3&EIO=4&transport=bogus&transport=polling`).done()).status);
    ctx.record((await ctx.http("GET", `${ctx.path}?EIO=4&transport=polling&transport=bogus`).done()).body);
  });

  scenario("whatever follows the path and its slash is ours", async (ctx) => {
    ctx.record((await ctx.http("GET", `${ctx.path}more/of/it?EIO=4&transport=polling`).done()).status);
    ctx.record((await ctx.http("GET", `${ctx.path}?t=abc&EIO=4&transport=polling&x=%20y`).done()).status);
  });

  scenario("another path", { profile: "path" }, async (ctx) => {
    ctx.record((await ctx.polling().open()).opened);
    const client = await ctx.connected();
    ctx.record(await ctx.ask(client, "echo", "hello"));
  });

  scenario("the path without its slash is not ours", {
    differs: { why: "the reference app has no host around it, so that nobody answers; wire §1: 404 of the host", ours: [404] },
  }, async (ctx) => {
    const exchange = ctx.http("GET", "/socket.io?EIO=4&transport=polling");
    ctx.record(await exchange.done(500).then((response) => response.status, () => "no answer"));
  });

  for (const query of ["EIO=4&transport=bogus", "EIO=4&transport=websocket&sid=nobody", "EIO=4&sid=nobody", "EIO=4", "EIO=4&transport=polling"]) {
    scenario(`websocket refused: ?${query}`, async (ctx) => {
      const socket = ctx.frames();
      const response = await socket.handshake(`${ctx.path}?${query}`);
      ctx.record(response.status, response.headers?.["content-type"], response.headers?.connection?.toLowerCase());
      if (response.status === 101) ctx.record(await socket.rest());
    });
  }

  for (const eio of ["3", "abc"]) {
    scenario(`websocket with protocol version ${eio} is refused`, {
      differs: { why: "wire §10.3: the reference answers 101 and then HTTP bytes; ours a clean 400 before upgrading", ours: [[400, "Unsupported protocol version"]] },
    }, async (ctx) => {
      const socket = ctx.websocket({ eio });
      const end = await socket.opened.then(() => ({ status: 101 }), (error) => wsRefusal(error));
      ctx.record(end.status, end.body);
    });
  }

  scenario("websocket refusal tells its reason as text", async (ctx) => {
    const socket = ctx.websocket({ query: "&transport=bogus" });
    ctx.record(await socket.opened.then(() => "opened", wsRefusal));
  });

  scenario("the handshake as the application sees it: polling", async (ctx) => {
    const client = await ctx.connected("/", { transports: ["polling"], query: { room: "a b", n: 1 }, auth: { token: "t" }, extraHeaders: { "x-test": "yes" } });
    ctx.record(await ctx.ask(client, "handshake"));
  });

  scenario("the handshake as the application sees it: websocket", async (ctx) => {
    const client = await ctx.connected("/custom", { query: { room: "a&b=c", umlaut: "äöü" }, auth: { nested: { list: [1, null, "x"] } }, extraHeaders: { "x-test": "yes", origin: ctx.base } });
    ctx.record(await ctx.ask(client, "handshake"));
  });

  scenario("the handshake is the first request's, also after an upgrade", async (ctx) => {
    const client = ctx.client("/", { transports: ["polling", "websocket"], query: { first: "yes" } });
    await ctx.once(client, "connect");
    if (client.io.engine.transport.name !== "websocket") await ctx.once(client.io.engine, "upgrade");
    ctx.record(await ctx.ask(client, "handshake"));
  });

  scenario("auth may be a function, and is sent for every namespace", { profile: "greeting" }, async (ctx) => {
    const socket = await ctx.joined("/", { token: "abc", deep: [{}] });
    ctx.record(await socket.next());
    socket.send('40/custom,{"token":"other"}');
    ctx.record(await socket.take(2));
    socket.send("40/dynamic-1,");
    ctx.record(await socket.take(2));
  });

  scenario("the cookie is set by the polling handshake alone", { profile: "cookie" }, async (ctx) => {
    const session = await ctx.polling().open();
    ctx.record(session.handshake.headers["set-cookie"], session.handshake.headers["set-cookie"][0].includes(session.sid));
    const poll = session.startPoll();
    await session.push("40");
    ctx.record((await poll.done()).headers["set-cookie"]);
    const socket = ctx.frames();
    const response = await socket.handshake(`${ctx.path}?EIO=4&transport=websocket`);
    ctx.record(response.status, response.headers["set-cookie"]);
  });

  scenario("no cookie unless asked for", async (ctx) => {
    ctx.record((await ctx.polling().open()).handshake.headers["set-cookie"]);
  });
});
