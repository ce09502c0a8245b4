import { useEffect, useState } from "preact/hooks";
import { Meeting, type MeetingView } from "./Meeting";

/** A meeting room for as long as the page is there. `peerId` is asked for; the room may give another. */
export function useMeeting(roomId: string, peerId: string, name: string): { meeting: Meeting; view: MeetingView } {
  const [meeting] = useState(
    () =>
      new Meeting({
        roomId,
        // Ids are letters, digits, `_` and `-`.
        peerId: peerId.replace(/[^\w-]/g, "-").slice(0, 64),
        name,
        key: keyOf(roomId),
        onChange: (next) => setView(next),
      }),
  );
  const [view, setView] = useState<MeetingView>(meeting.view);
  useEffect(() => () => meeting.dispose(), [meeting]);
  return { meeting, view };
}

/** Kept for the tab alone, so that a page that is loaded anew has its place and role again, and the recordings of its meetings. */
function keyOf(roomId: string): string {
  const item = `meeting-key:${roomId}`;
  const kept = sessionStorage.getItem(item);
  if (kept) return kept;
  const key = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  sessionStorage.setItem(item, key);
  return key;
}
