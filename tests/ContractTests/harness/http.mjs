import http from "node:http";
import { patience, within } from "./scenario.mjs";

/** One HTTP request on a connection of its own, nothing added to what the scenario asks for. */
export class HttpExchange {
  constructor(base, method, path, { headers = {}, body, agent = false } = {}) {
    this.request = http.request(new URL(base).origin + path, { method, headers, agent });
    this.response = new Promise((resolve, reject) => {
      this.request.on("error", reject);
      this.request.on("response", (response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, bytes: Buffer.concat(chunks), get body() { return this.bytes.toString(); } }));
      });
    });
    this.response.catch(() => {}); // whoever wants the response awaits it; an abandoned one is no crash
    if (body !== null) this.request.end(body);
  }

  /** The response, or throws when it does not come in time. */
  done(ms = patience) {
    return within(ms, `response to ${this.request.method} ${this.request.path}`, this.response);
  }

  /** `pending` as long as nothing came, for checks that a request is held. */
  async state() {
    return Promise.race([this.response.then(() => "answered", () => "reset"), new Promise((resolve) => setImmediate(() => resolve("pending")))]);
  }

  abort() {
    this.request.destroy();
  }
}

/** What of a response is compared: status, body, and those headers that the protocol names. */
export function facts(response, ...extra) {
  // The length of an error's body is the host's affair: Node sends it in chunks.
  const named = ["content-type", "cache-control", ...(response.status === 200 ? ["content-length"] : []), "set-cookie", ...extra];
  return { status: response.status, ...Object.fromEntries(named.map((name) => [name, response.headers[name]])), body: response.body };
}

/** An Engine.IO session over long-polling, driven request by request. */
export class PollingSession {
  constructor(ctx, path, eio) {
    Object.assign(this, { ctx, path, eio });
  }

  url(extra = "") {
    return `${this.path}?EIO=${this.eio}&transport=polling${this.sid ? `&sid=${this.sid}` : ""}${extra}`;
  }

  async open(extra = "", headers = {}) {
    this.handshake = await this.ctx.http("GET", this.url(extra), { headers }).done();
    if (this.handshake.status !== 200) throw new Error(`handshake answered ${this.handshake.status} ${this.handshake.body}`);
    this.opened = JSON.parse(this.handshake.body.slice(this.handshake.body.indexOf("{")));
    this.sid = this.opened.sid;
    return this;
  }

  /** Starts a GET and returns the exchange. */
  startPoll(options) {
    return this.ctx.http("GET", this.url(), options);
  }

  /** One GET, answered: its packets. */
  async poll(ms) {
    const response = await this.startPoll().done(ms);
    return response.status === 200 ? response.body.split("\x1e") : { status: response.status, body: response.body };
  }

  startPush(body, options = {}) {
    return this.ctx.http("POST", this.url(), { headers: { "content-type": "text/plain;charset=UTF-8" }, body, ...options });
  }

  async push(...packets) {
    const response = await this.startPush(packets.join("\x1e")).done();
    return `${response.status} ${response.body}`;
  }

  /** Joins a namespace; the answer is the poll's packets. */
  async connect(nsp = "/", auth) {
    await this.push(`40${nsp === "/" ? "" : `${nsp},`}${auth ? JSON.stringify(auth) : ""}`);
    return this.poll();
  }
}
