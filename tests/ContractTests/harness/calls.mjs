import { ClassroomContext, createPool as create, secrets } from "./classroom.mjs";
import { inSeconds, jwt } from "./tokens.mjs";

export const createPool = (command) => create(command, CallsContext);

/** What a flow of the user calls works with: users with their tokens. */
class CallsContext extends ClassroomContext {
  token(userId, { expiresIn = 3600, secret = secrets.JWT_SECRET, ...claims } = {}) {
    return jwt({ id: userId, iat: inSeconds(0), exp: inSeconds(expiresIn), ...claims }, secret);
  }

  /** A connected page of a user. */
  async page(userId, options = {}) {
    const socket = await this.user(undefined, { auth: { token: this.token(userId) }, ...options });
    socket.userId = userId;
    return socket;
  }

  /** Two users of this flow's own, connected. */
  async pair() {
    const [alice, bob] = [this.unique("alice"), this.unique("bob")];
    return { alice, bob, a: await this.page(alice), b: await this.page(bob) };
  }

  /** What all of these have sent before now has been handled, and has arrived. */
  settle(...sockets) {
    return this.settleWith(sockets, (socket) => this.ask(socket, "reauthenticate", this.token(socket.userId)));
  }

  async rest(method, path, userId, { body, token = userId && this.token(userId), headers = {} } = {}) {
    const exchange = this.http(method, `/api/video/calls${path}`, {
      headers: { ...(token && { authorization: `Bearer ${token}` }), ...(body && { "content-type": "application/json" }), ...headers },
      body: body && JSON.stringify(body),
    });
    const response = await exchange.done();
    await this.crossSockets();
    return { status: response.status, body: response.body ? JSON.parse(response.body) : undefined };
  }
}
