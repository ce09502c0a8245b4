import WebSocket from "ws";
import { patience, within } from "./scenario.mjs";

/** A bare websocket: sends what it is told, keeps what it got, knows how it ended. */
export class RawSocket {
  #waiting = [];
  #queue = [];

  constructor(url, { headers, hidePings = false, protocols, perMessageDeflate = false } = {}) {
    this.socket = new WebSocket(url, protocols, { headers, perMessageDeflate });
    this.socket.on("message", (data, isBinary) => {
      if (hidePings && !isBinary && data.toString() === "2") return this.socket.send("3");
      this.#push(isBinary ? new Uint8Array(data) : data.toString());
    });
    this.closed = new Promise((resolve) => this.socket.on("close", (code, reason) => resolve({ closed: code, ...(reason.length && { reason: reason.toString() }) })));
    this.closed.then((end) => { this.end = end; this.#push(end); });
    this.opened = new Promise((resolve, reject) => {
      this.socket.on("open", resolve);
      this.socket.on("error", reject);
      this.socket.on("unexpected-response", (_, response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("end", () => reject(Object.assign(new Error("refused"), { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() })));
      });
    });
    this.opened.catch(() => {});
    this.socket.on("error", () => {});
  }

  #push(item) {
    const waiter = this.#waiting.shift();
    if (waiter) waiter(item);
    else this.#queue.push(item);
  }

  send(...messages) {
    for (const message of messages) this.socket.send(message);
  }

  /** The next message: text as a string, binary as bytes, the end as `{ closed: code }`. */
  next(ms = patience) {
    if (this.#queue.length) return Promise.resolve(this.#queue.shift());
    if (this.end) return Promise.resolve(this.end);
    return within(ms, "websocket message", new Promise((resolve) => this.#waiting.push(resolve)));
  }

  async take(count, ms) {
    const messages = [];
    while (messages.length < count) messages.push(await this.next(ms));
    return messages;
  }

  /** Everything up to the end of the connection, the end included. */
  async rest(ms = patience) {
    const messages = [];
    do messages.push(await this.next(ms)); while (messages.at(-1).closed === undefined);
    return messages;
  }

  /** Everything that had been sent before the answer to an echo of ours: what the server had to say so far, or how it closed. */
  async fence(nsp = "/", ms) {
    const prefix = nsp === "/" ? "" : `${nsp},`;
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(`42${prefix}999999["echo","fence"]`);
    const messages = [];
    for (;;) {
      const message = await this.next(ms);
      if (message === `43${prefix}999999["fence"]`) return messages;
      messages.push(message);
      if (message.closed !== undefined) return messages;
    }
  }

  close(code, reason) {
    this.socket.close(code, reason);
  }

  terminate() {
    this.socket.terminate();
  }
}
