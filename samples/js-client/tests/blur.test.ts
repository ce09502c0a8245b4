import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { blurPicture, blursOf, keepBlur, readBlur } from "../src/call/blur";
import { OwnMedia } from "../src/call/OwnMedia";

vi.mock("../src/call/blur", async (original) => ({ ...(await original<typeof import("../src/call/blur")>()), blurPicture: vi.fn() }));

class Track {
  readonly kind = "video";
  enabled = true;
  readonly stop = vi.fn();
  readonly applyConstraints = vi.fn(async (_: object) => undefined);
  constructor(private readonly capabilities: object = {}) {}
  getCapabilities = () => this.capabilities;
  getConstraints = () => ({ width: 1280 });
}

class Stream {
  constructor(private tracks: Track[]) {}
  getVideoTracks = () => [...this.tracks];
  addTrack = (track: Track) => void (this.tracks.includes(track) || this.tracks.push(track));
  removeTrack = (track: Track) => void (this.tracks = this.tracks.filter((one) => one !== track));
}

const withBlur = () => new Track({ backgroundBlur: [false, true] });
let blurred: { track: Track; stop: ReturnType<typeof vi.fn> }[] = [];

beforeEach(() => {
  blurred = [];
  vi.mocked(blurPicture).mockReset().mockImplementation(() => {
    blurred.push({ track: new Track(), stop: vi.fn() });
    return blurred.at(-1) as never;
  });
});
afterEach(() => void vi.unstubAllGlobals());

function ownMedia(camera: Track) {
  const stream = new Stream([camera]);
  const sent: (Track | null)[] = [];
  const own = new OwnMedia(stream as never, async (track) => void sent.push(track as never));
  return { own, stream, sent };
}

test("the last choice is kept, and what is none of the choices is no blur", () => {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value) });
  expect(readBlur()).toBe("none");
  keepBlur("all");
  expect(readBlur()).toBe("all");
  for (const key of kept.keys()) kept.set(key, "sepia");
  expect(readBlur()).toBe("none");
});

test("the camera's own blur is offered where there is one that can be turned on", () => {
  const offered = (camera: object) => blursOf(camera as MediaStreamTrack);
  expect(offered(withBlur())).toEqual(["none", "system", "around", "all"]);
  for (const camera of [new Track(), new Track({ backgroundBlur: [false] }), {}]) expect(offered(camera)).toEqual(["none", "around", "all"]);
});

test("while the picture is blurred the camera's own is neither sent nor shown", async () => {
  const camera = new Track();
  const { own, stream, sent } = ownMedia(camera);
  await own.setBlur("all");
  const picture = blurred[0]!.track;
  expect([stream.getVideoTracks(), sent]).toEqual([[picture], [picture]]);
  await own.setBlur("none");
  expect([stream.getVideoTracks(), sent.at(-1)]).toEqual([[camera], camera]);
  expect(blurred[0]!.stop).toHaveBeenCalledOnce();
  expect(camera.stop).not.toHaveBeenCalled();
});

test("a camera that cannot blur what is behind the person gets blurred edges, not none", async () => {
  const { own, sent } = ownMedia(new Track());
  await own.setBlur("system");
  expect(vi.mocked(blurPicture).mock.calls[0]![1]).toBe("around");
  expect(own.blurView!.chosen).toBe("around");
  expect(sent).toEqual([blurred[0]!.track]);
});

test("the camera's own blur is turned on and off, and nothing else of its settings", async () => {
  const camera = withBlur();
  const { own, sent } = ownMedia(camera);
  await own.setBlur("system");
  await own.setBlur("none");
  expect(camera.applyConstraints.mock.calls.flat()).toEqual([{ width: 1280, backgroundBlur: true }, { width: 1280, backgroundBlur: false }]);
  expect(sent).toEqual([camera, camera]);
});

test("who turned the camera off is not shown by blurring, and is off in both pictures", async () => {
  const camera = new Track();
  const { own } = ownMedia(camera);
  own.enableVideo(false);
  await own.setBlur("around");
  expect(blurred[0]!.track.enabled).toBe(false);
  own.enableVideo(true);
  expect([camera.enabled, blurred[0]!.track.enabled]).toEqual([true, true]);
});
