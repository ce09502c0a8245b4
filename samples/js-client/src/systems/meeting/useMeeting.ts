import { useEffect, useRef, useState } from "preact/hooks";
import { startRecording, tiles, type Take } from "../../call/recorder";
import { toast } from "../../ui/toasts";
import { Meeting, type MeetingView } from "./Meeting";
import { save } from "./save";

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

/** Recording on this computer, for hosts: it begins when everybody has been told, and the file is given to who made it. */
export function useMeetingRecording(meeting: Meeting, view: MeetingView, roomId: string) {
  const [wanted, setWanted] = useState(false);
  const stop = useRef<(() => Promise<Take>) | null>(null);
  const recorded = view.room?.recording ?? false;
  const connected = view.connection.state === "connected";

  function toggle() {
    setWanted(!recorded);
    meeting.send(recorded ? "stop-recording" : "start-recording");
  }

  // It ends when a host ends it, and with the connection: nobody is recorded without being told.
  useEffect(() => {
    if (recorded && connected && wanted) {
      stop.current ??= startRecording(() => [meeting.view.mesh.local, ...meeting.view.mesh.peers.map(({ stream }) => stream)].filter((one) => one !== null), tiles);
      return;
    }
    const finish = stop.current;
    if (!finish) return;
    stop.current = null;
    void finish().then(({ blob }) => {
      save(blob, `meeting-${roomId}-${new Date().toISOString().slice(0, 19).replaceAll(":", "-")}.${blob.type.includes("mp4") ? "mp4" : "webm"}`);
      toast("The recording is saved on your computer");
    });
    if (!recorded) setWanted(false);
  }, [recorded, connected, wanted, meeting, roomId]);

  // What ended with a lost connection is still announced in the room.
  useEffect(() => {
    if (!wanted || !recorded || !connected || stop.current) return;
    setWanted(false);
    meeting.send("stop-recording");
  }, [wanted, recorded, connected, meeting]);
  useEffect(() => () => void stop.current?.(), []);

  return { mine: wanted && recorded, recorded, toggle };
}

/** Kept for the tab alone, so that a page that is loaded anew has its place and role again. */
function keyOf(roomId: string): string {
  const item = `meeting-key:${roomId}`;
  const kept = sessionStorage.getItem(item);
  if (kept) return kept;
  const key = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  sessionStorage.setItem(item, key);
  return key;
}
