import { io } from "socket.io-client";
import { FrameSocket } from "./frames.mjs";
import { HttpExchange, PollingSession } from "./http.mjs";
import { patience, within } from "./scenario.mjs";
import { RawSocket } from "./websocket.mjs";

let lastDynamic = Math.floor(Math.random() * 1e6) * 1000;

/** What a scenario works with: the server's address, its trace, and connections that end with it. */
export class Context {
  trace = [];
  #cleanup = [];

  constructor(server) {
    this.server = server;
    this.base = server.url;
    this.path = server.path;
  }

  record(...values) {
    this.trace.push(values.length === 1 ? values[0] : values);
  }

  /** A namespace that no other scenario uses, for what reaches everybody in it. All have the same length: it shows in payloads. */
  namespace() {
    return `/dynamic-${String(++lastDynamic).padStart(10, "0")}`;
  }

  http(method, path, options) {
    const exchange = new HttpExchange(this.base, method, path, options);
    this.#cleanup.push(() => exchange.abort());
    return exchange;
  }

  polling({ path = this.path, eio = 4 } = {}) {
    return new PollingSession(this, path, eio);
  }

  websocket({ path = this.path, query = "", eio = 4, ...options } = {}) {
    const socket = new RawSocket(`${this.base.replace("http", "ws")}${path}?EIO=${eio}&transport=websocket${query}`, options);
    this.#cleanup.push(() => socket.terminate());
    return socket;
  }

  /** A bare websocket that has joined `nsp`; `id` is its socket id. */
  async joined(nsp = "/", auth, options) {
    const socket = this.websocket(options);
    await within(patience, "websocket handshake", socket.opened);
    socket.open = JSON.parse((await socket.next()).slice(1));
    socket.send(`40${nsp === "/" ? "" : `${nsp},`}${auth ? JSON.stringify(auth) : ""}`);
    const answer = await socket.next();
    const json = answer.indexOf("{");
    if (!answer.startsWith("40") || json < 0) throw new Error(`not connected: ${answer}`);
    socket.id = JSON.parse(answer.slice(json)).sid;
    return socket;
  }

  frames() {
    const socket = new FrameSocket(this.base);
    this.#cleanup.push(() => socket.destroy());
    return socket;
  }

  /** Where the next official client connects to. */
  nextBase() {
    return this.base;
  }

  /** The official client, not yet waited for. Options as in socket.io-client; it never reconnects unless told to; `connect` is another version's `io`. */
  client(nsp = "/", { connect = io, base = this.nextBase(), ...options } = {}) {
    const socket = connect(base + (nsp === "/" ? "" : nsp), { path: this.path, forceNew: true, reconnection: false, transports: ["websocket"], parser: this.server.parser, ...options });
    this.#cleanup.push(() => socket.disconnect());
    return socket;
  }

  /** The official client, connected. `events` collects every event it gets. */
  async connected(nsp, options) {
    const socket = this.client(nsp, options);
    socket.events = [];
    if (socket.onAny) socket.onAny((...args) => socket.events.push(args.filter((arg) => typeof arg !== "function")));
    else collectEvents(socket);
    await within(patience, `connection to ${nsp ?? "/"}`, new Promise((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("connect_error", (error) => reject(new Error(`connect_error: ${error.message}`)));
      if (!socket.onAny) socket.once("error", (error) => reject(new Error(`error: ${JSON.stringify(error)}`)));
    }));
    return socket;
  }

  /** Emits and waits for the acknowledgement: its single argument, or all of them. */
  async ask(socket, event, ...args) {
    const answer = await within(patience, `acknowledgement of ${event}`, new Promise((resolve) => socket.emit(event, ...args, (...values) => resolve(values))));
    return answer.length <= 1 ? answer[0] : answer;
  }

  /** The arguments of the next `event`. */
  once(socket, event, ms = patience) {
    return within(ms, `event ${event}`, new Promise((resolve) => socket.once(event, (...args) => resolve(args))));
  }

  /** Everything that the server had sent to `socket` before now has arrived when this returns. */
  async fence(...sockets) {
    await Promise.all(sockets.map((socket) => this.ask(socket, "echo", "fence")));
  }

  async dispose() {
    for (const action of this.#cleanup.reverse()) {
      try { action(); } catch { /* the connection had ended before */ }
    }
    await this.server.releaseOwn?.();
  }
}

/** Version 2 of the client has no `onAny`. */
function collectEvents(socket) {
  const { onevent } = socket;
  socket.onevent = (packet) => {
    socket.events.push([...packet.data]);
    onevent.call(socket, packet);
  };
}
