import net from "node:net";
import { randomBytes } from "node:crypto";
import { constants, inflateRawSync } from "node:zlib";
import { patience, within } from "./scenario.mjs";

/** A websocket client that writes its frames byte by byte, so that it can also write wrong ones. */
export class FrameSocket {
  #buffer = Buffer.alloc(0);
  #ended = false;
  #wake = () => {};

  constructor(base) {
    const { hostname, port, host } = new URL(base);
    this.host = host;
    this.tcp = net.connect(Number(port), hostname);
    this.tcp.setNoDelay(true);
    this.tcp.on("data", (data) => { this.#buffer = Buffer.concat([this.#buffer, data]); this.#wake(); });
    for (const event of ["end", "close", "error"]) this.tcp.on(event, () => { this.#ended = true; this.#wake(); });
  }

  /** Sends the upgrade request and reads the response's head: `{ status, headers }`. */
  async handshake(path, overrides = {}, method = "GET") {
    const headers = {
      host: this.host, connection: "Upgrade", upgrade: "websocket",
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==", "sec-websocket-version": "13", ...overrides,
    };
    const lines = Object.entries(headers).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}: ${value}`);
    this.tcp.write([`${method} ${path} HTTP/1.1`, ...lines, "", ""].join("\r\n"));
    await this.#until(() => this.#buffer.includes("\r\n\r\n"));
    const end = this.#buffer.indexOf("\r\n\r\n");
    if (end < 0) return { status: 0 };
    const [status, ...rest] = this.#buffer.subarray(0, end).toString().split("\r\n");
    this.#buffer = this.#buffer.subarray(end + 4);
    return { status: Number(status.split(" ")[1]), headers: Object.fromEntries(rest.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()])) };
  }

  write(...buffers) {
    this.tcp.write(Buffer.concat(buffers));
  }

  /** The next frame of the server: text as a string (compressed: `{ inflated }`), other kinds as `{ op, … }`, the end of the stream as `"end"`. */
  async next() {
    await this.#until(() => this.#frameLength() > 0);
    const total = this.#frameLength();
    if (total === 0) return "end";
    const frame = this.#buffer.subarray(0, total);
    this.#buffer = this.#buffer.subarray(total);
    const compressed = (frame[0] & 0x40) !== 0;
    const payload = compressed ? inflate(frame.subarray(headerLength(frame))) : frame.subarray(headerLength(frame));
    const op = frame[0] & 15;
    if (op === 1) return compressed ? { inflated: payload.toString() } : payload.toString();
    if (op === 8) return { op: "close", code: payload.length >= 2 ? payload.readUInt16BE(0) : null };
    return { op: { 2: "binary", 9: "ping", 10: "pong" }[op] ?? op, payload: new Uint8Array(payload), ...(compressed && { compressed }) };
  }

  /** Frames up to and including the close frame or the end of the stream. */
  async rest() {
    const frames = [];
    for (;;) {
      frames.push(await this.next());
      if (frames.at(-1) === "end" || frames.at(-1).op === "close") return frames;
    }
  }

  destroy() {
    this.tcp.destroy();
  }

  #frameLength() {
    const b = this.#buffer;
    if (b.length < 2 || b.length < headerLength(b)) return 0;
    const short = b[1] & 127;
    const length = short < 126 ? short : short === 126 ? b.readUInt16BE(2) : Number(b.readBigUInt64BE(2));
    return b.length >= headerLength(b) + length ? headerLength(b) + length : 0;
  }

  #until(condition) {
    return within(patience, "bytes of the server", new Promise((resolve) => {
      this.#wake = () => { if (condition() || this.#ended) resolve(); };
      this.#wake();
    }));
  }
}

/** A message of permessage-deflate, which leaves out the end of its last flush. */
const inflate = (payload) => inflateRawSync(Buffer.concat([payload, Buffer.from([0, 0, 0xff, 0xff])]), { finishFlush: constants.Z_SYNC_FLUSH });

const headerLength = (b) => ((b[1] & 127) < 126 ? 2 : (b[1] & 127) === 126 ? 4 : 10);

/** One client frame. `first` is the first byte (FIN, RSV, opcode); `announced` overrides the length that the header tells. */
export function frame(first, payload = "", { masked = true, announced } = {}) {
  const data = Buffer.from(payload);
  const length = announced ?? data.length;
  const bit = masked ? 0x80 : 0;
  const head = length < 126 ? Buffer.from([first, bit | length]) : Buffer.alloc(length < 65536 ? 4 : 10);
  if (length >= 126) {
    head[0] = first;
    head[1] = bit | (length < 65536 ? 126 : 127);
    if (length < 65536) head.writeUInt16BE(length, 2);
    else head.writeBigUInt64BE(BigInt(length), 2);
  }
  if (!masked) return Buffer.concat([head, data]);
  const mask = randomBytes(4);
  return Buffer.concat([head, mask, data.map((byte, i) => byte ^ mask[i & 3])]);
}
