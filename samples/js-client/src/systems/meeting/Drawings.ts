import { pack, unpack, type Stroke } from "./drawing";
import type { Room } from "./room";
import type { Data } from "./RoomSocket";

interface DrawingsOptions {
  room: () => Room | null;
  send: (event: string, data: Data) => void;
}

/** Of one screen. When there are more, the oldest go, a part of them at a time. */
const mostStrokes = 4000;
const part = 1000;

/**
 * What is drawn over the shared screens. It changes many times a second, so it is no part of the page's view: who shows a screen listens.
 * The room keeps nothing of it: whoever comes later sees what is drawn from then on.
 */
export class Drawings {
  private readonly strokes = new Map<string, Stroke[]>();
  private readonly listeners = new Set<() => void>();

  constructor(private readonly options: DrawingsOptions) {}

  /** What is drawn over somebody's screen; another array after each change but an addition. */
  of(screen: string): readonly Stroke[] {
    return this.strokes.get(screen) ?? none;
  }

  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  heard(event: string, data: Data): void {
    const room = this.options.room();
    if (event === "annotation-clear") this.clearAll();
    if (event === "screen-share-stopped" || event === "peer-left") this.forget(String(data.peerId));
    if (event !== "annotation-draw" || !room) return;
    // The documented page knows of one screen only.
    const sharing = room.people.filter((one) => one.sharing).map(({ id }) => id);
    const screen = sharing.find((id) => id === data.screen) ?? sharing[0];
    const stroke = unpack(data);
    if (screen && stroke) this.add(screen, stroke);
  }

  draw(screen: string, stroke: Stroke): void {
    const room = this.options.room();
    if (!room) return;
    this.options.send("annotation-draw", { ...pack(stroke), screen, peerId: room.me });
    this.add(screen, stroke);
  }

  /** For everybody: the room tells oneself too. */
  clear(): void {
    this.options.send("annotation-clear", {});
  }

  forget(screen: string): void {
    if (this.strokes.delete(screen)) this.tell();
  }

  clearAll(): void {
    this.strokes.clear();
    this.tell();
  }

  private add(screen: string, stroke: Stroke): void {
    const all = this.strokes.get(screen) ?? [];
    if (all.length < mostStrokes) all.push(stroke);
    this.strokes.set(screen, all.length < mostStrokes ? all : all.slice(part));
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

const none: readonly Stroke[] = [];
