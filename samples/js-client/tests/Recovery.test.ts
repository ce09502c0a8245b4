import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Recovery } from "../src/call/Recovery";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function lost(polite: boolean) {
  const began = Date.now();
  const attempts: number[] = [];
  const giveUp = vi.fn<(why: string) => void>(() => recovery.stop());
  const recovery = new Recovery({ polite: () => polite, attempt: () => attempts.push(Date.now() - began), giveUp });
  recovery.start();
  return { recovery, attempts, giveUp };
}

test("the impolite side tries first, and the two never at the same moment", () => {
  const [impolite, polite] = [lost(false), lost(true)];
  vi.advanceTimersByTime(30_000);
  expect(impolite.attempts).toEqual([1000, 6000, 11_000, 16_000, 21_000, 26_000]);
  expect(polite.attempts).toEqual([8500, 18_500, 28_500]);
});

test("after a minute there is no hope, and nothing is tried any more", () => {
  const { attempts, giveUp } = lost(false);
  vi.advanceTimersByTime(59_999);
  expect(giveUp).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(giveUp.mock.calls).toEqual([["lost"]]);
  const tried = attempts.length;
  vi.advanceTimersByTime(120_000);
  expect([attempts.length, giveUp.mock.calls.length]).toEqual([tried, 1]);
});

test("who has left is given twenty seconds, and a minute again when back", () => {
  const { recovery, giveUp } = lost(true);
  recovery.theyAre(false);
  vi.advanceTimersByTime(19_999);
  recovery.theyAre(true);
  vi.advanceTimersByTime(59_999);
  expect(giveUp).not.toHaveBeenCalled();
  recovery.theyAre(false);
  vi.advanceTimersByTime(20_000);
  expect(giveUp.mock.calls).toEqual([["left"]]);
});

test("when the other side is back, the impolite one tries at once", () => {
  const [impolite, polite] = [lost(false), lost(true)];
  vi.advanceTimersByTime(3000);
  for (const { recovery } of [impolite, polite]) recovery.theyAre(true);
  vi.advanceTimersByTime(0);
  expect(impolite.attempts).toEqual([1000, 3000]);
  expect(polite.attempts).toEqual([]);
});

test("a connection that is not lost, or is back, is left alone", () => {
  const { recovery, attempts, giveUp } = lost(false);
  recovery.stop();
  recovery.theyAre(false);
  recovery.theyAre(true);
  vi.advanceTimersByTime(120_000);
  expect([attempts, giveUp.mock.calls]).toEqual([[], []]);
});

test("a second loss begins anew, a loss that is known does not", () => {
  const { recovery, attempts } = lost(false);
  vi.advanceTimersByTime(900);
  recovery.start();
  vi.advanceTimersByTime(100);
  expect(attempts).toEqual([1000]);
  recovery.stop();
  recovery.start();
  vi.advanceTimersByTime(1000);
  expect(attempts).toEqual([1000, 2000]);
});
