// Talks to README.md's C# program with the official client, as the comments in it say.  node readme-sample.mjs URL
import assert from "node:assert/strict";
import { io } from "socket.io-client";

for (const transport of ["websocket", "polling"]) {
  const socket = io(process.argv[2], { transports: [transport], reconnection: false });
  const said = [];
  const refused = [];
  socket.on("said", (...args) => said.push(args));
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("connect_error", reject));
  const { id } = socket;

  socket.emit("join", "room1");
  socket.emit("say", "room1", {}, (...args) => refused.push(args)); // no text: refused, and no acknowledgement comes
  assert.equal(await socket.timeout(5000).emitWithAck("say", "room1", { text: "abc" }), 3);
  assert.equal(await socket.timeout(5000).emitWithAck("say", "room1", { text: "", picture: Buffer.from([1, 2, 3]) }), 0);
  assert.deepEqual(refused, []);
  assert.deepEqual(said.map(([{ text }, sender]) => [text, sender]), [["abc", id], ["", id]]);
  assert.deepEqual(Buffer.from(said[1][0].picture), Buffer.from([1, 2, 3]));
  assert.ok(socket.connected);
  socket.disconnect();
}
