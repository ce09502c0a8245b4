import { createPool as create, secrets } from "./classroom.mjs";
import { SupportContext } from "./support.mjs";
import { inSeconds, jwt } from "./tokens.mjs";

export const createPool = (command) => create(command, SystemsContext);

/** What a flow across systems works with: clients of each, on one server. */
class SystemsContext extends SupportContext {
  callsToken(userId) {
    return jwt({ id: userId, exp: inSeconds(3600) }, secrets.JWT_SECRET);
  }

  caller(userId, options = {}) {
    return this.user(options.cookie, { auth: { token: this.callsToken(userId) }, ...options });
  }

  /** The server with other settings. */
  async restartWith(settings) {
    const code = await this.server.stop();
    if (code !== 0) throw new Error(`exit ${code}`);
    await this.server.launch(settings);
  }
}
