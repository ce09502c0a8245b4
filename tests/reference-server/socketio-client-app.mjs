// The conformance app's form for the tests of the npm package socket.io-client.

export const serverOptions = {
  pingInterval: 2000,
  connectionStateRecovery: {},
  allowRequest: (request, callback) => setTimeout(() => callback(null, true), 10),
};

const doge = Buffer.from("asdfasdf", "utf8");
const utf8 = ["てすと", "Я Б Г Д Ж Й", "Ä ä Ü ü ß", "utf8 — string", "utf8 — string"];

export function start(io) {
  io.of("/foo").on("connection", (socket) => socket.on("getId", (ack) => ack(socket.id)));
  for (const name of ["/timeout_socket", "/valid", "/asd"]) io.of(name);
  io.of("/abc").on("connection", (socket) => socket.emit("handshake", socket.handshake));
  io.of("/no").use((socket, next) => next(new Error("Auth failed (custom namespace)")));
  io.use((socket, next) => (socket.handshake.query.fail ? next(new Error("Auth failed (main namespace)")) : next()));
  io.on("connection", (socket) => {
    addValues(socket);
    addBinary(socket);
  });
}

function addValues(socket) {
  socket.on("hi", () => socket.emit("hi"));
  socket.on("echo", (value, ack) => ack(value));
  socket.on("ack", () => socket.emit("ack", (five, test) => { if (five === 5 && test?.test === true) socket.emit("got it"); }));
  socket.on("getAckDate", (_, ack) => ack(new Date()));
  socket.on("getDate", () => socket.emit("takeDate", new Date()));
  socket.on("getDateObj", () => socket.emit("takeDateObj", { date: new Date() }));
  socket.on("getUtf8", () => utf8.forEach((text) => socket.emit("takeUtf8", text)));
  socket.on("false", () => socket.emit("false", false));
  socket.on("getHandshake", (ack) => ack(socket.handshake));
  socket.on("getId", (ack) => ack(socket.id));
}

function addBinary(socket) {
  let last = "";
  const whole = (envelope) => envelope?.hello === "lol" && Buffer.isBuffer(envelope.message) && envelope.goodbye === "gotcha";
  socket.on("doge", () => socket.emit("doge", doge));
  socket.on("getbin", () => socket.emit("takebin", doge));
  socket.on("buffa", (bytes) => { if (Buffer.isBuffer(bytes)) socket.emit("buffack"); });
  socket.on("jsonbuff", (envelope) => { if (whole(envelope)) socket.emit("jsonbuff-ack"); });
  socket.on("abuff1", (bytes) => { if (Buffer.isBuffer(bytes)) last = "abuff1"; });
  socket.on("abuff2", () => { if (last === "abuff1") socket.emit("abuff2-ack"); });
  socket.on("blob", (bytes) => { if (Buffer.isBuffer(bytes)) socket.emit("back"); });
  socket.on("jsonblob", (envelope) => { if (whole(envelope)) socket.emit("jsonblob-ack"); });
  socket.on("blob1", (bytes) => { if (Buffer.isBuffer(bytes)) last = "blob1"; });
  socket.on("blob2", () => { last = last === "blob1" ? "blob2" : ""; });
  socket.on("blob3", (bytes) => { if (Buffer.isBuffer(bytes) && last === "blob2") socket.emit("blob3-ack"); });
}
