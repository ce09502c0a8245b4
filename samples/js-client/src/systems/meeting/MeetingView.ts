import type { MeshView } from "../../call/Mesh";
import type { ConnectionStatus } from "../../socket";
import type { Asked } from "./asked";
import type { Room } from "./room";

/** A line of the chat: somebody's words, or what this page tells. */
export interface Entry {
  id: string;
  text: string;
  time: number;
  /** Who said it; undefined for what nobody said. */
  from?: { id: string; name: string };
}

export interface Reaction {
  key: number;
  peerId: string;
  emoji: string;
}

export interface MeetingView {
  connection: ConnectionStatus;
  /** `out`: not yet in, or no longer; `reason` tells why. */
  phase: "out" | "joining" | "waiting" | "in";
  reason: string;
  room: Room | null;
  entries: Entry[];
  reactions: Reaction[];
  asked: Asked;
  mesh: MeshView;
  /** What the server's other addresses are shown; empty where the room gives none. */
  pass: string;
  /** What the server calls the recording that this page has begun; empty where it keeps none. */
  take: string;
}
