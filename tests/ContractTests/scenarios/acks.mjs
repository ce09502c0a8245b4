import { group, sleep } from "../harness/scenario.mjs";

export default group("acks", (scenario) => {
  scenario("none, one and many arguments", async (ctx) => {
    const socket = await ctx.joined();
    socket.send('421["message-with-ack"]', '422["message-with-ack",1]', '423["message-with-ack",1,"2",{"3":[false]},null]');
    ctx.record(await socket.fence());
  });

  for (const id of ["0", "7", "007", "4294967296", "9007199254740991"]) {
    scenario(`acknowledgement id ${id}`, async (ctx) => {
      const socket = await ctx.joined();
      socket.send(`42${id}["echo","x"]`);
      ctx.record(await socket.fence());
    });
  }

  scenario("in a namespace, binary included", async (ctx) => {
    const socket = await ctx.joined("/custom");
    socket.send('42/custom,12["echo",1]', '451-/custom,13["echo",{"_placeholder":true,"num":0}]', Buffer.from([1, 2]));
    ctx.record(await socket.fence("/custom"));
  });

  scenario("every binary form", async (ctx) => {
    const client = await ctx.connected();
    ctx.record(await ctx.ask(client, "message-with-ack", Buffer.from([1]), "text", { nested: [Buffer.from([2]), Buffer.alloc(0)] }));
    ctx.record(await ctx.ask(client, "echo", new Uint8Array([9, 8, 7])));
    ctx.record(await ctx.ask(client, "echo", new Uint8Array([9, 8, 7]).buffer));
  });

  scenario("the client's timeout", async (ctx) => {
    const client = await ctx.connected();
    ctx.record(await client.timeout(200).emitWithAck("nobody").catch((error) => error.message));
    ctx.record(await client.timeout(2000).emitWithAck("echo", "in time"));
  });

  scenario("the server asks one client and gets its answer", async (ctx) => {
    const client = await ctx.connected();
    client.on("question", (a, b, reply) => reply(a + b, "more"));
    ctx.record(await ctx.ask(client, "emit", { scope: "socket", timeout: 2000 }, "question", [1, 2]));
  });

  scenario("the server asks one client that does not answer", async (ctx) => {
    const client = await ctx.connected();
    ctx.record(await ctx.ask(client, "emit", { scope: "socket", timeout: 100 }, "question", []));
  });

  scenario("a late answer is ignored", async (ctx) => {
    const client = await ctx.connected();
    client.on("question", (reply) => setTimeout(() => reply("late"), 250));
    ctx.record(await ctx.ask(client, "emit", { scope: "socket", timeout: 100 }, "question", []));
    await sleep(300);
    ctx.record(await ctx.ask(client, "echo", "alive"));
  });

  scenario("ids of the server begin at 0 for each namespace; answers are matched, strangers ignored", async (ctx) => {
    const nsp = ctx.namespace();
    const socket = await ctx.joined(nsp);
    socket.send(`42${nsp},1["emit",{"scope":"socket","timeout":3000},"q",["first"]]`);
    ctx.record((await socket.next()).replace(nsp, "/nsp"));
    socket.send(`42${nsp},2["emit",{"scope":"socket","timeout":3000},"q",["second"]]`);
    ctx.record((await socket.next()).replace(nsp, "/nsp"));
    socket.send(`43${nsp},99["stranger"]`, `43${nsp},1["to the second"]`);
    ctx.record((await socket.next()).replace(nsp, "/nsp"));
    socket.send(`43${nsp},0["to the first"]`, `43${nsp},0["again"]`);
    ctx.record((await socket.next()).replace(nsp, "/nsp"));
    ctx.record(await socket.fence(nsp));
  });

  scenario("a binary answer to the server", async (ctx) => {
    const client = await ctx.connected();
    client.on("question", (reply) => reply({ bytes: Buffer.from([4, 5, 6]) }));
    ctx.record(await ctx.ask(client, "emit", { scope: "socket", timeout: 2000 }, "question", []));
  });

  scenario("the namespace asks all its clients", async (ctx) => {
    const nsp = ctx.namespace();
    const clients = [await ctx.connected(nsp), await ctx.connected(nsp), await ctx.connected(nsp)];
    clients.forEach((client, i) => client.on("question", (x, reply) => reply(x + i)));
    const answer = await ctx.ask(clients[0], "emit", { scope: "io", timeout: 2000 }, "question", [10]);
    ctx.record({ ...answer, responses: answer.responses.sort() });
  });

  scenario("the namespace asks nobody", async (ctx) => {
    const client = await ctx.connected(ctx.namespace());
    ctx.record(await ctx.ask(client, "emit", { scope: "io", to: ["empty room"], timeout: 500 }, "question", []));
  });

  scenario("some do not answer: the answers so far and an error", async (ctx) => {
    const nsp = ctx.namespace();
    const clients = [await ctx.connected(nsp), await ctx.connected(nsp), await ctx.connected(nsp)];
    clients[0].on("question", (reply) => reply("zero"));
    clients[2].on("question", (reply) => reply("two"));
    const answer = await ctx.ask(clients[0], "emit", { scope: "io", timeout: 200 }, "question", []);
    ctx.record({ ...answer, responses: answer.responses.sort() });
  });

  scenario("the others are asked, not the sender", async (ctx) => {
    const nsp = ctx.namespace();
    const clients = [await ctx.connected(nsp), await ctx.connected(nsp)];
    clients.forEach((client, i) => client.on("question", (reply) => reply(i)));
    ctx.record(await ctx.ask(clients[0], "emit", { scope: "socket", broadcast: true, timeout: 2000 }, "question", []));
  });

  scenario("acknowledgements keep the order of the events", async (ctx) => {
    const socket = await ctx.joined();
    for (let i = 0; i < 20; i++) socket.send(`42${i}["echo",${i}]`, `42["message",${i}]`);
    ctx.record(await socket.fence());
  });
});
