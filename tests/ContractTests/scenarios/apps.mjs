import { group } from "../harness/scenario.mjs";

const sockets = { profile: "socketio-client" };
const engine = { profile: "engineio-client" };
const IsoDate = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const bytes = Buffer.from("asdfasdf");
const envelope = { hello: "lol", message: bytes, goodbye: "gotcha" };

/** What of a handshake is the same on every machine. */
const facts = ({ headers, query, auth, xdomain, secure, url, address, time, issued }) => ({
  test: headers["x-test"], query: { ...query, t: undefined }, auth, xdomain, secure, path: url.split("?")[0], address: typeof address, time: typeof time, issued: typeof issued,
});

export default group("apps", (scenario) => {
  for (const transport of ["websocket", "polling"]) {
    const options = { transports: [transport] };

    scenario(`socketio-client: values (${transport})`, sockets, async (ctx) => {
      const client = await ctx.connected("/", options);
      client.on("ack", (reply) => reply(5, { test: true }));
      for (const event of ["hi", "getUtf8", "false", "doge", "getbin"]) client.emit(event);
      await ctx.fence(client);
      const confirmed = ctx.once(client, "got it");
      client.emit("ack");
      await confirmed;
      client.emit("buffa", bytes);
      client.emit("jsonbuff", envelope);
      client.emit("abuff2", "too early");
      client.emit("abuff1", bytes);
      client.emit("abuff2", "in order");
      client.emit("blob", bytes);
      client.emit("jsonblob", envelope);
      client.emit("blob1", bytes);
      client.emit("blob2", "text");
      client.emit("blob3", bytes);
      client.emit("nobody knows this", 1);
      await ctx.fence(client);
      // Each carries its offset as the last argument, because recovery is on.
      ctx.record(client.events.filter(([name]) => name !== "ack").map((event) => event.slice(0, -1)));
    });

    scenario(`socketio-client: ids, dates and the handshake (${transport})`, sockets, async (ctx) => {
      const client = await ctx.connected("/", { ...options, query: { key1: "a", key2: "b c" }, auth: { token: "abcd" }, extraHeaders: { "x-test": "yes" } });
      ctx.record((await ctx.ask(client, "getId")) === client.id);
      ctx.record(IsoDate.test(await ctx.ask(client, "getAckDate", { test: true })));
      const dates = Promise.all([ctx.once(client, "takeDate"), ctx.once(client, "takeDateObj")]);
      client.emit("getDate");
      client.emit("getDateObj");
      const [[date], [object]] = await dates;
      ctx.record(IsoDate.test(date), Object.keys(object), IsoDate.test(object.date));
      ctx.record(facts(await ctx.ask(client, "getHandshake")));
    });
  }

  scenario("socketio-client: the namespaces", sockets, async (ctx) => {
    const foo = await ctx.connected("/foo");
    ctx.record((await ctx.ask(foo, "getId")) === foo.id);
    for (const name of ["/valid", "/asd", "/timeout_socket"]) ctx.record((await ctx.connected(name)).connected);
    const abc = ctx.client("/abc", { auth: { token: "x" }, query: { y: "z" } });
    ctx.record(facts((await ctx.once(abc, "handshake"))[0]));
    const refusal = async (name, options) => (await ctx.once(ctx.client(name, options), "connect_error"))[0].message;
    ctx.record(await refusal("/no"), await refusal("/", { query: { fail: true } }), await refusal("/invalid"));
  });

  scenario("socketio-client: recovery is on", sockets, async (ctx) => {
    const client = await ctx.connected("/", { reconnection: true, reconnectionDelay: 100, reconnectionDelayMax: 100 });
    const id = client.id;
    const first = ctx.once(client, "hi");
    client.emit("hi");
    await first;
    const back = ctx.once(client, "connect");
    client.io.engine.close();
    await back;
    ctx.record(client.recovered, client.id === id);
  });

  scenario("engineio-client: polling, with its cookies", engine, async (ctx) => {
    const session = await ctx.polling().open();
    ctx.record(session.opened, session.handshake.headers["set-cookie"].map((cookie) => cookie.replace(/Expires=.*/, (text) => `Expires=${/^Expires=\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/.test(text)}`)));
    ctx.record(await session.poll());
    for (const packet of ["4give binary", "4give utf8", "4anything else", "bAQI="]) {
      ctx.record(await session.push(packet));
      const poll = await session.startPoll().done();
      ctx.record(poll.body, poll.headers["set-cookie"]);
    }
    await session.startPush("4sendHeaders", { headers: { "content-type": "text/plain", "x-test": "carried" } }).done();
    const headers = JSON.parse((await session.poll())[0].slice(1));
    ctx.record(headers["x-test"], headers["content-type"]);
  });

  scenario("engineio-client: websocket", engine, async (ctx) => {
    const socket = ctx.websocket({ hidePings: true, headers: { "x-test": "opened" } });
    ctx.record(await socket.take(2));
    socket.send("4give binary", "4give utf8", "4anything else", Buffer.from([1, 2]), "4sendHeaders");
    ctx.record(await socket.take(4));
    ctx.record(JSON.parse((await socket.next()).slice(1))["x-test"]);
    socket.send(`4${"x".repeat(100)}`);
    ctx.record(await socket.rest());
  });

  scenario("engineio-client: a refused handshake", engine, async (ctx) => {
    const response = await ctx.http("GET", "/engine.io/?EIO=4&transport=polling&deny=1").done();
    ctx.record(response.status, response.body);
    ctx.record(await ctx.websocket({ query: "&deny=1" }).opened.then(() => "opened", (error) => [error.status, error.body]));
  });

  scenario("engineio-client: a body over 100 bytes", engine, async (ctx) => {
    const session = await ctx.polling().open();
    ctx.record((await session.startPush(`4${"x".repeat(100)}`).done()).status);
    ctx.record((await session.startPush(`4${"x".repeat(99)}`).done()).status);
  });
});
