import type { OwnView } from "./MediaControls";
import type { QualityReport } from "./quality";

export type CallState = "idle" | "calling" | "ringing" | "connecting" | "connected" | "reconnecting";

export interface CallView extends OwnView {
  state: CallState;
  local: MediaStream | null;
  remote: MediaStream | null;
  /** What the other side has turned on. */
  theirs: { audio: boolean; video: boolean; screen: boolean; recording: boolean };
  quality: QualityReport;
  /** How many recordings the other side has saved in this call. */
  recorded: number;
}

export type CallEnd = "hung-up" | "they-hung-up" | "they-left" | "lost" | "rejected" | "taken-elsewhere" | "failed";

/** What to say when a call is over. */
export const ends: Record<CallEnd, string> = {
  "hung-up": "The call has ended",
  "they-hung-up": "The other side hung up",
  "they-left": "The other side left",
  lost: "The connection of the call was lost",
  rejected: "The call was not taken",
  "taken-elsewhere": "You took the call in another window",
  failed: "The call could not start",
};

/** The view of a page without a call. */
export const nobody: CallView = {
  state: "idle",
  local: null,
  remote: null,
  audio: true,
  video: true,
  screen: false,
  theirs: { audio: true, video: true, screen: false, recording: false },
  quality: { quality: "unknown", loss: 0, roundTrip: 0 },
  recorded: 0,
};
