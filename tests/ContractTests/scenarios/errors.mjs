import { group } from "../harness/scenario.mjs";

const lives = "ours contains what a handler throws (docs/differences.md 7); in the reference it ends the process, and every connection with it";

/** Events whose handler cannot do what it is asked. */
const failing = ['42["emit"]', '42["emit",7,8,9]', '421["fetch-sockets"]', '421["sockets-join",null]', '42["message-with-ack"]'];

export default group("errors", (scenario) => {
  for (const packet of failing) {
    scenario(`a handler that fails: ${packet}`, { own: true, differs: { why: lives, ours: [[], "alive"] } }, async (ctx) => {
      const [socket, other] = [await ctx.joined(), await ctx.joined()];
      socket.send(packet);
      ctx.record(await socket.fence());
      ctx.record((await other.fence()).length ? "gone" : "alive");
    });
  }

  scenario("the events before and after a failing one are handled", { own: true, differs: { why: lives, ours: [['42["message-back",1]', '42["message-back",2]'], "alive"] } }, async (ctx) => {
    const [socket, other] = [await ctx.joined(), await ctx.joined()];
    socket.send('42["message",1]', failing[0], '42["message",2]');
    ctx.record(await socket.fence());
    ctx.record((await other.fence()).length ? "gone" : "alive");
  });
});
