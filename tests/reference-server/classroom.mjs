// The classroom on Node, from its contract and with the contract's corrections: what a team runs that has not moved yet. Rooms have the
// original's raw names; who is there is asked of the sockets, with fetchSockets(); messages and highlights stay in memory.
//   node classroom.mjs --redis HOST:PORT [--port N]
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { createAdapter } from "@socket.io/redis-adapter";
import { createClient } from "redis";
import { Server } from "socket.io";

const { values: options } = parseArgs({ options: { redis: { type: "string" }, port: { type: "string", default: "0" } } });
const client = createClient({ url: `redis://${options.redis}` });
const subscriber = client.duplicate();
for (const connection of [client, subscriber]) connection.on("error", () => {}); // it connects again by itself
await Promise.all([client.connect(), subscriber.connect()]);

const httpServer = createServer();
const io = new Server(httpServer, { pingTimeout: 60_000, maxHttpBufferSize: 16 * 1024 * 1024, adapter: createAdapter(client, subscriber) });
const messages = new Map();
const strokes = new Map();
const listOf = (map, key) => map.get(key) ?? map.set(key, []).get(key);

io.use((socket, next) => {
  const identity = readIdentity(socket.handshake.headers.cookie);
  if (!identity) return next(new Error("Authentication required: No valid auth token or cookie"));
  Object.assign(socket.data, identity);
  next();
});

