import { useEffect, useState } from "preact/hooks";
import { toast } from "../ui/toasts";
import { fileName, save } from "./save";
import type { Recording } from "./useRecordingList";

interface RecordingsProps {
  recordings: Recording[];
  onRemove: (recording: Recording) => void;
  /** Of a system that knows its users by a token and not by a cookie. */
  token?: string;
}

/** The recordings of a room, to be played and kept. Nothing when there are none. */
export function Recordings({ recordings, onRemove, token }: RecordingsProps) {
  if (recordings.length === 0) return null;
  return (
    <details class="card recordings">
      <summary>Recordings ({recordings.length})</summary>
      <ul>
        {recordings.map((recording) => (
          <li key={recording.id}>
            <span class="muted">
              {recording.userName}, {new Date(recording.createdAt).toLocaleString()}
              {recording.durationMs ? `, ${Math.max(1, Math.round(recording.durationMs / 1000))}\u00a0s` : ""}
            </span>
            {token ? <Fetched recording={recording} token={token} /> : <Playback recording={recording} src={recording.url} />}
            {!token && <a href={`${recording.url}?download`} download>Download</a>}
            {recording.mayDelete && <button class="quiet" onClick={() => onRemove(recording)}>Delete</button>}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Playback({ recording, src }: { recording: Recording; src: string }) {
  return <video class="playback" controls preload="metadata" src={src} aria-label={`Recording of ${recording.userName}`} />;
}

/** A video element and a link send no token, so the recording is fetched, when it is wanted. */
function Fetched({ recording, token }: { recording: Recording; token: string }) {
  const [src, setSrc] = useState("");
  useEffect(() => () => URL.revokeObjectURL(src), [src]);

  async function load(): Promise<Blob | null> {
    const response = await fetch(recording.url, { headers: { authorization: `Bearer ${token}` } }).catch(() => null);
    const blob = response?.ok ? await response.blob().catch(() => null) : null;
    if (!blob) toast("The recording could not be loaded.", "error");
    return blob;
  }

  async function play() {
    const blob = await load();
    if (blob) setSrc(URL.createObjectURL(blob));
  }

  async function download() {
    const blob = await load();
    if (blob) save(blob, fileName("recording", recording.contentType, new Date(recording.createdAt)));
  }

  return (
    <>
      {src ? <Playback recording={recording} src={src} /> : <button onClick={() => void play()}>Play</button>}
      <button class="quiet" onClick={() => void download()}>Download</button>
    </>
  );
}
