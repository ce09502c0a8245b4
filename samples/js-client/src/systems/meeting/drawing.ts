import type { Data } from "./RoomSocket";

export const tools = ["pen", "line", "rectangle", "circle", "eraser"] as const;
export type Tool = (typeof tools)[number];

export interface Point {
  x: number;
  y: number;
}

/** Something drawn, in points of the picture that it was drawn on. */
export interface Stroke {
  tool: Tool;
  points: Point[];
  color: string;
  /** The thickness of the line. */
  size: number;
  /** The size of that picture; undefined from the documented page, which does not tell it. */
  width?: number;
  height?: number;
}

/** What one draws with. */
export interface Pen {
  tool: Tool;
  color: string;
}

export const colors: [string, string][] = [
  ["#e5484d", "Red"],
  ["#f5d90a", "Yellow"],
  ["#30a46c", "Green"],
  ["#0091ff", "Blue"],
  ["#d864d8", "Pink"],
  ["#ffffff", "White"],
];

/** A colour for somebody, the same on every page. White is for those who choose it. */
export function colorOf(peerId: string): string {
  let sum = 0;
  for (const letter of peerId) sum = (sum * 31 + letter.codePointAt(0)!) % 9973;
  return colors[sum % (colors.length - 1)]![0];
}

const thickness: Record<Tool, number> = { pen: 4, line: 4, rectangle: 4, circle: 4, eraser: 28 };
const mostPoints = 2000;
const thickest = 100;

/** Whether a tool needs all points of a way, and not only where it begins and ends. */
export function isFreehand(tool: Tool): boolean {
  return tool === "pen" || tool === "eraser";
}

export function strokeOf({ tool, color }: Pen, points: Point[], width: number, height: number): Stroke {
  return { tool, color, points, size: thickness[tool], width, height };
}

/** A stroke as the documented page draws it, with the size of the picture added. */
export function pack({ tool, points, color, size, width, height }: Stroke): Data {
  return { type: tool, points, color, size, width, height, timestamp: Date.now() };
}

export function unpack(data: Data): Stroke | null {
  const tool = tools.find((one) => one === data.type);
  const points = (Array.isArray(data.points) ? data.points : []).slice(0, mostPoints).filter(isPoint).map(({ x, y }) => ({ x, y }));
  if (!tool || points.length === 0) return null;
  const isSized = isSize(data.width) && isSize(data.height);
  return {
    tool,
    points,
    color: typeof data.color === "string" && data.color.length <= 32 ? data.color : colors[0]![0],
    size: isSize(data.size) ? Math.min(data.size, thickest) : thickness[tool],
    ...(isSized && { width: data.width as number, height: data.height as number }),
  };
}

/** Draws a stroke onto a picture of this size, which the canvas covers. */
export function paint(context: CanvasRenderingContext2D, stroke: Stroke, width: number, height: number): void {
  const [first, ...rest] = stroke.points.map(({ x, y }) => ({ x: (x * width) / (stroke.width ?? width), y: (y * height) / (stroke.height ?? height) }));
  if (!first) return;
  const last = rest.at(-1) ?? first;
  context.save();
  // The browser leaves what is no colour as it was.
  context.strokeStyle = colors[0]![0];
  context.strokeStyle = stroke.color;
  context.lineWidth = Math.max(1, (stroke.size * width) / (stroke.width ?? width));
  context.lineCap = context.lineJoin = "round";
  if (stroke.tool === "eraser") context.globalCompositeOperation = "destination-out";
  context.beginPath();
  if (stroke.tool === "rectangle") {
    context.rect(first.x, first.y, last.x - first.x, last.y - first.y);
  } else if (stroke.tool === "circle") {
    context.arc(first.x, first.y, Math.hypot(last.x - first.x, last.y - first.y), 0, 2 * Math.PI);
  } else {
    context.moveTo(first.x, first.y);
    // A point is a line to itself.
    for (const { x, y } of stroke.tool === "line" ? [last] : rest.length > 0 ? rest : [first]) context.lineTo(x, y);
  }
  context.stroke();
  context.restore();
}

function isPoint(value: unknown): value is Point {
  const { x, y } = (value ?? {}) as Partial<Point>;
  return Number.isFinite(x) && Number.isFinite(y);
}

function isSize(value: unknown): value is number {
  return typeof value === "number" && value > 0 && Number.isFinite(value);
}
