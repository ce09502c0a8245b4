import { WebSocket } from "ws";
import { patience, within } from "./scenario.mjs";

/** A client of a system on bare websockets. `got` lists what it received, as `read` makes it of each message. */
export class RawClient {
  got = [];
  #waiting = new Set();

  constructor(url, options, read = (message) => message) {
    this.socket = new WebSocket(url, options);
    this.opened = new Promise((resolve, reject) => this.socket.once("open", resolve).once("error", reject));
    this.closed = new Promise((resolve) => this.socket.once("close", (code, reason) => resolve({ code, reason: String(reason) })));
    this.socket.on("error", () => {});
    this.socket.on("message", (text) => {
      const message = read(JSON.parse(text));
      this.got.push(message);
      for (const waiter of this.#waiting) waiter(message);
    });
  }

  sendRaw(text) {
    this.socket.send(text);
  }

  /** Waits for a message that satisfies `condition`, among those to come. */
  next(what, condition, ms = patience) {
    return within(ms, what, new Promise((resolve) => {
      const waiter = (message) => {
        if (!condition(message)) return;
        this.#waiting.delete(waiter);
        resolve(message);
      };
      this.#waiting.add(waiter);
    }));
  }

  forget() {
    this.got.length = 0;
  }
}
