import parser from "socket.io-msgpack-parser";
import { patience, within } from "./scenario.mjs";

/** The bytes of a packet, or of any other value, as socket.io-msgpack-parser writes them. */
export const encode = (value) => new parser.Encoder().encode(value)[0];

/** The packet in a message, its members in alphabetical order: the reference's order differs from place to place. */
export function decode(message) {
  if (!(message instanceof Uint8Array)) return message;
  let packet;
  const decoder = new parser.Decoder();
  decoder.on("decoded", (decoded) => (packet = decoded));
  decoder.add(Buffer.from(message));
  return Object.fromEntries(Object.entries(packet).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The bytes as a text with one character for each, so that ids in them are still recognised. */
export const bytes = (message) => (message instanceof Uint8Array ? Buffer.from(message).toString("latin1") : message);

/** A bare websocket that has joined `nsp` with msgpack packets; `id` and `pid` are what it was given. */
export async function joined(ctx, nsp = "/", data) {
  const socket = ctx.websocket({ hidePings: true });
  await within(patience, "websocket handshake", socket.opened);
  await socket.next();
  socket.send(encode({ type: 0, nsp, ...(data && { data }) }));
  socket.first = [];
  for (;;) {
    const message = await socket.next();
    const packet = decode(message);
    if (packet.closed !== undefined) throw new Error("closed while connecting");
    socket.first.push(message);
    if (packet.type === 0) return Object.assign(socket, packet.data, { id: packet.data.sid });
  }
}

/** Everything that had been sent before the answer to an echo of ours, or how the connection ended. */
export async function fence(socket, nsp = "/") {
  if (socket.socket.readyState === socket.socket.OPEN) socket.send(encode({ type: 2, data: ["echo", "fence"], id: 999999, nsp }));
  const messages = [];
  for (;;) {
    const message = await socket.next();
    const packet = decode(message);
    if (packet.id === 999999) return messages;
    messages.push(message);
    if (packet.closed !== undefined) return messages;
  }
}
