import http from "node:http";
import { FrameMessages } from "./frame-messages.mjs";

// Everything else in a request or response is the affair of the HTTP library that sent it.
const RequestHeaders = ["content-type", "origin", "cookie", "sec-websocket-extensions", "sec-websocket-protocol", "x-test"];
export const ResponseHeaders = [
  "content-type", "content-encoding", "cache-control", "set-cookie", "access-control-allow-origin", "access-control-allow-credentials",
  "upgrade", "sec-websocket-extensions", "sec-websocket-protocol",
];

/** Stands between a client and a server, passes everything on, and hands each message to `write` before it does. */
export class RecordingProxy {
  #started = performance.now();
  #channels = 0;
  #sockets = new Set();

  /** `upgradeDelay`: milliseconds that an upgrade request is held back, so that there is time for traffic before it. */
  static async start(target, write, { upgradeDelay = 0 } = {}) {
    const proxy = new RecordingProxy();
    Object.assign(proxy, { target: new URL(target), write, upgradeDelay });
    proxy.server = http.createServer((request, response) => proxy.#exchange(request, response));
    proxy.server.on("upgrade", (request, socket, head) => proxy.#upgrade(request, socket, head));
    proxy.server.on("connection", (socket) => {
      proxy.#sockets.add(socket);
      socket.on("close", () => proxy.#sockets.delete(socket));
    });
    await new Promise((resolve) => proxy.server.listen(0, "127.0.0.1", resolve));
    proxy.url = `http://127.0.0.1:${proxy.server.address().port}`;
    return proxy;
  }

  async stop() {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #record(channel, from, message) {
    this.write({ t: Math.round(performance.now() - this.#started), channel, from, ...message });
  }

  async #exchange(request, response) {
    const channel = ++this.#channels;
    const body = await collect(request);
    this.#record(channel, "client", { request: `${request.method} ${request.url}`, headers: pick(request.headers, RequestHeaders), ...(body.length && content(body)) });
    const forwarded = this.#forward(request);
    let over = false;
    const once = (action) => { if (!over) { over = true; action(); } };
    response.on("close", () => once(() => {
      this.#record(channel, "client", { abort: true });
      forwarded.destroy();
    }));
    forwarded.on("error", () => once(() => {
      this.#record(channel, "server", { abort: true });
      request.socket.destroy();
    }));
    forwarded.on("response", async (answer) => {
      const bytes = await collect(answer).catch(() => undefined);
      if (bytes) once(() => {
        this.#record(channel, "server", { status: answer.statusCode, headers: pick(answer.headers, ResponseHeaders), ...content(bytes) });
        const headers = { ...answer.headers };
        delete headers["transfer-encoding"];
        response.writeHead(answer.statusCode, { ...headers, "content-length": bytes.length }).end(bytes);
      });
    });
    forwarded.end(body);
  }

  async #upgrade(request, client, head) {
    if (this.upgradeDelay) await new Promise((resolve) => setTimeout(resolve, this.upgradeDelay));
    const channel = ++this.#channels;
    this.#record(channel, "client", { request: `${request.method} ${request.url}`, upgrade: true, headers: pick(request.headers, RequestHeaders) });
    const forwarded = this.#forward(request);
    client.on("error", () => {});
    forwarded.on("error", () => client.destroy());
    forwarded.on("response", async (answer) => {
      const bytes = await collect(answer);
      this.#record(channel, "server", { status: answer.statusCode, headers: pick(answer.headers, ResponseHeaders), ...content(bytes) });
      client.end(Buffer.concat([responseHead(answer), bytes]));
    });
    forwarded.on("upgrade", (answer, server, first) => {
      this.#record(channel, "server", { status: 101, headers: pick(answer.headers, ResponseHeaders) });
      client.write(responseHead(answer));
      const closing = { value: false };
      this.#pass(channel, "client", client, server, head, closing);
      this.#pass(channel, "server", server, client, first, closing);
    });
    forwarded.end();
  }

  /** What ends after a close frame of either side needs no line of its own. */
  #pass(channel, from, source, destination, first, closing) {
    const messages = new FrameMessages();
    const onData = (chunk) => {
      for (const message of messages.push(chunk)) {
        closing.value ||= message.close !== undefined;
        this.#record(channel, from, message);
      }
      destination.write(chunk);
    };
    if (first.length) onData(first);
    source.on("data", onData);
    source.on("error", () => {});
    source.on("close", () => {
      if (!closing.value) this.#record(channel, from, { abort: true });
      closing.value = true;
      destination.destroy();
    });
    source.on("end", () => destination.end());
  }

  #forward(request) {
    const { hostname, port, host } = this.target;
    return http.request({ hostname, port, method: request.method, path: request.url, headers: { ...request.headers, host }, agent: false });
  }
}

async function collect(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** As text when it is text, else in base64. */
function content(bytes) {
  const text = bytes.toString();
  return Buffer.from(text).equals(bytes) ? { body: text } : { bodyBase64: bytes.toString("base64") };
}

const pick = (headers, names) => Object.fromEntries(names.filter((name) => headers[name] !== undefined).map((name) => [name, headers[name]]));

function responseHead(answer) {
  const lines = [`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}`];
  for (let i = 0; i < answer.rawHeaders.length; i += 2) {
    if (answer.rawHeaders[i].toLowerCase() !== "transfer-encoding") lines.push(`${answer.rawHeaders[i]}: ${answer.rawHeaders[i + 1]}`);
  }
  return Buffer.from([...lines, "", ""].join("\r\n"));
}
