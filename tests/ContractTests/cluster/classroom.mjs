// A lesson and an interview with the student (the admin) on one server of a cluster and the tutor on the other; prints what each step's
// clients saw, a line each:  node cluster/classroom.mjs KIND_A KIND_B SERVER.dll REFERENCE_CLASSROOM.mjs   (a kind is ours or Node)
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { io } from "socket.io-client";
import { endAll, folder, freePort, start, startRedisAt } from "./processes.mjs";

const [kindA, kindB, program, reference] = process.argv.slice(2);
const limit = 15_000;
const redisPort = await freePort();
const names = new Map();

async function startServer(kind, name) {
  if (kind === "Node") {
    const { match } = await start("node", [reference, "--redis", `127.0.0.1:${redisPort}`], /listening on (\d+)/);
    return `http://127.0.0.1:${match[1]}`;
  }
  const data = join(folder, name);
  mkdirSync(data);
  const { match } = await start("dotnet", [program], /Now listening on: (http:\/\/127\.0\.0\.1:\d+)/, {
    ...process.env, ASPNETCORE_ENVIRONMENT: "Development", PORTS: "0", DATABASE_URL: `sqlite:${join(data, "classroom.db")}`,
    REDIS_URL: `redis://127.0.0.1:${redisPort}`, Classroom__RoomNames: "Compatible", Classroom__CreateSessionsOnJoin: "true",
  });
  return match[1];
}

async function connect(tag, url, cookie, identity) {
  const socket = io(url, { transports: ["websocket"], forceNew: true, reconnection: false, extraHeaders: { cookie: `${cookie}=${encodeURIComponent(JSON.stringify(identity))}` } });
  socket.got = [];
  socket.onAny((...event) => socket.got.push(event));
  await Promise.race([once(socket, "connect"), once(socket, "connect_error").then(([error]) => { throw error; })]);
  names.set(socket.id, `<${tag}>`);
  socket.tag = tag;
  return socket;
}

function normalise(value) {
  if (typeof value === "string") return names.get(value) ?? value.replace(/^msg-\d+-\w+$/, "<message>").replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/, "<time>");
  if (Array.isArray(value)) return value.map(normalise);
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1)).map(([key, item]) => [key, normalise(item)]));
  return value;
}

let present = [];

/** Does something, and waits until each of those present has as many events as it should get: [socket, count]… */
async function step(name, action, ...expected) {
  for (const socket of present) socket.got.length = 0;
  action();
  const end = Date.now() + limit;
  while (expected.some(([socket, count]) => socket.got.length < count)) {
    if (Date.now() > end) throw new Error(`${name}: only ${present.map((socket) => `${socket.tag} ${JSON.stringify(socket.got)}`)}`);
    await delay(10);
  }
  await delay(50); // one event too many would come now, or else in the next step
  for (const socket of present) console.log(JSON.stringify({ step: `${name}, ${socket.tag}`, result: normalise(socket.got), events: [] }));
}

