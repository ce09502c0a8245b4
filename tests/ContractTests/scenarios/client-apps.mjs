import { facts } from "../harness/http.mjs";
import { group } from "../harness/scenario.mjs";

/** Recovery is on, so an event's last argument is its offset. */
const withoutOffset = (args) => args.slice(0, -1);

const Iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** What the tests of the clients' own npm packages expect of a server, sentence by sentence. */
export default [
  ...group("app socketio-client", (define) => {
    const scenario = (title, run) => define(title, { profile: "socketio-client" }, run);

    scenario("the ids of two namespaces on one connection differ", async (ctx) => {
      const root = await ctx.connected();
      const foo = await ctx.connected("/foo");
      ctx.record(root.id === (await ctx.ask(root, "getId")), foo.id === (await ctx.ask(foo, "getId")), foo.id === root.id);
    });

    for (const nsp of ["/timeout_socket", "/valid", "/asd"]) {
      scenario(`${nsp} exists and answers nothing`, async (ctx) => {
        const socket = await ctx.connected(nsp);
        ctx.record(await socket.timeout(100).emitWithAck("getId").catch((error) => error.message));
      });
    }

    scenario("/abc tells the handshake", async (ctx) => {
      const socket = ctx.client("/abc", { query: { a: "b", "c d": "ü" }, auth: { token: [1, { two: null }] } });
      const [{ query, auth, url, xdomain, secure }] = await ctx.once(socket, "handshake");
      ctx.record({ query: { ...query, t: undefined }, auth, url: url.split("?")[0], xdomain, secure });
    });

    scenario("/no and a failing query are refused with their texts", async (ctx) => {
      ctx.record((await ctx.once(ctx.client("/no"), "connect_error"))[0]);
      ctx.record((await ctx.once(ctx.client("/", { query: { fail: "1" } }), "connect_error"))[0]);
    });

    scenario("values", async (ctx) => {
      const socket = await ctx.connected();
      ctx.record(await ctx.ask(socket, "echo", { a: [1, "ü", null, false] }));
      for (const [event, answer] of [["hi", "hi"], ["getUtf8", "takeUtf8"], ["false", "false"], ["doge", "doge"], ["getbin", "takebin"]]) {
        socket.emit(event);
        ctx.record(answer, withoutOffset(await ctx.once(socket, answer)));
      }
      await ctx.ask(socket, "echo", "fence");
      ctx.record(socket.events.map(withoutOffset));
    });

    scenario("dates", async (ctx) => {
      const socket = await ctx.connected();
      ctx.record(Iso.test(await ctx.ask(socket, "getAckDate", { test: true })));
      socket.emit("getDate");
      ctx.record(Iso.test((await ctx.once(socket, "takeDate"))[0]));
      socket.emit("getDateObj");
      ctx.record(Iso.test((await ctx.once(socket, "takeDateObj"))[0].date));
    });

    for (const [title, answer] of [["right", [5, { test: true }]], ["wrong", [5, { test: false }]], ["short", [5]]]) {
      scenario(`the server checks an acknowledgement that is ${title}`, async (ctx) => {
        const socket = await ctx.connected();
        socket.on("ack", (reply) => reply(...answer));
        socket.emit("ack");
        await ctx.once(socket, "ack");
        await ctx.ask(socket, "echo", "fence");
        await ctx.ask(socket, "echo", "fence");
        ctx.record(socket.events.map(([event]) => event));
      });
    }

    scenario("binary in every position, and its order", async (ctx) => {
      const socket = await ctx.connected();
      const bytes = Buffer.from("asdfasdf");
      const envelope = { hello: "lol", message: bytes, goodbye: "gotcha" };
      socket.emit("buffa", bytes);
      socket.emit("jsonbuff", envelope);
      socket.emit("abuff1", bytes);
      socket.emit("abuff2", "please arrive second");
      socket.emit("blob", bytes);
      socket.emit("jsonblob", envelope);
      socket.emit("blob1", bytes);
      socket.emit("blob2", "second");
      socket.emit("blob3", bytes);
      await ctx.ask(socket, "echo", "fence");
      ctx.record(socket.events.map(([event]) => event));
    });

    scenario("binary out of order is not acknowledged, nor is an unknown event", async (ctx) => {
      const socket = await ctx.connected();
      socket.emit("abuff2", "first");
      socket.emit("blob3", Buffer.from("x"));
      ctx.record(await socket.timeout(100).emitWithAck("unknown").catch((error) => error.message));
      ctx.record(socket.events);
    });

    scenario("events carry offsets, because recovery is on", async (ctx) => {
      const socket = await ctx.joined();
      socket.send('42["hi"]');
      ctx.record((await socket.next()).replace(/"[^"]*"\]$/, '"<offset>"]'));
    });
  }),

  ...group("app engineio-client", (define) => {
    const options = { profile: "engineio-client" };
    const path = "/engine.io/";

    define("a denied handshake", options, async (ctx) => ctx.record(facts(await ctx.http("GET", `${path}?EIO=4&transport=polling&deny=1`).done())));

    define("the handshake sets four cookies, later answers none", options, async (ctx) => {
      const session = await ctx.polling({ path }).open();
      ctx.record(session.handshake.headers["set-cookie"].map((cookie) => cookie.replace(/Expires=.*/, "Expires=<now>")));
      ctx.record(session.opened.pingInterval, session.opened.pingTimeout, session.opened.maxPayload);
      ctx.record((await session.startPoll().done()).headers["set-cookie"] ?? "none");
    });

    define("hi, text, binary and utf8 on a websocket", options, async (ctx) => {
      const socket = ctx.websocket({ path });
      await socket.next();
      ctx.record(await socket.next());
      socket.send("4give binary");
      ctx.record(await socket.next());
      socket.send("4give utf8", "4hello", Buffer.from([9, 8]));
      ctx.record(await socket.next(), await socket.next(), await socket.next());
    });

    define("the headers of the request that carried a message", options, async (ctx) => {
      const session = await ctx.polling({ path }).open();
      await session.poll();
      await session.startPush("4sendHeaders", { headers: { "x-custom-header-for-my-project": "secret", cookie: "user=andrew" } }).done();
      const headers = JSON.parse((await session.poll())[0].slice(1));
      ctx.record(headers["x-custom-header-for-my-project"], headers.cookie);
    });

    define("more than 100 bytes", options, async (ctx) => {
      const socket = ctx.websocket({ path });
      await socket.next();
      await socket.next();
      socket.send(`4${"a".repeat(100)}`);
      ctx.record(await socket.closed);
    });
  }),
];
