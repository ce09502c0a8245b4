import { ClassroomContext, createPool as create, secrets } from "./classroom.mjs";
import { RawClient } from "./raw-client.mjs";
import { patience, within } from "./scenario.mjs";
import { inSeconds, jwt } from "./tokens.mjs";

export const createPool = (command) => create(command, ProjectChatContext);

/** A page of the project chat on a bare websocket. `got` lists what it received: `{event, data, timestamp}`. */
export class Page extends RawClient {
  send(event, data) {
    this.sendRaw(JSON.stringify(data === undefined ? { event } : { event, data }));
  }

  signal(projectId, signal) {
    this.send("call:signal", { conversation_id: projectId, ...signal });
  }

  until(what, condition, ms) {
    return this.next(what, condition, ms);
  }

  /** What it got as `chat:update` with that inner event. */
  updates(inner) {
    return this.got.filter(({ event, data }) => event === "chat:update" && data.event === inner).map(({ data }) => data);
  }

  signals(type) {
    return this.updates("call:signal").filter((data) => !type || data.type === type);
  }
}

/** What a flow of the project chat works with: users with their tokens, projects, pages. */
class ProjectChatContext extends ClassroomContext {
  #pages = [];
  #marks;

  token(userId, { expiresIn = 3600, secret = secrets.JWT_SECRET, ...claims } = {}) {
    return jwt({ userId, email: `${userId}@example.org`, role: "client", user_category: "client", iat: inSeconds(0), exp: inSeconds(expiresIn), ...claims }, secret);
  }

  open(query, options) {
    return this.#open(this.nextBase(), query, options);
  }

  #open(base, query, options) {
    const page = new Page(`${base.replace("http", "ws")}/ws${query}`, options);
    this.#pages.push(page);
    return page;
  }

  /** A page that is connected, with what it got at first behind it. */
  async page(userId, projectId, claims) {
    const page = this.open(`?token=${this.token(userId, claims)}${projectId ? `&project_id=${projectId}` : ""}`);
    page.userId = userId;
    await within(patience, "websocket handshake", page.opened);
    await this.settle(page);
    return page;
  }

  /** A project of this flow's own with that many members, each on a page of his. */
  async project(count = 2) {
    const projectId = crypto.randomUUID();
    const pages = [];
    for (let i = 0; i < count; i++) pages.push(await this.page(this.unique(`member${i}`), projectId));
    await this.settle(...pages);
    for (const page of pages) page.forget();
    return { projectId, pages };
  }

  /** A call between two pages, answered. */
  async call(projectId, caller, callee) {
    caller.signal(projectId, { type: "call-offer", recipientId: callee.userId, callType: "audio", offer: { type: "offer", sdp: "v=0" } });
    await this.settle(caller);
    callee.signal(projectId, { type: "call-answer", answer: { type: "answer", sdp: "v=0" } });
    await this.settle(callee, caller);
    caller.forget();
    callee.forget();
  }

  /** What these pages have sent before now has been handled, and what it led to has arrived. */
  async settle(...pages) {
    await this.#settleHere(pages);
    if (this.server.second) {
      await this.#cross();
      await this.#settleHere(pages);
    }
  }

  async #cross() {
    if (this.server.environment.ASPNETCORE_ENVIRONMENT === "Production") return; // where marks would need an account
    if (!this.#marks) {
      const query = `?token=${this.token(this.unique("marker"))}&project_id=${crypto.randomUUID()}`;
      this.#marks = [this.#open(this.server.url, query), this.#open(this.server.second.url, query)];
      this.#marks.projectId = query.split("=").at(-1);
      await within(patience, "websocket handshake", Promise.all(this.#marks.map(({ opened }) => opened)));
      await Promise.all(this.#marks.map((page) => page.updates("presence:change").length || page.until("presence", ({ data }) => data.event === "presence:change")));
    }
    const { projectId } = this.#marks;
    await this.cross(
      ...this.#marks,
      (page, mark) => page.send("message:status", { conversation_id: projectId, message_id: mark, status: "read" }),
      (page, mark) => page.until(`mark on the other server`, ({ data }) => data.messageId === mark, 15_000),
    );
  }

  async #settleHere(pages) {
    for (let round = 0; round < 2; round++) {
      await Promise.all([...new Set(pages)].map(async (page) => { // twice the same page would take each other's answer
        const answer = page.until("reauthenticated", ({ event, data }) => event === "reauthenticated" && data.success);
        page.send("reauthenticate", { token: this.token(page.userId) });
        page.got.splice(page.got.indexOf(await answer), 1);
      }));
    }
  }

  async rest(method, path, userId, body, { token = userId && this.token(userId), headers = {} } = {}) {
    const exchange = this.http(method, `/api${path}`, {
      headers: { ...(token && { authorization: `Bearer ${token}` }), ...(body !== undefined && { "content-type": "application/json" }), ...headers },
      body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
    });
    const response = await exchange.done();
    if (this.server.second) await this.#cross();
    return { status: response.status, body: response.body ? JSON.parse(response.body) : undefined };
  }

  async dispose() {
    for (const page of this.#pages) page.socket.terminate();
    await super.dispose();
  }
}
