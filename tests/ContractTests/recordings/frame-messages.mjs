/** Reads websocket frames of either direction out of a stream of bytes; fragments are put together. */
export class FrameMessages {
  #bytes = Buffer.alloc(0);
  #opcode = 0;
  #parts = [];

  /** The messages that `chunk` completes: `{ text }`, `{ binary }` (base64), `{ close, reason }`, `{ ping }`, `{ pong }`. */
  *push(chunk) {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    for (let frame; (frame = this.#next()); ) {
      if (frame.opcode >= 8) {
        yield control(frame);
        continue;
      }
      if (frame.opcode > 0) this.#opcode = frame.opcode;
      this.#parts.push(frame.payload);
      if (!frame.final) continue;
      const payload = Buffer.concat(this.#parts.splice(0));
      yield this.#opcode === 1 ? { text: payload.toString() } : { binary: payload.toString("base64") };
    }
  }

  #next() {
    const bytes = this.#bytes;
    if (bytes.length < 2) return;
    const masked = bytes[1] & 128;
    const short = bytes[1] & 127;
    const head = 2 + (short < 126 ? 0 : short === 126 ? 2 : 8);
    const start = head + (masked ? 4 : 0);
    if (bytes.length < start) return;
    const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
    if (bytes.length < start + length) return;
    this.#bytes = bytes.subarray(start + length);
    const payload = Buffer.from(bytes.subarray(start, start + length));
    if (masked) for (let i = 0; i < length; i++) payload[i] ^= bytes[head + (i & 3)];
    return { final: bytes[0] >= 128, opcode: bytes[0] & 15, payload };
  }
}

function control({ opcode, payload }) {
  if (opcode !== 8) return { [opcode === 9 ? "ping" : "pong"]: payload.toString("base64") };
  return { close: payload.length >= 2 ? payload.readUInt16BE(0) : 1005, ...(payload.length > 2 && { reason: payload.subarray(2).toString() }) };
}
