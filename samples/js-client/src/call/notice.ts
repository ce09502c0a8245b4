/** What two pages tell each other directly once they are connected. */
export interface Notice {
  type: "bye" | "media" | "recording" | "recorded";
  audio?: boolean;
  video?: boolean;
  screen?: boolean;
  on?: boolean;
}

/** What came through the other side's data channel; null when that is no notice: who is in a call may send anything. */
export function readNotice(data: unknown): Notice | null {
  try {
    const notice: unknown = JSON.parse(String(data));
    return typeof notice === "object" && notice !== null && "type" in notice ? (notice as Notice) : null;
  } catch {
    return null;
  }
}
