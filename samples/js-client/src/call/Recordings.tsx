import type { Recording } from "./useRecordings";

/** The recordings of a room, to be played. Nothing when there are none. */
export function Recordings({ recordings, onRemove }: { recordings: Recording[]; onRemove: (recording: Recording) => void }) {
  if (recordings.length === 0) return null;
  return (
    <details class="card recordings">
      <summary>Recordings ({recordings.length})</summary>
      <ul>
        {recordings.map((recording) => (
          <li key={recording.id}>
            <span class="muted">
              {recording.userName}, {new Date(recording.createdAt).toLocaleString()}
              {recording.durationMs ? `, ${Math.max(1, Math.round(recording.durationMs / 1000))} s` : ""}
            </span>
            <video class="playback" controls preload="metadata" src={recording.url} aria-label={`Recording of ${recording.userName}`} />
            {recording.mayDelete && <button class="quiet" onClick={() => onRemove(recording)}>Delete</button>}
          </li>
        ))}
      </ul>
    </details>
  );
}
