import type { OwnView } from "./MediaControls";
import type { QualityReport } from "./quality";

/** Somebody else in the call. */
export interface MeshPeer {
  id: string;
  /** `waiting`: the other side has yet to offer, or to come back. */
  state: "waiting" | "connecting" | "connected" | "reconnecting";
  stream: MediaStream | null;
  /** What the other side has turned on. */
  audio: boolean;
  video: boolean;
  screen: boolean;
  recording: boolean;
  quality: QualityReport;
}

export interface MeshView extends OwnView {
  /** Null while the call is not open. */
  local: MediaStream | null;
  /** How many recordings the others have saved in this call. */
  recorded: number;
  /** In the order in which they were added. */
  peers: readonly MeshPeer[];
}

/** The view of a call that is not open. */
export const closed: MeshView = { local: null, audio: true, video: true, screen: false, recorded: 0, peers: [] };
export const nothingMeasured: QualityReport = { quality: "unknown", loss: 0, roundTrip: 0 };
