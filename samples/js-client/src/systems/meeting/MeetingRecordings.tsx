import { Recordings } from "../../call/Recordings";
import type { MeetingRecording } from "./useMeetingRecording";

/** The recordings that one took part in, and one's own that the server has not got. */
export function MeetingRecordings({ recording, pass }: { recording: MeetingRecording; pass: string }) {
  const { saving, unsaved } = recording;
  return (
    <>
      {saving && <p class="muted" role="status">Saving the recording…</p>}
      {unsaved && !saving && (
        <section class="card" role="alert">
          <p>The recording could not be uploaded: {unsaved.problem}</p>
          <div class="row">
            <button onClick={unsaved.retry}>Try again</button>
            <button onClick={unsaved.save}>Save it on this computer</button>
          </div>
        </section>
      )}
      <Recordings recordings={recording.recordings} onRemove={recording.remove} token={pass} />
    </>
  );
}
