import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ConnectionStatus } from "../src/socket";
import { ApiError, type Api } from "../src/systems/projects/api";
import { ChatSocket } from "../src/systems/projects/useSocket";

class FakeWebSocket {
  static readonly OPEN = 1;
  static all: FakeWebSocket[] = [];
  readyState = 0;
  sent: { event: string; data: Record<string, unknown> }[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  readonly close = vi.fn();

  constructor(readonly url: string) {
    FakeWebSocket.all.push(this);
  }

  send(text: string) {
    this.sent.push(JSON.parse(text));
  }

  open() {
    this.readyState = FakeWebSocket.OPEN;
    this.onopen!();
  }

  says(event: string, data: object = {}) {
    this.onmessage!({ data: JSON.stringify({ event, data, timestamp: 1 }) });
  }

  accept() {
    this.open();
    this.says("pong");
  }

  ends(code: number, reason = "") {
    this.onclose!({ code, reason });
  }
}

const last = () => FakeWebSocket.all.at(-1)!;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(1);
  FakeWebSocket.all = [];
  vi.stubGlobal("WebSocket", FakeWebSocket);
  vi.stubGlobal("location", { origin: "https://chat.example" });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function chat(token: () => Promise<string> = async () => "t k") {
  const api = { token: vi.fn(token), forgetToken: vi.fn() };
  const socket = new ChatSocket(api as unknown as Api, "p&1");
  const states: ConnectionStatus[] = [];
  socket.onStatus = (status) => states.push(status);
  return { socket, api, states };
}

async function connected() {
  const made = chat();
  await made.socket.connect();
  last().accept();
  return made;
}

test("it is connected once the server has answered, not before", async () => {
  const { socket, states } = chat();
  await socket.connect();
  expect(last().url).toBe("wss://chat.example/ws?token=t+k&project_id=p%261");
  last().open();
  expect([socket.isOpen, states]).toEqual([false, []]);
  last().says("pong");
  expect([socket.isOpen, states]).toEqual([true, [{ state: "connected" }]]);
});

test("what may wait is sent in its order when the connection is there, the newest 200 of it; the rest is not sent", async () => {
  const { socket } = chat();
  socket.send("typing", {});
  for (let n = 0; n < 205; n++) socket.keep("signal", { n });
  await socket.connect();
  last().accept();
  const signals = last().sent.filter(({ event }) => event !== "ping");
  expect(signals.map(({ event, data }) => [event, data.n])).toEqual(Array.from({ length: 200 }, (_, n) => ["signal", n + 5]));
});

test("what is said of other projects is not heard", async () => {
  const { socket } = await connected();
  const heard = vi.fn();
  socket.on("message:new", heard);
  last().says("chat:update", { event: "message:new", conversation_id: "p2" });
  last().says("chat:update", { event: "message:new", conversation_id: "p&1" });
  expect(heard.mock.calls).toEqual([[{ event: "message:new", conversation_id: "p&1" }, 1]]);
});

test("a lost connection is looked for at growing distances, and at once when the page is looked at again", async () => {
  const { socket } = await connected();
  last().ends(1006);
  const distances: number[] = [];
  for (let attempt = 0; attempt < 6; attempt++) {
    const [before, began] = [FakeWebSocket.all.length, Date.now()];
    while (FakeWebSocket.all.length === before) await vi.advanceTimersByTimeAsync(250);
    distances.push(Date.now() - began);
    last().ends(1006);
  }
  expect(distances).toEqual([500, 1000, 2000, 4000, 8000, 8000]);
  const before = FakeWebSocket.all.length;
  socket.hurry();
  await vi.advanceTimersByTimeAsync(0);
  expect(FakeWebSocket.all.length).toBe(before + 1);
});

test("a server that answers no heartbeat is left", async () => {
  const { socket, states } = await connected();
  const first = last();
  await vi.advanceTimersByTimeAsync(20_000);
  first.says("pong");
  await vi.advanceTimersByTimeAsync(20_000);
  expect(socket.isOpen).toBe(true);
  await vi.advanceTimersByTimeAsync(20_000);
  expect([socket.isOpen, first.close.mock.calls.length, states.at(-1)]).toEqual([false, 1, { state: "reconnecting" }]);
});

test("a token that is no good any more is asked for anew, once", async () => {
  const { api, states } = await connected();
  last().ends(1008, "Invalid token");
  await vi.advanceTimersByTimeAsync(0);
  expect([FakeWebSocket.all.length, api.forgetToken.mock.calls.length]).toEqual([2, 1]);
  last().open();
  last().ends(1008, "Invalid token");
  await vi.advanceTimersByTimeAsync(60_000);
  expect([FakeWebSocket.all.length, states.at(-1)]).toEqual([2, { state: "refused", reason: "Invalid token" }]);
});

test("who is refused does not try again, and is told why", async () => {
  const { states } = await connected();
  last().ends(1008, "Too many connections");
  await vi.advanceTimersByTimeAsync(60_000);
  expect([FakeWebSocket.all.length, states.at(-1)]).toEqual([1, { state: "refused", reason: "this chat is open in too many places" }]);
});

test.each([[403, "refused"], [503, "reconnecting"]])("no token because of %d: %s", async (status, state) => {
  const { socket, states } = chat(async () => Promise.reject(new ApiError("no", status)));
  await socket.connect();
  expect(states.at(-1)!.state).toBe(state);
  socket.close();
});

test("a page that is left connects no more, not even with a token that comes late", async () => {
  let give: (token: string) => void = () => undefined;
  const { socket } = chat(() => new Promise((resolve) => (give = resolve)));
  const connecting = socket.connect();
  socket.close();
  give("late");
  await connecting;
  expect(FakeWebSocket.all).toEqual([]);
});
