import type { CallView } from "./Call";
import type { useRecordings } from "./useRecordings";

/** Starts and ends a recording. */
export function RecordButton({ recording, view }: { recording: Pick<ReturnType<typeof useRecordings>, "state" | "toggle">; view: Pick<CallView, "remote"> }) {
  return (
    <button aria-pressed={recording.state === "recording"} disabled={recording.state === "saving" || !view.remote} onClick={recording.toggle}>
      {recording.state === "recording" ? "Stop recording" : recording.state === "saving" ? "Saving…" : "Record"}
    </button>
  );
}
