import { useEffect, useRef } from "preact/hooks";
import { isFreehand, paint, strokeOf, type Pen, type Point, type Stroke } from "./drawing";
import type { Drawings } from "./Drawings";

interface DrawingCanvasProps {
  drawings: Drawings;
  /** Whose screen this lies on. */
  screen: string;
  /** Null while one only looks. */
  pen: Pen | null;
}

/** How often a line that is being drawn is sent, in milliseconds. */
const period = 60;
/** When a picture has another size than before. */
const sizes = ["loadedmetadata", "resize"];

/** Lies on a shared screen's picture, however the page places that, and shows what everybody draws on it. */
export function DrawingCanvas({ drawings, screen, pen }: DrawingCanvasProps) {
  const element = useRef<HTMLCanvasElement>(null);
  const sheet = useRef<Sheet | null>(null);
  useEffect(() => {
    const canvas = element.current!;
    const one = (sheet.current = new Sheet(canvas, canvas.closest("figure")!, () => drawings.of(screen), (stroke) => drawings.draw(screen, stroke)));
    const silence = drawings.listen(() => one.repaintSoon());
    return () => {
      silence();
      one.dispose();
    };
  }, [drawings, screen]);
  useEffect(() => sheet.current?.end(), [pen]);
  return (
    <canvas
      ref={element}
      class={pen ? "drawing active" : "drawing"}
      aria-label="Drawings on the screen"
      role="img"
      onPointerDown={(event) => pen && event.button === 0 && sheet.current?.begin(pen, event)}
      onPointerMove={(event) => sheet.current?.move(event)}
      onPointerUp={() => sheet.current?.end()}
      onPointerCancel={() => sheet.current?.end()}
    />
  );
}

/** The canvas itself: as large as the picture under it, painted once per frame at most. */
class Sheet {
  private readonly context: CanvasRenderingContext2D;
  private readonly video: HTMLVideoElement;
  private readonly observer: ResizeObserver;
  private frame = 0;
  /** What is on the canvas of what was drawn. */
  private painted: readonly Stroke[] | null = null;
  private paintedCount = 0;
  private line: { pen: Pen; points: Point[]; sent: number } | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly figure: HTMLElement,
    private readonly strokes: () => readonly Stroke[],
    private readonly draw: (stroke: Stroke) => void,
  ) {
    this.context = canvas.getContext("2d")!;
    this.video = figure.querySelector("video")!;
    this.observer = new ResizeObserver(this.place);
    this.observer.observe(figure);
    for (const event of sizes) this.video.addEventListener(event, this.place);
    this.place();
  }

  dispose(): void {
    this.observer.disconnect();
    for (const event of sizes) this.video.removeEventListener(event, this.place);
    clearInterval(this.timer);
    cancelAnimationFrame(this.frame);
  }

  begin(pen: Pen, event: PointerEvent): void {
    this.canvas.setPointerCapture(event.pointerId);
    this.line = { pen, points: [this.pointOf(event)], sent: 0 };
    clearInterval(this.timer);
    if (isFreehand(pen.tool)) this.timer = setInterval(() => this.send(), period);
  }

  move(event: PointerEvent): void {
    if (!this.line) return;
    this.line.points.push(this.pointOf(event));
    if (!isFreehand(this.line.pen.tool)) this.line.points.splice(1, this.line.points.length - 2);
    this.repaintSoon();
  }

  end(): void {
    clearInterval(this.timer);
    if (!this.line) return;
    this.send();
    this.line = null;
  }

  repaintSoon(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.repaint();
    });
  }

  /** What has come to a line since it was sent last, from its last point on. */
  private send(): void {
    const { line } = this;
    if (!line || line.sent === line.points.length) return;
    const points = line.points.slice(Math.max(0, line.sent - 1));
    line.sent = line.points.length;
    this.draw(strokeOf(line.pen, points, this.width, this.height));
  }

  private repaint(): void {
    const strokes = this.strokes();
    if (strokes !== this.painted || strokes.length < this.paintedCount) {
      this.context.clearRect(0, 0, this.width, this.height);
      this.paintedCount = 0;
    }
    for (const stroke of strokes.slice(this.paintedCount)) paint(this.context, stroke, this.width, this.height);
    [this.painted, this.paintedCount] = [strokes, strokes.length];
    if (!this.line) return;
    const { pen, points, sent } = this.line;
    // What is sent of the line is a stroke already. A shape changes until it is finished, and has to be taken away again.
    paint(this.context, strokeOf(pen, points.slice(Math.max(0, sent - 1)), this.width, this.height), this.width, this.height);
    if (!isFreehand(pen.tool)) this.painted = null;
  }

  /** The picture keeps its shape: there is a margin at two of its sides. */
  private readonly place = (): void => {
    const { clientWidth, clientHeight } = this.figure;
    const { videoWidth, videoHeight } = this.video;
    if (!videoWidth || !videoHeight || !clientWidth) return;
    const scale = Math.min(clientWidth / videoWidth, clientHeight / videoHeight);
    const [width, height] = [videoWidth * scale, videoHeight * scale];
    const sharpness = devicePixelRatio || 1;
    const { style } = this.canvas;
    [style.width, style.height] = [`${width}px`, `${height}px`];
    [style.left, style.top] = [`${(clientWidth - width) / 2}px`, `${(clientHeight - height) / 2}px`];
    [this.canvas.width, this.canvas.height] = [Math.round(width * sharpness), Math.round(height * sharpness)];
    this.context.setTransform(sharpness, 0, 0, sharpness, 0, 0);
    this.painted = null;
    this.repaint();
  };

  private get width(): number {
    return this.canvas.clientWidth;
  }

  private get height(): number {
    return this.canvas.clientHeight;
  }

  private pointOf(event: PointerEvent): Point {
    const { left, top } = this.canvas.getBoundingClientRect();
    return { x: Math.round((event.clientX - left) * 10) / 10, y: Math.round((event.clientY - top) * 10) / 10 };
  }
}
