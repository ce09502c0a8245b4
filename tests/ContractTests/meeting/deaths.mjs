import assert from "node:assert/strict";
import { cluster } from "../harness/pair.mjs";
import { group, patience, sleep, within } from "../harness/scenario.mjs";

const impatient = { Cluster__HeartbeatInterval: "00:00:01", Cluster__ServerTimeout: "00:00:05" };
const late = 40_000;

/** The second server has a copy of the room with that many people in it: viewers there are told so. */
async function copied(ctx, on, roomId, people) {
  const viewer = on(1, () => ctx.open(roomId, "viewer/websocket"));
  await viewer.until("viewer_count", ({ count }) => count === people, late);
}

export default group("meeting: deaths", (scenario) => {
  for (const signal of ["SIGKILL", "SIGTERM"]) scenario(`a room goes on without the server that had it (${signal})`, { own: true, long: signal !== "SIGKILL", limit: 150_000 }, (ctx) => cluster(ctx, impatient, async (on, servers) => {
    const roomId = ctx.unique("room");
    const ada = await on(0, () => ctx.join(roomId, "Ada", "ada"));
    const bob = await on(1, () => ctx.join(roomId, "Bob", "bob"));
    const cyd = await on(1, () => ctx.join(roomId, "Cyd", "cyd"));
    const eve = await on(1, () => ctx.join(roomId, "Eve", "eve"));
    assert.deepEqual([ada.peers.isHost, cyd.peers.isHost, cyd.peers.hostId], [true, false, "ada"]);
    await copied(ctx, on, roomId, 4);
    ada.send("add-cohost", { peerId: "cyd" });
    ada.send("start-recording");
    ada.send("disable-chat");
    bob.send("raise-hand");
    await ada.until("raise-hand", ({ peerId }) => peerId === "bob");
    ada.send("lock-room");
    await bob.until("room-locked");
    ada.send("remove-participant", { peerId: "eve" });
    assert.equal((await within(patience, "close of the one removed", eve.closed)).code, 1000);
    await copied(ctx, on, roomId, 3); // eve's going is the last of all this
    for (const peer of [bob, cyd]) peer.forget();

    servers[0].signal(signal);
    for (const peer of [bob, cyd]) {
      assert.deepEqual(await peer.until("peer-left", undefined, late), { peerId: "ada" });
      assert.deepEqual(await peer.until("host-changed"), { hostId: "cyd" });
    }
    assert.deepEqual(await cyd.until("host-status"), { hostId: "cyd", isHost: true });
    bob.send("offer", { targetPeerId: "cyd", sdp: "v=0" });
    assert.deepEqual(await cyd.until("offer"), { sdp: "v=0", peerId: "bob" });
    bob.send("lock-room");
    assert.equal((await bob.until("error")).code, "UNAUTHORIZED");

    const dan = await on(1, () => ctx.connect(roomId, "Dan", "dan"));
    assert.equal((await dan.until("error")).code, "ROOM_LOCKED");
    const back = await on(1, () => ctx.connect(roomId, "Eve", "eve"));
    assert.equal((await within(patience, "close of the one removed", back.closed)).code, 1000);
    cyd.send("unlock-room");
    await bob.until("room-unlocked");
    const fay = await on(1, () => ctx.join(roomId, "Fay", "fay"));
    await ctx.settle(fay);
    assert.deepEqual(fay.names(), ["peers", "raise-hand", "chat-disabled", "recording-started"]);
    assert.deepEqual(fay.peers.peers.toSorted(), ["bob", "cyd"]);
    const again = await on(1, () => ctx.join(roomId, "Ada", "ada"));
    assert.equal(again.peers.isHost, true);
  }));

  scenario("who was connected to a server that dies has left, and a room of its own is forgotten", { own: true, long: true, limit: 150_000 }, (ctx) => cluster(ctx, impatient, async (on, servers) => {
    const roomId = ctx.unique("room");
    const ada = await on(0, () => ctx.join(roomId, "Ada", "ada"));
    const bob = await on(1, () => ctx.join(roomId, "Bob", "bob"));
    ada.send("add-cohost", { peerId: "bob" });
    await bob.until("cohost-promoted");
    const lonely = ctx.unique("room");
    const cyd = await on(1, () => ctx.join(lonely, "Cyd", "cyd"));
    cyd.send("lock-room");
    await cyd.until("room-locked");
    servers[1].signal("SIGKILL");
    assert.deepEqual(await ada.until("peer-left", undefined, late), { peerId: "bob" });
    const back = await on(0, () => ctx.join(roomId, "Bob", "bob"));
    assert.deepEqual([back.peers.isHost, back.peers.hostId], [false, "ada"]);
    back.send("lock-room");
    await ada.until("room-locked");
    assert.equal((await on(0, () => ctx.join(lonely, "Dan", "dan"))).peers.isHost, true);
  }));

  scenario("without Redis each server goes on with its people, and with it they are together again", { own: true, long: true, limit: 150_000 }, (ctx) => cluster(ctx, impatient, async (on, servers, redis) => {
    const roomId = ctx.unique("room");
    const ada = await on(0, () => ctx.join(roomId, "Ada", "ada"));
    const bob = await on(1, () => ctx.join(roomId, "Bob", "bob"));
    await ada.until("peer-joined");
    await copied(ctx, on, roomId, 2);
    for (const peer of [ada, bob]) peer.forget();
    await redis.stop();
    await ada.until("peer-left", ({ peerId }) => peerId === "bob", late);
    // Where the copy is from before he joined, he joins anew.
    const leads = ([event, data]) => (event === "host-changed" && data.hostId === "bob") || (event === "peers" && data.isHost);
    await within(late, "bob's lead", (async () => { while (!bob.got.some(leads)) await sleep(20); })());
    for (const peer of [ada, bob]) peer.forget();
    await redis.launch();
    await ada.until("peer-joined", ({ peerId }) => peerId === "bob", late);
    const { participants, hostId, isHost } = await bob.until("peers", undefined, late);
    assert.deepEqual([participants.map(({ peerId }) => peerId), hostId, isHost], [["ada"], "ada", false]);
    bob.send("offer", { targetPeerId: "ada", sdp: "v=0" });
    assert.deepEqual(await ada.until("offer"), { sdp: "v=0", peerId: "bob" });
    ada.send("lock-room");
    await bob.until("room-locked");
  }));
});
