import { ClassroomContext, createPool as create } from "./classroom.mjs";
import { RawClient } from "./raw-client.mjs";
import { patience, within } from "./scenario.mjs";

export const createPool = (command) => create(command, MeetingContext);

/** Somebody in a meeting room on a bare websocket. `got` lists what was received as [event, data]. */
export class Peer extends RawClient {
  constructor(url, options) {
    super(url, options, ({ event, data }) => [event, data]);
  }

  send(event, data = {}) {
    this.sendRaw(JSON.stringify({ event, data }));
  }

  /** The data of the first `event` that satisfies `condition`, among those received and to come. */
  async until(event, condition = () => true, ms = patience) {
    const matches = ([name, data]) => name === event && condition(data);
    const [, data] = this.got.find(matches) ?? (await this.next(`event ${event}; got ${JSON.stringify(this.got)}`, matches, ms));
    return data;
  }

  of(event) {
    return this.got.filter(([name]) => name === event).map(([, data]) => data);
  }

  names() {
    return this.got.map(([name]) => name);
  }
}

/** What a flow of the meeting rooms works with. */
class MeetingContext extends ClassroomContext {
  #peers = [];
  #marks;

  /** A connection that has sent nothing yet. */
  open(roomId, path = "websocket", options = undefined) {
    return this.#open(this.nextBase(), roomId, path, options);
  }

  #open(base, roomId, path, options) {
    const peer = new Peer(`${base.replace("http", "ws")}/room/${encodeURIComponent(roomId)}/${path}`, options);
    this.#peers.push(peer);
    return peer;
  }

  /** Connects and joins, and waits for `peers`. */
  async join(roomId, username = this.unique("user"), peerId = undefined) {
    const peer = await this.connect(roomId, username, peerId);
    peer.peers = await peer.until("peers");
    peer.id = peer.peers.yourId;
    return peer;
  }

  /** Connects and sends `join`, whatever comes of it. */
  async connect(roomId, username, peerId) {
    const peer = this.open(roomId);
    peer.name = username;
    await within(patience, "websocket handshake", peer.opened);
    peer.send("join", { ...(peerId && { peerId }), username });
    return peer;
  }

  /** A room of this flow's own with that many people, with what they got at first forgotten. */
  async room(count = 2) {
    const roomId = this.unique("room");
    const peers = [];
    for (let i = 0; i < count; i++) peers.push(await this.join(roomId));
    await this.settle(...peers);
    for (const peer of peers) peer.forget();
    return { roomId, peers };
  }

  /** What these have sent before now has been handled, and what it led to has arrived: a refused command answers each. */
  async settle(...peers) {
    await this.#settleHere(peers);
    if (this.server.second) {
      await this.#cross();
      await this.#settleHere(peers);
    }
  }

  async #cross() {
    if (!this.#marks) {
      const roomId = this.unique("marks");
      this.#marks = [this.server, this.server.second].map(({ url }) => this.#open(url, roomId, "websocket"));
      await within(patience, "websocket handshake", Promise.all(this.#marks.map(({ opened }) => opened)));
      for (const peer of this.#marks) peer.send("join", { username: "mark" });
      await Promise.all(this.#marks.map((peer) => peer.until("peers", undefined, 15_000)));
    }
    await this.cross(
      ...this.#marks,
      (peer, mark) => peer.send("chat-message", { message: mark }),
      (peer, mark) => peer.until("chat-message", ({ message }) => message === mark, 15_000),
    );
  }

  async #settleHere(peers) {
    for (const peer of peers) {
      await within(patience, "pong", new Promise((resolve) => {
        peer.socket.once("pong", resolve);
        peer.socket.ping();
      }));
    }
    for (const peer of peers) {
      await within(patience, "second pong", new Promise((resolve) => {
        peer.socket.once("pong", resolve);
        peer.socket.ping();
      }));
    }
  }

  async dispose() {
    for (const peer of this.#peers) peer.socket.terminate();
    await super.dispose();
  }
}
