/**
 * Makes traces of two servers comparable: every id (20 characters of base64url, standing alone) becomes `<id1>`, `<id2>`…
 * in the order of appearance, bytes become `<hex …>`, half surrogate pairs `<half d800>` (not every JSON reader takes them),
 * and undefined members vanish as in JSON.
 */
const Id = /(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{20}(?![A-Za-z0-9_-])/g;

export function normalise(trace) {
  const ids = new Map();
  const name = (id) => {
    // Twenty letters without a digit or capital are a word, not an id.
    if (/^[a-z_-]*$/.test(id)) return id;
    if (!ids.has(id)) ids.set(id, `<id${ids.size + 1}>`);
    return ids.get(id);
  };
  const walk = (value) => {
    if (typeof value === "string") return value.replace(Id, name).replace(/\p{Surrogate}/gu, (half) => `<half ${half.charCodeAt(0).toString(16)}>`);
    if (value instanceof Uint8Array) return hex(value);
    if (value instanceof ArrayBuffer) return hex(new Uint8Array(value));
    if (value instanceof Error) return { error: walk(value.message), ...(value.data !== undefined && { data: walk(value.data) }) };
    if (Array.isArray(value)) return value.map((item) => (item === undefined ? null : walk(item)));
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined && typeof v !== "function").map(([k, v]) => [walk(k), walk(v)]));
    }
    return value === undefined ? null : value;
  };
  return trace.map(walk);
}

function hex(bytes) {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.length <= 64 ? `<hex ${buffer.toString("hex")}>` : `<hex ${buffer.subarray(0, 32).toString("hex")}… ${buffer.length} bytes>`;
}
