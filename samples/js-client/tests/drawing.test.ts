import { expect, test, vi } from "vitest";
import { colorOf, colors, pack, paint, strokeOf, unpack } from "../src/systems/meeting/drawing";
import { Drawings } from "../src/systems/meeting/Drawings";
import { enter, reduce } from "../src/systems/meeting/room";
import type { Data } from "../src/systems/meeting/RoomSocket";

const points = [{ x: 0, y: 0 }, { x: 100, y: 50 }];
const documented: Data = { type: "pen", points, color: "#00ff00", size: 3, timestamp: 1 };

/** What is called on a canvas' context, and set on it. */
function recorder() {
  const calls: [string, ...unknown[]][] = [];
  const state: Record<string, unknown> = {};
  const context = new Proxy(state, {
    get: (_, name: string) => (...args: number[]) => void calls.push([name, ...args]),
  }) as unknown as CanvasRenderingContext2D;
  return { calls, state, context };
}

function room(...sharing: string[]) {
  const hall = enter({ yourId: "me", hostId: "me", participants: [{ peerId: "anna", username: "Anna" }, { peerId: "cleo", username: "Cleo" }] }, "Ben");
  return sharing.reduce((now, peerId) => reduce(now, "screen-share-started", { peerId }), hall);
}

test("a stroke goes to another page and back as it was", () => {
  const stroke = strokeOf({ tool: "line", color: "#fff" }, points, 640, 360);
  expect(unpack(JSON.parse(JSON.stringify(pack(stroke))))).toEqual(stroke);
  expect(pack(stroke)).toMatchObject({ type: "line", points, color: "#fff", size: stroke.size });
});

test("what comes is looked at before it is drawn", () => {
  expect(unpack(documented)).toEqual({ tool: "pen", points, color: "#00ff00", size: 3 });
  expect(unpack({ ...documented, type: "text" })).toBeNull();
  expect(unpack({ ...documented, points: [{ x: "1", y: 2 }, null, 7, { x: Infinity, y: 0 }] })).toBeNull();
  expect(unpack({ ...documented, points: "no" })).toBeNull();
  expect(unpack({ ...documented, points: Array(9000).fill(points[0]) })!.points).toHaveLength(2000);
  expect(unpack({ ...documented, color: "x".repeat(99), size: 1e9, width: -1, height: 5 })).toEqual({ tool: "pen", points, color: colors[0]![0], size: 100 });
});

test("a stroke is as large as the picture it is shown on", () => {
  const { calls, state, context } = recorder();
  paint(context, { tool: "line", points, color: "red", size: 4, width: 200, height: 100 }, 400, 200);
  expect(calls).toContainEqual(["lineTo", 200, 100]);
  expect(state.lineWidth).toBe(8);

  // The documented page does not tell how large its picture is.
  const plain = recorder();
  paint(plain.context, unpack(documented)!, 400, 200);
  expect(plain.calls).toContainEqual(["lineTo", 100, 50]);
  expect(plain.state.lineWidth).toBe(3);
});

test("a circle is around its first point and through its last", () => {
  const { calls, context } = recorder();
  paint(context, { tool: "circle", points: [{ x: 10, y: 10 }, { x: 13, y: 14 }], color: "red", size: 4 }, 100, 100);
  expect(calls).toContainEqual(["arc", 10, 10, 5, 0, 2 * Math.PI]);
});

test("everybody has a colour of the palette, but not white", () => {
  const palette = colors.map(([color]) => color).slice(0, -1);
  for (const id of ["", "a", "student-ben", "tutor-anna", "😀"]) expect(palette).toContain(colorOf(id));
});

test("a stroke is drawn on its screen, or on the first one that is shared", () => {
  let now = room("anna", "cleo");
  const told = vi.fn();
  const drawings = new Drawings({ room: () => now, send: vi.fn() });
  drawings.listen(told);
  drawings.heard("annotation-draw", documented);
  drawings.heard("annotation-draw", { ...documented, screen: "cleo" });
  drawings.heard("annotation-draw", { ...documented, screen: "cleo", type: "nothing" });
  expect([drawings.of("anna").length, drawings.of("cleo").length, told.mock.calls.length]).toEqual([1, 1, 2]);

  drawings.heard("screen-share-stopped", { peerId: "anna" });
  expect([drawings.of("anna").length, drawings.of("cleo").length]).toEqual([0, 1]);
  drawings.heard("annotation-clear", {});
  expect(drawings.of("cleo")).toHaveLength(0);
  now = room();
  drawings.heard("annotation-draw", documented);
  expect(drawings.of("anna")).toHaveLength(0);
});

test("one's own strokes are sent and drawn, and there is an end to how many are kept", () => {
  const send = vi.fn();
  const drawings = new Drawings({ room: () => room("anna"), send });
  const stroke = strokeOf({ tool: "pen", color: "#fff" }, points, 640, 360);
  for (let i = 0; i < 4001; i++) drawings.draw("anna", stroke);
  expect(send).toHaveBeenCalledTimes(4001);
  expect(send).toHaveBeenLastCalledWith("annotation-draw", expect.objectContaining({ screen: "anna", type: "pen", width: 640 }));
  expect(drawings.of("anna")).toHaveLength(3001);
});
