import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchQuality, type QualityReport } from "../src/call/quality";

const look = 2000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A connection that sends one picture and says of itself what the test wants. */
function connection() {
  const sender = {
    track: { kind: "video" },
    parameters: { encodings: [{}] as { maxBitrate?: number }[] },
    getParameters: () => sender.parameters,
    setParameters: vi.fn(async () => undefined),
  };
  const pc = { connectionState: "connected", stats: [] as object[], getStats: async () => pc.stats, getSenders: () => [sender] };
  const reports: QualityReport[] = [];
  const stop = watchQuality(() => pc as unknown as RTCPeerConnection, (report) => reports.push(report));
  return { pc, sender, reports, stop, bitrate: () => sender.parameters.encodings[0]!.maxBitrate };
}

const theyLost = (fractionLost: number, roundTripTime = 0.05) => ({ type: "remote-inbound-rtp", fractionLost, roundTripTime });
const weGot = (packetsReceived: number, packetsLost: number) => ({ type: "inbound-rtp", packetsReceived, packetsLost });

test("what is sent sinks by a third while they lose much of it, but not below the least", async () => {
  const { pc, bitrate } = connection();
  pc.stats = [theyLost(0.06)];
  await vi.advanceTimersByTimeAsync(look);
  expect(bitrate()).toBe(1_750_000);
  await vi.advanceTimersByTimeAsync(20 * look);
  expect(bitrate()).toBe(150_000);
});

test("it rises slowly, and only when next to nothing is lost", async () => {
  const { pc, bitrate } = connection();
  pc.stats = [theyLost(0.06)];
  await vi.advanceTimersByTimeAsync(look);
  pc.stats = [theyLost(0.03)];
  await vi.advanceTimersByTimeAsync(5 * look);
  expect(bitrate()).toBe(1_750_000);
  pc.stats = [theyLost(0)];
  await vi.advanceTimersByTimeAsync(look);
  expect(bitrate()).toBe(1_925_000);
  await vi.advanceTimersByTimeAsync(20 * look);
  expect(bitrate()).toBe(2_500_000);
});

test("what was lost on the way to us is counted since the last look, and is no reason to send less", async () => {
  const { pc, sender, reports } = connection();
  pc.stats = [weGot(900, 100)];
  await vi.advanceTimersByTimeAsync(look);
  pc.stats = [weGot(1900, 100)];
  await vi.advanceTimersByTimeAsync(look);
  expect(reports.map(({ quality, loss }) => [quality, loss])).toEqual([["poor", 0.1], ["good", 0]]);
  expect(sender.setParameters).not.toHaveBeenCalled();
});

test.each([
  [0.01, 0.1, "good"],
  [0.03, 0.1, "fair"],
  [0.01, 0.3, "fair"],
  [0.09, 0.1, "poor"],
  [0, 0.7, "poor"],
] as const)("a loss of %d and a round trip of %d s are %s", async (loss, roundTrip, quality) => {
  const { pc, reports } = connection();
  pc.stats = [theyLost(loss, roundTrip)];
  await vi.advanceTimersByTimeAsync(look);
  expect(reports).toEqual([{ quality, loss, roundTrip: roundTrip * 1000 }]);
});

test("a connection that does not stand, or is watched no longer, is not looked at", async () => {
  const { pc, reports, stop } = connection();
  pc.connectionState = "disconnected";
  await vi.advanceTimersByTimeAsync(2 * look);
  pc.connectionState = "connected";
  stop();
  await vi.advanceTimersByTimeAsync(2 * look);
  expect(reports).toEqual([]);
});
