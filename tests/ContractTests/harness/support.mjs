import { ClassroomContext, createPool as create, secrets } from "./classroom.mjs";
import { patience, within } from "./scenario.mjs";
import { inSeconds, jwt, signedCookie } from "./tokens.mjs";

export const createPool = (command) => create(command, SupportContext);

const hex = () => Array.from({ length: 24 }, () => Math.floor(Math.random() * 16).toString(16)).join("");

/** What a flow of the support sessions works with: users with their signed cookies, and sessions that nobody booked. */
export class SupportContext extends ClassroomContext {
  person(role = "customer", more = {}) {
    const _id = hex();
    return { _id, name: this.unique(role === "customer" ? "Alice" : "Bob"), email: `${_id}@x.io`, role, avatar: null, ...more };
  }

  token(person, { expiresIn = 3600, secret = secrets.JWT_SECRET } = {}) {
    return jwt({ ...person, iat: inSeconds(0), exp: inSeconds(expiresIn) }, secret);
  }

  cookie(person, options = {}) {
    return signedCookie("supportly_auth_token", this.token(person, options), options.cookieSecret ?? secrets.COOKIE_SECRET);
  }

  newSession() {
    return crypto.randomUUID();
  }

  options(sessionId, options = {}) {
    return { ...options, query: { ...(sessionId !== undefined && { sessionId }) } };
  }

  /** A connected page of a person in a session. */
  async page(person, sessionId, options) {
    const socket = await this.user(this.cookie(person), this.options(sessionId, options));
    socket.person = person;
    return socket;
  }

  /** A customer and an agent in a session of their own, with everything received so far forgotten. */
  async call(options) {
    const sessionId = this.newSession();
    const [customer, agent] = [this.person(), this.person("support_agent")];
    const c = await this.page(customer, sessionId, options);
    const joined = this.until(c, "user-joined");
    const a = await this.page(agent, sessionId, options);
    await joined;
    c.got.length = a.got.length = 0;
    return { sessionId, customer, agent, c, a };
  }

  settle(...sockets) {
    return this.settleWith(sockets, (socket) => this.ask(socket, "reauthenticate", ""));
  }

  /** The arguments of the next event of this name, all of them. */
  next(socket, event, ms = patience) {
    return within(ms, `event ${event}`, new Promise((resolve) => socket.once(event, (...args) => resolve(args))));
  }

  async rest(method, path, person, { body, cookie = person && this.cookie(person) } = {}) {
    const response = await this.http(method, `/api${path}`, {
      headers: { ...(cookie && { cookie }), ...(body !== undefined && { "content-type": "application/json" }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    }).done();
    await this.crossSockets();
    return { status: response.status, headers: response.headers, body: response.body ? JSON.parse(response.body) : undefined };
  }
}
