import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { keepBlur, readBlur, type Blur, type BlurView } from "../../call/blur";
import { BlurSelect } from "../../call/BlurSelect";
import { Video } from "../../call/CallPanel";
import { openMedia, type Devices } from "../../call/media";
import { OwnMedia } from "../../call/OwnMedia";
import { attempt } from "../../ui/toasts";

interface LobbyProps {
  roomId: string;
  refused: boolean;
  /** Why one is here again; empty at first. */
  reason: string;
  /** With what is to be seen and heard, which is the caller's from then on. */
  onJoin: (local: MediaStream) => void;
  /** What is left of the meeting. */
  children?: ComponentChildren;
}

/** Before a meeting: how one looks, and what the others will get of it. */
export function Lobby({ roomId, refused, reason, onJoin, children }: LobbyProps) {
  const { own, problem, known, devices, choose, blur, chooseBlur } = useOwnMedia();
  const [audio, setAudio] = useState(true);
  const [video, setVideo] = useState(true);
  const local = own.current?.stream ?? null;
  const hasVideo = own.current?.hasCamera ?? false;

  async function join() {
    const media = own.current;
    // The meeting blurs by itself, from the camera's own picture.
    await media?.setBlur("none");
    own.current = null;
    media?.enableAudio(audio);
    media?.enableVideo(video);
    onJoin(media?.stream ?? new MediaStream());
  }

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
          <BlurSelect blur={blur} onBlur={chooseBlur} />
        </div>
        <DeviceSelect label="Camera" known={known.filter(({ kind }) => kind === "videoinput")} chosen={devices.video} onChoose={(id) => choose({ ...devices, video: id })} />
        <DeviceSelect label="Microphone" known={known.filter(({ kind }) => kind === "audioinput")} chosen={devices.audio} onChoose={(id) => choose({ ...devices, audio: id })} />
        {problem && <p class="muted">You can join all the same: you see and hear the others, and write.</p>}
        <button class="primary" disabled={!local && !problem} onClick={() => void attempt(join, "The meeting could not begin")}>{reason ? "Join again" : "Join the meeting"}</button>
        <p class="muted">Whoever has the address of this page can come in. <a href={`#/meeting/${newRoom()}`}>Open a new room</a></p>
        {"Notification" in window && Notification.permission === "default" && (
          <button class="quiet" onClick={() => void Notification.requestPermission()}>Notify me when somebody writes or waits</button>
        )}
      </section>
      {children}
    </main>
  );
}

interface DeviceSelectProps {
  label: string;
  known: MediaDeviceInfo[];
  chosen: string | undefined;
  onChoose: (id: string) => void;
}

/** Which camera or microphone, where there is a choice. */
function DeviceSelect({ label, known, chosen, onChoose }: DeviceSelectProps) {
  if (known.length < 2) return null;
  return (
    <label>
      {label}
      <select value={chosen ?? known[0]!.deviceId} onChange={(e) => onChoose(e.currentTarget.value)}>
        {known.map(({ deviceId, label: name }, i) => <option key={deviceId} value={deviceId}>{name || `${label} ${i + 1}`}</option>)}
      </select>
    </label>
  );
}

/** Camera and microphone for as long as they are looked at; whoever takes them out of `own` has them. */
function useOwnMedia() {
  const own = useRef<OwnMedia | null>(null);
  const [problem, setProblem] = useState("");
  const [known, setKnown] = useState<MediaDeviceInfo[]>([]);
  const [devices, choose] = useState<Devices>({});
  const [blur, setBlur] = useState<BlurView>();

  useEffect(() => {
    let gone = false;
    async function open() {
      const media = new OwnMedia(await openMedia(true, devices), () => Promise.resolve());
      if (!gone) await media.setBlur(readBlur());
      if (gone) return media.stop();
      own.current = media;
      setBlur(media.blurView);
      setProblem("");
      // Only after they were opened does a browser tell their names.
      setKnown(await navigator.mediaDevices.enumerateDevices());
    }
    open().catch((error: Error) => !gone && setProblem(error.message));
    return () => {
      gone = true;
      own.current?.stop();
      own.current = null;
    };
  }, [devices]);

  async function chooseBlur(next: Blur) {
    keepBlur(next);
    await own.current?.setBlur(next);
    setBlur(own.current?.blurView);
  }

  return { own, problem, known, devices, choose, blur, chooseBlur };
}

/** A name that nobody guesses. */
function newRoom(): string {
  return [...crypto.getRandomValues(new Uint8Array(9))].map((byte) => (byte % 36).toString(36)).join("");
}
