import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { toast } from "../ui/toasts";
import type { Call, CallView } from "./Call";
import { inset, startRecording, tiles, type Take } from "./recorder";
import { useRecordingList } from "./useRecordingList";

/** What is recorded: this side and the other, or this side and all others. */
export interface Recordable extends Pick<CallView, "state" | "local" | "remote" | "recorded"> {
  others?: (MediaStream | null)[];
}

/** Recording a call, and the recordings of its room, as `useRecordingList` has them. */
export function useRecordings(call: Pick<Call, "tellRecording" | "tellRecorded">, view: Recordable, system: string, room: string, token = "") {
  const { recordings, refresh, upload, remove } = useRecordingList(system, room, token, view.recorded);
  const [state, setState] = useState<"idle" | "recording" | "saving">("idle");
  const stop = useRef<(() => Promise<Take>) | null>(null);
  // Streams come and go while a recording runs.
  const present = useRef(view);
  present.current = view;

  const finish = useCallback(async () => {
    const take = stop.current;
    if (!take) return;
    stop.current = null;
    setState("saving");
    call.tellRecording(false);
    const problem = await upload(await take());
    setState("idle");
    if (problem) return toast(`The recording could not be saved: ${problem}`, "error");
    toast("The recording is saved");
    call.tellRecorded();
  }, [call, upload]);

  function toggle() {
    if (state === "recording") return void finish();
    if (state !== "idle" || !room || !view.local || !view.remote) return;
    stop.current = startRecording(() => {
      const { local, remote, others = [remote] } = present.current;
      return [local, ...others].filter((stream) => stream !== null);
    }, view.others ? tiles : inset);
    setState("recording");
    call.tellRecording(true);
  }

  // A call that ends ends its recording.
  useEffect(() => {
    if (view.state === "idle") void finish();
  }, [view.state, finish]);

  return { recordings, state, toggle, remove, refresh };
}
