import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Context } from "./context.mjs";
import { patience, sleep, within } from "./scenario.mjs";
import { inSeconds, jwt } from "./tokens.mjs";

export const createPool = (command, Flow = ClassroomContext) => new ApplicationPool(command, Flow);

/** Secrets as Production demands them. */
export const secrets = { JWT_SECRET: "a-secret-for-tests-of-more-than-32-bytes", COOKIE_SECRET: "another-secret-for-tests-of-32-bytes" };

/** The environments that flows run in; `shared` ones use Development. */
const profiles = {
  default: { ASPNETCORE_ENVIRONMENT: "Development" },
  impatient: { ASPNETCORE_ENVIRONMENT: "Development", ProjectChat__RingTimeout: "00:00:02", ProjectChat__DisconnectGrace: "00:00:01", ProjectChat__PingInterval: "00:00:01" },
  generous: { ASPNETCORE_ENVIRONMENT: "Development", ProjectChat__EventsPerSecond: "100000", ProjectChat__EventBurst: "100000" },
  production: { ASPNETCORE_ENVIRONMENT: "Production" },
  compatible: { ASPNETCORE_ENVIRONMENT: "Development", Classroom__RoomNames: "Compatible", SupportSessions__RoomNames: "Compatible", SupportSessions__TakePlacesOnJoin: "true", UserCalls__RoomNames: "Compatible" },
  trusting: { ASPNETCORE_ENVIRONMENT: "Production", Classroom__TrustUnsignedIdentity: "true" },
};

class ApplicationPool {
  #command;
  #Flow;
  #running = new Map();

  constructor(command, Flow) {
    this.#command = command;
    this.#Flow = Flow;
  }

