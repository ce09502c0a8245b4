import Peer from "simple-peer/simplepeer.min.js";
import { beforeEach, expect, test, vi } from "vitest";
import { idOf, Wire, type WireEvents } from "../../src/systems/support/wire";

vi.mock("simple-peer/simplepeer.min.js", () => ({ default: vi.fn() }));

const peer = {
  connected: true,
  listeners: {} as Record<string, (...args: unknown[]) => void>,
  on: (event: string, listener: (...args: unknown[]) => void) => void (peer.listeners[event] = listener),
  emit: (event: string, ...args: unknown[]) => peer.listeners[event]!(...args),
  signal: vi.fn(), send: vi.fn(), addTrack: vi.fn(), replaceTrack: vi.fn(), destroy: vi.fn(),
};
const events = {
  onSignal: vi.fn(), onConnect: vi.fn(), onStream: vi.fn(), onNotice: vi.fn(), onIce: vi.fn(), onClose: vi.fn(), onLost: vi.fn(), onError: vi.fn(),
} satisfies WireEvents;

beforeEach(() => {
  vi.clearAllMocks();
  peer.connected = true;
  vi.mocked(Peer).mockImplementation(function () { return peer as never; });
});

function wire(...pictures: object[]) {
  const stream = { getVideoTracks: () => pictures } as unknown as MediaStream;
  return { stream, wire: new Wire(true, stream, {}, events) };
}

const picture = () => ({ kind: "video" }) as MediaStreamTrack;

test("no server is asked that was not named", () => {
  wire();
  expect(vi.mocked(Peer).mock.calls[0]![0].config).toEqual({ iceServers: [] });
});

test("a picture takes the place of the one before, also when there was none for a while", () => {
  const [camera, screen] = [picture(), picture()];
  const { wire: one, stream } = wire(camera);
  one.show(camera);
  expect(peer.replaceTrack).not.toHaveBeenCalled();
  one.show(screen);
  one.show(null);
  one.show(camera);
  expect(peer.replaceTrack.mock.calls).toEqual([[camera, screen, stream], [screen, null, stream], [screen, camera, stream]]);
  expect(peer.addTrack).not.toHaveBeenCalled();
});

test("the first picture of a call without one is added", () => {
  const { wire: one, stream } = wire();
  one.show(null);
  const camera = picture();
  one.show(camera);
  expect(peer.addTrack.mock.calls).toEqual([[camera, stream]]);
});

test.each([
  ["ERR_DATA_CHANNEL", events.onClose],
  ["ERR_ICE_CONNECTION_CLOSED", events.onClose],
  ["ERR_ICE_CONNECTION_FAILURE", events.onLost],
  ["ERR_CONNECTION_FAILURE", events.onLost],
  ["ERR_WEBRTC_SUPPORT", events.onError],
])("%s is told once, and nothing after it", (code, told) => {
  wire();
  peer.emit("error", Object.assign(new Error("x"), { code }));
  peer.emit("close");
  const calls = [events.onClose, events.onLost, events.onError].map((each) => each.mock.calls.length);
  expect([told.mock.calls.length, calls.reduce((a, b) => a + b)]).toEqual([1, 1]);
});

test("one that was silenced is heard no more, and told nothing", () => {
  const { wire: one } = wire();
  one.silence();
  peer.emit("connect");
  peer.emit("close");
  one.tell({ type: "bye" });
  one.show(picture());
  expect([events.onConnect.mock.calls, events.onClose.mock.calls, peer.send.mock.calls, peer.addTrack.mock.calls]).toEqual([[], [], [], []]);
});

test("notices travel as JSON, and only when there is a way", () => {
  const { wire: one } = wire();
  peer.emit("data", new TextEncoder().encode('{"type":"media","audio":false}'));
  expect(events.onNotice.mock.calls).toEqual([[{ type: "media", audio: false }]]);
  one.tell({ type: "bye" });
  peer.connected = false;
  one.tell({ type: "bye" });
  expect(peer.send.mock.calls).toEqual([['{"type":"bye"}']]);
});

test.each([
  [{ type: "offer", sdp: "v=0\r\no=- 4611732 2 IN IP4 127.0.0.1\r\ns=-\r\n" }, "4611732"],
  [{ type: "offer", sdp: "v=0\r\n" }, ""],
  [{ type: "renegotiate" }, ""],
  [null, ""],
])("the id of %j is %j", (description, id) => expect(idOf(description)).toBe(id));
