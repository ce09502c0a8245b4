import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Pass } from "../src/systems/meeting/Pass";

const kept = new Map<string, string>();

beforeEach(() => {
  kept.clear();
  vi.useFakeTimers();
  vi.stubGlobal("sessionStorage", { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value) });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the pass of a meeting room", () => {
  it("is asked for again when it is old, and the old one is used when the room does not answer", async () => {
    const ask = vi.fn(() => true);
    const pass = new Pass("r", ask);
    expect(await pass.current()).toBe("");
    pass.take("one");
    expect(await pass.current()).toBe("one");
    expect(ask).not.toHaveBeenCalled();

    vi.advanceTimersByTime(31 * 60_000);
    const next = pass.current();
    pass.take("two");
    expect(await next).toBe("two");
    expect(ask).toHaveBeenCalledTimes(1);

    vi.advanceTimersByTime(31 * 60_000);
    const late = pass.current();
    vi.advanceTimersByTime(5_000);
    expect(await late).toBe("two");
  });

  it("is used as it is while the room cannot be asked", async () => {
    const pass = new Pass("r", () => false);
    pass.take("one");
    vi.advanceTimersByTime(31 * 60_000);
    expect(await pass.current()).toBe("one");
  });

  it("is there again for the tab that is loaded anew, and for its room alone", () => {
    new Pass("r", () => true).take("one");
    expect(new Pass("r", () => true).value).toBe("one");
    expect(new Pass("s", () => true).value).toBe("");
  });
});
