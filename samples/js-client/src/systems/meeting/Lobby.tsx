import { useEffect, useRef, useState } from "preact/hooks";
import { Video } from "../../call/CallPanel";
import { openMedia } from "../../call/media";

interface LobbyProps {
  roomId: string;
  refused: boolean;
  /** Why one is here again; empty at first. */
  reason: string;
  /** With what is to be seen and heard, which is the caller's from then on. */
  onJoin: (local: MediaStream) => void;
}

/** Before a meeting: how one looks, and what the others will get of it. */
export function Lobby({ roomId, refused, reason, onJoin }: LobbyProps) {
  const [local, setLocal] = useState<MediaStream | null>(null);
  const [problem, setProblem] = useState("");
  const [audio, setAudio] = useState(true);
  const [video, setVideo] = useState(true);
  const given = useRef(false);

  useEffect(() => {
    let gone = false;
    let opened: MediaStream | null = null;
    const stop = () => opened?.getTracks().forEach((track) => track.stop());
    openMedia().then(
      (stream) => {
        opened = stream;
        if (gone) stop();
        else setLocal(stream);
      },
      (error: Error) => setProblem(error.message),
    );
    return () => {
      gone = true;
      if (!given.current) stop();
    };
  }, []);

  function join() {
    given.current = true;
    for (const track of local?.getAudioTracks() ?? []) track.enabled = audio;
    for (const track of local?.getVideoTracks() ?? []) track.enabled = video;
    onJoin(local ?? new MediaStream());
  }

  const hasVideo = (local?.getVideoTracks().length ?? 0) > 0;
  return (
    <main class="narrow lobby">
      <section class="card" aria-label="Before the meeting">
        <h1>{roomId}</h1>
        {reason && <p class={refused ? "error" : ""} role="alert">{reason}</p>}
        <div class="preview">
          <Video stream={local} label="You" muted mirrored />
          {local && (!video || !hasVideo) && <p class="overlay">{hasVideo ? "Camera off" : "No camera"}</p>}
          {!local && <p class="overlay">{problem || "Opening camera and microphone…"}</p>}
        </div>
        <div class="controls" role="toolbar" aria-label="What the others get">
          <button aria-pressed={!audio} disabled={!local} onClick={() => setAudio(!audio)}>{audio ? "Mute" : "Unmute"}</button>
          <button aria-pressed={!video} disabled={!hasVideo} onClick={() => setVideo(!video)}>{video ? "Camera off" : "Camera on"}</button>
        </div>
        {problem && <p class="muted">You can join all the same: you see and hear the others, and write.</p>}
        <button class="primary" disabled={!local && !problem} onClick={join}>{reason ? "Join again" : "Join the meeting"}</button>
        <p class="muted">Whoever has the address of this page can come in. <a href={`#/meeting/${newRoom()}`}>Open a new room</a></p>
        {"Notification" in window && Notification.permission === "default" && (
          <button class="quiet" onClick={() => void Notification.requestPermission()}>Notify me when somebody writes or waits</button>
        )}
      </section>
    </main>
  );
}

/** A name that nobody guesses. */
function newRoom(): string {
  return [...crypto.getRandomValues(new Uint8Array(9))].map((byte) => (byte % 36).toString(36)).join("");
}
