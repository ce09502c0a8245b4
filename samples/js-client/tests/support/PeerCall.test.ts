import type { SignalData } from "simple-peer/simplepeer.min.js";
import { beforeEach, expect, test, vi } from "vitest";
import { iceConfiguration, openMedia } from "../../src/call/media";
import { PeerCall } from "../../src/systems/support/PeerCall";
import { Wire, type WireEvents } from "../../src/systems/support/wire";

vi.mock("../../src/call/media");
vi.mock("../../src/call/quality", () => ({ watchQuality: () => () => undefined }));
vi.mock("../../src/call/blur", () => ({ readBlur: () => "none" }));
vi.mock("../../src/call/OwnMedia", () => ({
  OwnMedia: class {
    constructor(readonly stream: MediaStream) {}
    hasCamera = true;
    screen = null;
    setBlur = async () => undefined;
    stop = () => undefined;
  },
}));
vi.mock("../../src/systems/support/wire", async (original) => ({ ...(await original<typeof import("../../src/systems/support/wire")>()), Wire: vi.fn() }));

const description = (type: "offer" | "answer", id: string): SignalData => ({ type, sdp: `v=0\r\no=- ${id} 2 IN IP4 127.0.0.1\r\n` });

/** The windows of one session: each hears what another one sends, as the server brings it. */
class Session {
  readonly windows: Window[] = [];

  open(user: string, rank = user): Window {
    const window = new Window(this, user, `${rank}/${this.windows.length}`);
    this.windows.push(window);
    return window;
  }
}

class Window {
  readonly ends: string[] = [];
  readonly call: PeerCall;
  events: WireEvents | null = null;

  constructor(session: Session, readonly user: string, readonly rank: string) {
    this.call = new PeerCall({
      rank: () => rank,
      canSend: () => true,
      onChange: () => undefined,
      onEnd: (why) => this.ends.push(why),
      send: (signal, to) => {
        for (const other of session.windows) {
          if (other === this || (to !== undefined && to !== other.rank)) continue;
          // As the page does: a window calls the other participant, not the windows of its own.
          if (other.user === user && signal.type === "offer") continue;
          other.call.receive(signal, to === undefined ? { id: rank, rank } : undefined);
        }
      },
    });
  }

  get state() {
    return this.call.view.state;
  }

  /** Calls, or takes what rings, as far as the camera. */
  async press(what: "start" | "accept") {
    vi.mocked(Wire).mockImplementationOnce(this.wire);
    await this.call[what]();
  }

  /** simple-peer has made its description. */
  describe(type: "offer" | "answer", id: string) {
    this.events!.onSignal(description(type, id));
  }

  async dial(id: string) {
    await this.press("start");
    this.describe("offer", id);
  }

  async take(id: string) {
    await this.press("accept");
    this.describe("answer", id);
  }

  /** This window's offer comes to another one once more. */
  repeat(id: string, other: Window, more = {}) {
    other.call.receive({ ...description("offer", id), ...more }, { id: this.rank, rank: this.rank });
  }

  readonly wire = ((window: Window) => function (_initiator: boolean, _stream: MediaStream, _configuration: object, events: WireEvents) {
    window.events = events;
    return { isConnected: false, signal: vi.fn(), tell: vi.fn(), show: vi.fn(), silence: vi.fn(), close: vi.fn() } as never;
  })(this);
}

beforeEach(() => {
  vi.mocked(Wire).mockReset();
  vi.mocked(openMedia).mockReset().mockImplementation(async () => ({}) as MediaStream);
  vi.mocked(iceConfiguration).mockReset().mockResolvedValue({});
});

function three() {
  const session = new Session();
  return { session, agent: session.open("agent"), first: session.open("customer"), second: session.open("customer") };
}

test("a call rings in all windows until it is taken in one, and goes on there", async () => {
  const { agent, first, second } = three();
  await agent.dial("1");
  expect([first.state, second.state]).toEqual(["ringing", "ringing"]);
  await first.take("2");
  expect([agent.state, first.state, second.state]).toEqual(["connecting", "connecting", "idle"]);
  expect([agent.ends, first.ends, second.ends]).toEqual([[], [], ["taken-elsewhere"]]);
});

test("it rings no longer as soon as it is taken, though the camera is yet to be allowed", async () => {
  const { agent, first, second } = three();
  await agent.dial("1");
  vi.mocked(openMedia).mockImplementationOnce(() => new Promise(() => undefined));
  void first.call.accept();
  expect([agent.state, second.state]).toEqual(["calling", "idle"]);
});

test("the end of a call that another window took is told by that one alone", async () => {
  const { agent, first, second } = three();
  await agent.dial("1");
  await first.take("2");
  second.call.hangUp();
  agent.repeat("3", second, { resume: "1" });
  expect([agent.state, second.state]).toEqual(["connecting", "idle"]);
  first.call.hangUp();
  expect([agent.ends, second.ends]).toEqual([["they-hung-up"], ["taken-elsewhere"]]);
});

test("an offer that is sent again rings in no window of who took it, and the next call in all", async () => {
  const { session, agent, first, second } = three();
  await agent.dial("1");
  await first.take("2");
  const late = session.open("customer");
  // It comes to the one that took it last: that one must say so to those who did not hear it.
  for (const window of [second, late, first]) agent.repeat("1", window);
  expect([second.state, second.ends, late.state]).toEqual(["idle", ["taken-elsewhere"], "idle"]);
  first.call.hangUp();
  await agent.dial("4");
  expect([first.state, second.state, late.state]).toEqual(["ringing", "ringing", "ringing"]);
});

test("a call that is not taken ends everywhere", async () => {
  const { agent, first, second } = three();
  await agent.dial("1");
  second.call.hangUp();
  expect([agent.state, first.state, second.state]).toEqual(["idle", "idle", "idle"]);
  expect(agent.ends).toEqual(["rejected"]);
});

test("when both call at once one of them takes the other's, and none of the offers goes on ringing elsewhere", async () => {
  const session = new Session();
  const [other, agent, first, second] = [session.open("agent", "a"), session.open("agent", "a"), session.open("customer", "b"), session.open("customer", "b")];
  await agent.press("start");
  await first.press("start");
  agent.describe("offer", "1");
  expect(second.state).toBe("ringing");
  vi.mocked(Wire).mockImplementationOnce(agent.wire);
  first.describe("offer", "2");
  expect([agent.state, first.state, second.state, other.state]).toEqual(["connecting", "calling", "idle", "idle"]);
  agent.describe("answer", "3");
  expect(first.state).toBe("connecting");
  expect([agent.ends, first.ends, second.ends, other.ends]).toEqual([[], [], ["taken-elsewhere"], ["taken-elsewhere"]]);
});

test("a page of the original, which says nothing of its call's id, is answered", async () => {
  const { first } = three();
  first.call.receive({ type: "offer", sdp: "v=0\r\n" }, { id: "x", rank: "x" });
  expect(first.state).toBe("ringing");
});

test.each([{ toString: 1 }, 7, [], true])("what is no signal, such as one with %j in it, changes and breaks nothing", (junk) => {
  const { first } = three();
  for (const signal of [{ type: "offer", sdp: junk }, { type: "answer", sdp: junk }, { type: "taken", call: junk }, { type: "bye", call: junk }]) {
    first.call.receive(signal as unknown as SignalData, { id: "x", rank: "x" });
  }
  expect([first.state, first.ends]).toEqual(["idle", []]);
});
