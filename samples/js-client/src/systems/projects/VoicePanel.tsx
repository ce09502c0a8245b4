import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { CallView } from "../../call/Call";
import { toast } from "../../ui/toasts";
import { duration } from "./History";

interface VoicePanelProps {
  view: CallView;
  /** The other's name. */
  partner: string;
  onAudio: () => void;
  /** Turns the camera on. */
  onVideo: () => Promise<void>;
  onHangUp: () => void;
  /** More controls. */
  children?: ComponentChildren;
}

const states: Record<CallView["state"], string> = {
  idle: "",
  calling: "Calling…",
  ringing: "",
  connecting: "Connecting…",
  connected: "",
  reconnecting: "Connection lost, trying to get it back…",
};

/** A call of two voices: nothing to look at but how it stands. */
export function VoicePanel({ view, partner, onAudio, onVideo, onHangUp, children }: VoicePanelProps) {
  const sound = useRef<HTMLAudioElement>(null);
  const seconds = useSeconds(view.state === "connected");
  async function turnOn() {
    try {
      await onVideo();
    } catch (error) {
      toast(`The camera could not be turned on: ${(error as Error).message}`, "error");
    }
  }

  useEffect(() => {
    if (sound.current) sound.current.srcObject = view.remote;
  }, [view.remote]);
  return (
    <section class="call" aria-label="Voice call" data-call={view.state}>
      <div class="voice card">
        <audio ref={sound} autoplay />
        <span class="initial" aria-hidden="true">{partner.charAt(0).toUpperCase()}</span>
        <strong>{partner}</strong>
        <p class="muted" role="status">{states[view.state] || duration(seconds)}</p>
        <p class="marks">
          {!view.theirs.audio && <span class="badge">{partner} is muted</span>}
          {view.theirs.recording && <span class="badge recording">{partner} records this call</span>}
          {view.state === "connected" && view.quality.quality !== "unknown" && (
            <span class={`badge ${view.quality.quality}`} title={`${Math.round(view.quality.loss * 100)} % lost, ${Math.round(view.quality.roundTrip)} ms`}>
              {view.quality.quality} connection
            </span>
          )}
        </p>
      </div>
      <div class="controls" role="toolbar" aria-label="Call controls">
        <button aria-pressed={!view.audio} onClick={onAudio}>{view.audio ? "Mute" : "Unmute"}</button>
        <button disabled={view.state !== "connected"} onClick={() => void turnOn()}>Camera on</button>
        {children}
        <button class="danger" onClick={onHangUp}>Hang up</button>
      </div>
    </section>
  );
}

/** How long something has been so, in whole seconds. */
function useSeconds(running: boolean): number {
  const [seconds, setSeconds] = useState(0);
  const since = useRef<number | null>(null);
  useEffect(() => {
    if (!running) return;
    since.current ??= Date.now();
    const timer = setInterval(() => setSeconds(Math.floor((Date.now() - since.current!) / 1000)), 1000);
    return () => clearInterval(timer);
  }, [running]);
  return seconds;
}