  async context({ own, profile }) {
    if (own) {
      const server = await ClassroomServer.start(this.#command, profiles[profile]);
      server.releaseOwn = () => server.remove();
      return new this.#Flow(server);
    }
    if (!this.#running.has(profile)) this.#running.set(profile, this.#start(profile));
    return new this.#Flow(await this.#running.get(profile));
  }

  /** One server, or with a Redis two that are a cluster of their own on one database: flows then connect to one and the other in turn. */
  async #start(profile) {
    const { TEST_REDIS_URL: redis } = process.env;
    if (!redis) return ClassroomServer.start(this.#command, profiles[profile]);
    const cluster = { ...profiles[profile], REDIS_URL: redis, Redis__Prefix: `pair-${process.pid}-${profile}` };
    const server = await ClassroomServer.start(this.#command, cluster);
    // Servers of one database keep their recordings in one folder.
    server.second = await ClassroomServer.start(this.#command, { ...cluster, DATABASE_URL: server.databaseUrl, Recordings__Folder: join(server.folder, "data", "recordings") });
    return server;
  }

  async stop() {
    const bad = {};
    for (const [profile, starting] of this.#running) {
      const first = await starting.catch(() => undefined);
      for (const server of [first?.second, first].filter(Boolean)) {
        const code = await server.stop();
        if (code !== 0) bad[profile] = `${code} ${server.output}`;
        await server.remove();
      }
    }
    return bad;
  }
}

/** The server of the documented applications, with a database of its own in a temporary folder. */
export class ClassroomServer {
  output = "";

  static async start(command, environment) {
    const server = new ClassroomServer();
    Object.assign(server, { command, environment, path: "/socket.io/", folder: mkdtempSync(join(tmpdir(), "classroom-")), port: await freePort() });
    server.url = `http://127.0.0.1:${server.port}`;
    server.databaseUrl = await createDatabase(server.folder);
    await server.launch();
    return server;
  }

  /** Starts the process, on the same port and database each time, and waits until it answers. */
  async launch(more = {}) {
    this.child = spawn(this.command[0], this.command.slice(1), {
      cwd: this.folder,
      env: { ...process.env, ...secrets, PORTS: String(this.port), DATABASE_URL: this.databaseUrl, ...this.environment, ...more },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) stream.on("data", (data) => (this.output = (this.output + data).slice(-20_000)));
    this.exited = new Promise((resolve) => this.child.on("exit", (code, signal) => resolve(signal ?? code)));
    let ended = false;
    this.exited.then(() => (ended = true));
    await within(60_000, "answer of the server at /health", (async () => {
      for (;;) {
        if (ended) throw new Error(`the server ended: ${this.output}`);
        if (await fetch(`${this.url}/health`).then((response) => response.ok, () => false)) return;
        await sleep(50);
      }
    })());
  }

  signal(name) {
    this.child.kill(name);
  }

  async restart(signal = "SIGTERM") {
    this.signal(signal);
    const code = await within(30_000, `exit after ${signal}`, this.exited);
    await this.launch();
    return code;
  }

  async stop() {
    this.signal("SIGTERM");
    return within(30_000, "exit after SIGTERM", this.exited).catch(() => "no exit");
  }

  async remove() {
    this.child.kill("SIGKILL");
    await this.exited;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

let databases = 0;

/** The URL of a database of one server's own: a SQLite file, or one on the PostgreSQL of TEST_POSTGRES_URL. */
async function createDatabase(folder) {
  const { TEST_POSTGRES_URL: postgres, TEST_POSTGRES_CREATEDB: program } = process.env;
  if (!postgres) return `sqlite:${join(folder, "classroom.db")}`;
  const { hostname, port, username } = new URL(postgres);
  const name = `flow_${process.pid}_${++databases}`;
  await new Promise((resolve, reject) => execFile(program, ["-h", hostname, "-p", port, "-U", username, name], (error) => (error ? reject(error) : resolve())));
  return `${postgres}/${name}`;
}

let counter = Date.now() % 1e6;

/** What a flow works with: users with their cookies, sessions, and sockets that remember what they got. */
export class ClassroomContext extends Context {
  asserts = true;
  #opened = 0;
  #marks;

  /** The address of the server for the next connection; there is another one in a cluster. */
  nextBase() {
    return this.server.second && this.#opened++ % 2 ? this.server.second.url : this.base;
  }

  /** What servers of a cluster have told each other before now, and what that led to, has arrived: it goes back and forth twice. */
  async cross(first, second, send, arrives) {
    for (const [from, to] of [[first, second], [second, first], [first, second], [second, first]]) {
      const mark = this.unique("mark");
      const arrival = arrives(to, mark);
      let isThere = false;
      arrival.finally(() => (isThere = true)).catch(() => {});
      while (!isThere) { // once, but for servers that do not know each other yet
        send(from, mark);
        await Promise.race([arrival, sleep(500)]);
      }
      await arrival;
    }
  }

  /** The same over Socket.IO, whatever the system: two users of the user calls, one on each server, send each other offers. */
  async crossSockets() {
    if (!this.server.second || this.server.environment.ASPNETCORE_ENVIRONMENT === "Production") return; // where they would need accounts
    this.#marks ??= await Promise.all([this.base, this.server.second.url].map(async (base) => {
      const id = this.unique("marker");
      const token = jwt({ id, iat: inSeconds(0), exp: inSeconds(3600) }, secrets.JWT_SECRET);
      return Object.assign(await this.connected("/", { base, auth: { token } }), { userId: id });
    }));
    const [first, second] = this.#marks;
    const other = (socket) => (socket === first ? second : first).userId;
    await this.cross(
      first,
      second,
      (socket, mark) => socket.emit("webrtc:offer", { to: other(socket), sdp: { type: "offer", sdp: mark } }),
      (socket, mark) => this.until(socket, "webrtc:offer", ({ sdp }) => sdp.sdp === mark, 15_000),
    );
  }

  /** A name that no other flow uses. */
  unique(prefix) {
    return `${prefix}-${++counter}`;
  }

  /** The unsigned cookie of the original system. */
  unsigned(name, identity) {
    return `${name}=${encodeURIComponent(JSON.stringify(identity))}`;
  }

  tutorCookie(userId) {
    return this.unsigned("tutorAuth", { userId, email: `${userId}@example.org`, tier: 2 });
  }

  studentCookie(userId) {
    return this.unsigned("studentAuth", { userId, email: `${userId}@example.org`, tier: 1 });
  }

  adminCookie(userId) {
    return this.unsigned("adminAuth", { userId, username: userId, firstName: "A", lastName: "B", role: "admin" });
  }

  /** A protected cookie, as the sign-in endpoint of Development issues it. */
  async signIn(role, userId) {
    const response = await this.post("/api/dev/sign-in", { name: userId, role, userId });
    if (response.status !== 200) throw new Error(`sign-in answered ${response.status} ${response.body}`);
    return response.headers["set-cookie"].map((cookie) => cookie.split(";")[0]).join("; ");
  }

  post(path, body, cookie) {
    return this.http("POST", path, { headers: { "content-type": "application/json", ...(cookie && { cookie }) }, body: JSON.stringify(body) }).done();
  }

  /** A connected client with that cookie; `got` lists the events it received as [name, ...arguments]. */
  async user(cookie, options = {}) {
    const client = await this.connected("/", { ...options, extraHeaders: { ...(cookie && { cookie }) } });
    client.got = client.events;
    return client;
  }

  /** The refusal of a connection with that cookie. */
  async refused(cookie, options = {}) {
    const client = this.client("/", { ...options, extraHeaders: { ...(cookie && { cookie }) } });
    client.on("connect", () => client.emit("error", "connected"));
    const [error] = await this.once(client, "connect_error");
    client.disconnect();
    return error.message;
  }

  /** A tutor and a student in a session of their own, with everything received so far forgotten. */
  async lesson({ tutorOptions, studentOptions, join: joins = true } = {}) {
    const tutorId = this.unique("tutor");
    const studentId = this.unique("student");
    const tutor = await this.user(this.tutorCookie(tutorId), tutorOptions);
    const student = await this.user(this.studentCookie(studentId), studentOptions);
    const sessionId = await this.createSession(tutorId, studentId);
    const lesson = { tutorId, studentId, tutor, student, sessionId };
    if (joins) await this.join(lesson);
    return lesson;
  }

  async createSession(tutorId, studentId) {
    const response = await this.post("/api/sessions/classroom", { tutorId, studentId }, this.tutorCookie(tutorId));
    const body = JSON.parse(response.body);
    if (response.status >= 300 || !body.success) throw new Error(`no session: ${response.status} ${response.body}`);
    return body.data.sessionId;
  }

  async join({ tutor, student, sessionId }) {
    const active = (socket) => this.until(socket, "session:state", (state) => state.status === "active");
    const both = Promise.all([active(tutor), active(student)]);
    tutor.emit("session:join", { sessionId });
    student.emit("session:join", { sessionId });
    await both;
    await this.settle(tutor, student);
    for (const socket of [tutor, student]) socket.got.length = 0;
  }

  /** Waits for an event whose first argument satisfies `condition`. */
  until(socket, event, condition = () => true, ms = patience) {
    return within(ms, `event ${event}`, new Promise((resolve) => {
      const listener = (value) => {
        if (!condition(value)) return;
        socket.off(event, listener);
        resolve(value);
      };
      socket.on(event, listener);
    }));
  }

  /**
   * All that these sockets sent before now has been handled, and what it led to has arrived, when this returns: the events of
   * one connection are handled in order, and each answers a last question. Twice, because one's event may reach the other.
   */
  async settle(...sockets) {
    await this.settleWith(sockets, (socket) => this.#question(socket));
  }

  /** The same with a question of another system. */
  async settleWith(sockets, question) {
    const ask = async () => {
      for (let round = 0; round < 2; round++) await Promise.all(sockets.map(question));
    };
    await ask();
    if (!this.server.second) return;
    await this.crossSockets();
    await ask();
  }

  async #question(socket) {
    const answer = this.until(socket, "notification:list");
    socket.emit("notification:get-all", { limit: 1 });
    await answer;
    socket.got.splice(socket.got.findLastIndex(([name]) => name === "notification:list"), 1);
  }
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