async function run() {
  await startRedisAt(redisPort);
  const [a, b] = await Promise.all([startServer(kindA, "a"), startServer(kindB, "b")]);
  const [sessionId, roomId] = ["lesson-1", "interview-7"];
  const student = await connect("student", a, "studentAuth", { userId: "s1", email: "s1@example.org", tier: 1 });
  const tutor = await connect("tutor", b, "tutorAuth", { userId: "t1", email: "t1@example.org", tier: 2 });
  present = [student, tutor];
  const description = { type: "offer", sdp: "v=0" };
  const candidate = { candidate: "candidate:1", sdpMid: "0", sdpMLineIndex: 0 };

  await step("the student joins", () => student.emit("session:join", { sessionId }), [student, 2]);
  await step("the tutor joins", () => tutor.emit("session:join", { sessionId }), [student, 2], [tutor, 2]);
  await step("the student writes", () => student.emit("chat:send", { sessionId, text: "Hello é😀" }), [student, 1], [tutor, 1]);
  await step("the tutor corrects", () => tutor.emit("chat:send", { sessionId, text: "Helo", correction: "Hello" }), [student, 1], [tutor, 1]);
  await step("the tutor types", () => tutor.emit("chat:typing", { isTyping: true }), [student, 1]);
  await step("the tutor stops typing", () => tutor.emit("chat:typing", { isTyping: false }), [student, 1]);
  await step("the student types", () => student.emit("chat:typing", { isTyping: true }), [tutor, 1]);
  await step("an offer", () => tutor.emit("webrtc:offer", { offer: description, to: "s1" }), [student, 1]);
  await step("an answer", () => student.emit("webrtc:answer", { answer: { ...description, type: "answer" }, to: "t1" }), [tutor, 1]);
  await step("a candidate", () => student.emit("webrtc:ice-candidate", { candidate, to: "t1" }), [tutor, 1]);
  await step("a candidate back", () => tutor.emit("webrtc:ice-candidate", { candidate, to: "s1" }), [student, 1]);
  await step("an offer to nobody", () => { tutor.emit("webrtc:offer", { offer: description, to: "nobody" }); tutor.emit("chat:typing", { isTyping: false }); }, [student, 1]);
  await step("a highlight", () => student.emit("highlight:stroke", { sessionId, stroke: { id: "h1", pageIndex: 0, points: [{ x: 0.5, y: 1 }], color: "red" } }), [tutor, 1]);
  await step("the highlights again", () => student.emit("highlight:request-sync", { sessionId }), [student, 1]);
  await step("no highlights", () => tutor.emit("highlight:clear", { sessionId }), [student, 1]);
  await step("the history of the student's server", () => student.emit("chat:request-history", { sessionId }), [student, 1]);
  await step("the end of the lesson", () => tutor.emit("session:end-lesson", { message: "Bye" }), [student, 1]);
  await step("the tutor leaves", () => tutor.emit("session:leave"), [student, 2]);
  await step("the tutor is back", () => tutor.emit("session:join", { sessionId }), [student, 2], [tutor, 2]);

  const second = await connect("second tab", b, "studentAuth", { userId: "s1", email: "s1@example.org", tier: 1 });
  present = [student, tutor, second];
  await step("the student's second tab", () => second.emit("session:join", { sessionId }), [student, 2], [tutor, 2], [second, 2]);
  await step("an offer to the tab that came last", () => tutor.emit("webrtc:offer", { offer: description, to: "s1" }), [second, 1]);
  present = [student, tutor];
  await step("the second tab is closed", () => second.disconnect(), [student, 1], [tutor, 1]);
  await step("an offer to the tab that is left", () => tutor.emit("webrtc:offer", { offer: description, to: "s1" }), [student, 1]);
  present = [tutor];
  await step("the student's connection breaks", () => student.io.engine.transport.ws.terminate(), [tutor, 4]);

  const admin = await connect("admin", a, "adminAuth", { userId: "a1", username: "a1", firstName: "A", lastName: "B", role: "admin" });
  present = [tutor, admin];
  await step("notifications", () => tutor.emit("notification:subscribe"), [tutor, 1]);
  await step("the tutor comes to the interview", () => { tutor.emit("interview:join", { roomId, role: "tutor" }); tutor.emit("notification:subscribe"); }, [tutor, 1]);
  await step("the admin comes", () => admin.emit("interview:join", { roomId, role: "admin" }), [tutor, 1]);
  await step("the tutor offers", () => tutor.emit("interview:offer", { roomId, offer: description }), [admin, 1]);
  await step("the admin answers", () => admin.emit("interview:answer", { roomId, answer: { ...description, type: "answer" } }), [tutor, 1]);
  await step("the admin's candidate", () => admin.emit("interview:ice-candidate", { roomId, candidate }), [tutor, 1]);
  await step("the interview ends", () => tutor.emit("interview:end", { roomId }), [tutor, 1], [admin, 1]);
  await step("both again", () => { admin.emit("interview:join", { roomId, role: "admin" }); admin.emit("notification:subscribe"); }, [admin, 1]);
  await step("the tutor again", () => tutor.emit("interview:join", { roomId, role: "tutor" }), [admin, 1]);
  present = [tutor];
  await step("the admin is gone", () => admin.disconnect(), [tutor, 1]);
}

let code = 0;
try {
  await run();
} catch (error) {
  console.error(error);
  code = 1;
} finally {
  await endAll();
}
process.exit(code);
