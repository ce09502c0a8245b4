import { useEffect, useRef, useState } from "preact/hooks";
import { startRecording, tiles, type Take } from "../../call/recorder";
import { fileName, save } from "../../call/save";
import { useRecordingList } from "../../call/useRecordingList";
import { toast } from "../../ui/toasts";
import type { Meeting, MeetingView } from "./Meeting";

/** A recording that the server has not got, and why. */
interface Unsaved {
  take: Take;
  part: string;
  problem: string;
}

/** When to look for a recording that somebody else has ended: it may take its time. In milliseconds. */
const looks = [2_000, 5_000, 10_000, 20_000, 40_000, 60_000];

/**
 * Recording a meeting, for hosts, and its recordings, for all who took part. It begins when everybody has been told. Where the server keeps
 * none, the file is given to who made it.
 */
export function useMeetingRecording(meeting: Meeting, view: MeetingView, roomId: string) {
  const list = useRecordingList("meeting-rooms", view.pass ? roomId : "", view.pass, view.mesh.recorded);
  const [wanted, setWanted] = useState(false);
  const [saving, setSaving] = useState(false);
  const [unsaved, setUnsaved] = useState<Unsaved | null>(null);
  const running = useRef<{ stop: () => Promise<Take>; part: string } | null>(null);
  const isGone = useRef(false);
  const recorded = view.room?.recording ?? false;
  const connected = view.connection.state === "connected";
  // For what ends after the page has been left.
  const now = useRef(keep);
  now.current = keep;

  function toggle() {
    setWanted(!recorded);
    meeting.send(recorded ? "stop-recording" : "start-recording");
  }

  function saveHere({ blob }: Take) {
    save(blob, fileName(`meeting-${roomId}`, blob.type, new Date()));
    setUnsaved(null);
  }

  async function keep(take: Take, part: string) {
    if (!part) {
      saveHere(take);
      return toast("The recording is saved on your computer");
    }
    setSaving(true);
    const problem = await list.upload(take, part);
    setSaving(false);
    if (!problem) {
      setUnsaved(null);
      meeting.call.mesh.tellRecorded();
      return toast("The recording is saved, for all who were here");
    }
    if (isGone.current) saveHere(take);
    else setUnsaved({ take, part, problem });
  }

  function finish() {
    const ended = running.current;
    running.current = null;
    if (ended) void ended.stop().then((take) => now.current(take, ended.part));
  }

  // It ends when a host ends it, and with the connection: nobody is recorded without being told.
  useEffect(() => {
    if (recorded && connected && wanted) {
      running.current ??= {
        stop: startRecording(() => [meeting.view.mesh.local, ...meeting.view.mesh.peers.map(({ stream }) => stream)].filter((one) => one !== null), tiles),
        part: view.take,
      };
      return;
    }
    if (!running.current) return;
    finish();
    if (!recorded) setWanted(false);
  }, [recorded, connected, wanted, meeting]);

  // What ended with a lost connection is still announced in the room.
  useEffect(() => {
    if (!wanted || !recorded || !connected || running.current) return;
    setWanted(false);
    meeting.send("stop-recording");
  }, [wanted, recorded, connected, meeting]);

  useEffect(() => {
    isGone.current = false;
    return () => {
      isGone.current = true;
      finish();
    };
  }, []);

  // Who ended it may have left the room with it, and tells nobody when it has been uploaded.
  const { refresh } = list;
  const count = list.recordings.length;
  const seen = useRef(false);
  seen.current ||= recorded;
  useEffect(() => {
    if (recorded || !seen.current) return;
    const timers = looks.map((delay) => setTimeout(() => void refresh(), delay));
    return () => timers.forEach(clearTimeout);
  }, [recorded, count, refresh]);

  // What is not on the server yet is gone with the page.
  const atRisk = saving || unsaved !== null || (wanted && recorded);
  useEffect(() => {
    if (!atRisk) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [atRisk]);

  return {
    mine: wanted && recorded,
    recorded,
    toggle,
    saving,
    unsaved: unsaved && { problem: unsaved.problem, retry: () => void keep(unsaved.take, unsaved.part), save: () => saveHere(unsaved.take) },
    recordings: list.recordings,
    remove: (recording: (typeof list.recordings)[number]) => void list.remove(recording),
  };
}

export type MeetingRecording = ReturnType<typeof useMeetingRecording>;