function readIdentity(header = "") {
  const cookies = new Map(header.split("; ").map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
  for (const [name, fixed] of [["adminAuth", "admin"], ["tutorAuth"], ["studentAuth"], ["auth"]]) {
    if (!cookies.has(name)) continue;
    const { userId, email, tier } = JSON.parse(decodeURIComponent(cookies.get(name)));
    return { userId: String(userId), email, userType: fixed ?? (tier >= 2 ? "tutor" : "student") };
  }
}

async function peopleIn(sessionId) {
  const sockets = (await io.in(sessionId).fetchSockets()).filter(({ data }) => data.sessionId === sessionId);
  return sockets.sort((one, other) => (one.data.joinedAt ?? 0) - (other.data.joinedAt ?? 0));
}

function stateOf(sessionId, people) {
  const participants = {};
  const last = (type) => people.findLast(({ data }) => data.userType === type);
  const [tutor, student] = [last("tutor"), last("student")];
  if (tutor) Object.assign(participants, { tutorId: tutor.data.userId, tutorSocketId: tutor.id });
  if (student) Object.assign(participants, { studentId: student.data.userId, studentSocketId: student.id });
  return { sessionId, participants, status: tutor && student ? "active" : "waiting" };
}

async function leave(socket, isDisconnect) {
  const { sessionId, userId, userType } = socket.data;
  if (!sessionId) return;
  delete socket.data.sessionId;
  await socket.leave(sessionId);
  const people = await peopleIn(sessionId);
  const isGone = !people.some(({ data }) => data.userId === userId && data.userType === userType);
  if (socket.isTyping) io.to(sessionId).emit("chat:typing", { userId, isTyping: false });
  socket.isTyping = false;
  if (isGone && isDisconnect) io.to(sessionId).emit("webrtc:peer-left");
  if (isGone) io.to(sessionId).emit("session:user-left", { userId, userType });
  io.to(sessionId).emit("session:state", stateOf(sessionId, people));
}

async function peopleAt(roomId) {
  return (await io.in(roomId).fetchSockets()).filter(({ data }) => data.interviewRoomId === roomId);
}

async function leaveInterview(socket) {
  const { interviewRoomId: roomId, interviewRole: role } = socket.data;
  if (!roomId || !socket.rooms.has(roomId)) return;
  delete socket.data.interviewRoomId;
  await socket.leave(roomId);
  for (const other of await peopleAt(roomId)) other.emit(`interview:${role}-left`);
}

// One event of a socket after the other, so that a join is done before what follows it.
function inOrder(socket) {
  let last = Promise.resolve();
  return (event, handler) => socket.on(event, (...args) => { last = last.then(() => handler(...args)).catch(console.error); });
}

io.on("connection", (socket) => {
  const on = inOrder(socket);
  const { userId, userType } = socket.data;

  on("session:join", async ({ sessionId }) => {
    if (socket.data.sessionId && socket.data.sessionId !== sessionId) await leave(socket, false);
    await socket.join(sessionId);
    Object.assign(socket.data, { sessionId, joinedAt: Date.now() });
    const people = await peopleIn(sessionId);
    io.to(sessionId).emit("session:user-joined", { userId, userType });
    io.to(sessionId).emit("session:state", stateOf(sessionId, people));
  });
  on("session:leave", () => leave(socket, false));
  on("session:end-lesson", ({ message } = {}) => {
    if (userType === "tutor" && socket.data.sessionId) socket.to(socket.data.sessionId).emit("session:lesson-ended", { tutorId: userId, message });
  });

  on("chat:send", ({ sessionId, text, correction }) => {
    if (sessionId !== socket.data.sessionId) return;
    const message = { id: `msg-${Date.now()}-${Math.random().toString(36).slice(2, 11)}`, sessionId, senderId: userId, senderType: userType, text, timestamp: new Date().toISOString(), ...(correction && { correction }) };
    listOf(messages, sessionId).push(message);
    io.to(sessionId).emit("chat:message", message);
  });
  on("chat:typing", ({ isTyping }) => {
    if (!socket.data.sessionId) return;
    socket.isTyping = isTyping;
    socket.to(socket.data.sessionId).emit("chat:typing", { userId, isTyping });
  });
  on("chat:request-history", ({ sessionId }) => socket.emit("chat:history", listOf(messages, sessionId).slice(-100)));

  for (const kind of ["offer", "answer", "ice-candidate"]) {
    const name = kind === "ice-candidate" ? "candidate" : kind;
    on(`webrtc:${kind}`, async ({ to, ...signal }) => {
      if (!socket.data.sessionId) return;
      const people = await peopleIn(socket.data.sessionId);
      people.findLast(({ data }) => data.userId === to && to !== userId)?.emit(`webrtc:${kind}`, { [name]: signal[name], from: userId });
    });
    on(`interview:${kind}`, async ({ roomId, ...signal }) => {
      if (socket.data.interviewRoomId !== roomId) return;
      for (const other of await peopleAt(roomId)) if (other.id !== socket.id) other.emit(`interview:${kind}`, { [name]: signal[name] });
    });
  }

  on("highlight:stroke", ({ sessionId, stroke }) => {
    listOf(strokes, sessionId).push(stroke);
    socket.to(sessionId).emit("highlight:stroke", { stroke });
  });
  on("highlight:clear", ({ sessionId }) => {
    strokes.delete(sessionId);
    socket.to(sessionId).emit("highlight:clear", {});
  });
  on("highlight:request-sync", ({ sessionId }) => socket.emit("highlight:sync", { highlights: listOf(strokes, sessionId) }));

  on("notification:subscribe", async () => {
    await socket.join(`notifications:${userId}`);
    socket.emit("notification:list", { notifications: [], unreadCount: 0 });
  });

  on("interview:join", async ({ roomId, role }) => {
    if (userType !== role) return;
    await leaveInterview(socket);
    await socket.join(roomId);
    Object.assign(socket.data, { interviewRoomId: roomId, interviewRole: role });
    for (const other of await peopleAt(roomId)) if (other.id !== socket.id) other.emit(`interview:${role}-joined`);
  });
  on("interview:end", ({ roomId }) => {
    if (socket.data.interviewRoomId !== roomId) return;
    io.to(roomId).emit("interview:ended");
    io.in(roomId).socketsLeave(roomId);
  });

  socket.on("disconnecting", () => {
    leave(socket, true).catch(console.error);
    leaveInterview(socket).catch(console.error);
  });
});

httpServer.listen(Number(options.port), "127.0.0.1", () => console.log(`listening on ${httpServer.address().port}`));
process.on("SIGTERM", () => io.close(() => process.exit(0)));
