import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { group } from "../harness/scenario.mjs";

const files = ["socket.io.js", "socket.io.min.js", "socket.io.esm.min.js", "socket.io.msgpack.min.js"];

export default group("bundle", (scenario) => {
  for (const file of [...files, ...files.map((name) => `${name}.map`)]) {
    scenario(`the client at ${file}`, async (ctx) => {
      const response = await ctx.http("GET", `${ctx.path}${file}`).done();
      ctx.record(response.status, response.headers["content-type"], response.headers["cache-control"], /^"[^"]+"$/.test(response.headers.etag), response.bytes.length);
    });
  }

  scenario("the query of a client's address is ignored, unknown files are none of ours", async (ctx) => {
    ctx.record((await ctx.http("GET", `${ctx.path}socket.io.js?v=1`).done()).status);
    for (const name of ["socket.io.css", "socket.io.min", "other.js", "package.json", "..%2fpackage.json"]) {
      const response = await ctx.http("GET", `${ctx.path}${name}`).done();
      ctx.record(name, response.status, response.body);
    }
  });

  scenario("who has it already gets 304", async (ctx) => {
    const { etag } = (await ctx.http("GET", `${ctx.path}socket.io.js`).done()).headers;
    for (const value of [etag, `W/${etag}`]) {
      const response = await ctx.http("GET", `${ctx.path}socket.io.js`, { headers: { "if-none-match": value } }).done();
      ctx.record(response.status, response.bytes.length);
    }
    ctx.record((await ctx.http("GET", `${ctx.path}socket.io.js`, { headers: { "if-none-match": '"0.0.0"' } }).done()).status);
  });

  for (const [encoding, expand] of [["gzip", gunzipSync], ["br", brotliDecompressSync]]) {
    scenario(`compressed with ${encoding} for who accepts it`, async (ctx) => {
      const plain = await ctx.http("GET", `${ctx.path}socket.io.js`).done();
      const packed = await ctx.http("GET", `${ctx.path}socket.io.js`, { headers: { "accept-encoding": encoding } }).done();
      ctx.record(packed.status, packed.headers["content-encoding"], expand(packed.bytes).equals(plain.bytes));
    });
  }
});
