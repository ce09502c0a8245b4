import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { attempt, toast } from "../ui/toasts";
import type { Blur } from "./blur";
import { BlurSelect } from "./BlurSelect";
import type { CallView } from "./Call";

interface CallPanelProps {
  view: CallView;
  /** The other's name. */
  partner: string;
  onAudio: () => void | Promise<void>;
  onVideo: () => void | Promise<void>;
  onScreen: () => Promise<void>;
  onHangUp: () => void;
  /** Where the picture can be blurred. */
  onBlur?: (blur: Blur) => Promise<void>;
  /** More controls. */
  children?: ComponentChildren;
}

/** A video element that shows a stream. */
export function Video({ stream, label, muted = false, mirrored = false }: { stream: MediaStream | null; label: string; muted?: boolean; mirrored?: boolean }) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (element.current) element.current.srcObject = stream;
  }, [stream]);
  return <video ref={element} aria-label={label} autoplay playsInline muted={muted} class={mirrored ? "mirrored" : ""} />;
}

const states: Record<CallView["state"], string> = {
  idle: "",
  calling: "Calling…",
  ringing: "",
  connecting: "Connecting…",
  connected: "",
  reconnecting: "Connection lost, trying to get it back…",
};

/** Both pictures and the buttons of a call that is under way. */
export function CallPanel({ view, partner, onAudio, onVideo, onScreen, onHangUp, onBlur, children }: CallPanelProps) {
  const stage = useRef<HTMLDivElement>(null);

  async function pictureInPicture() {
    const video = stage.current?.querySelector<HTMLVideoElement>(".remote video");
    try {
      if (document.pictureInPictureElement) await document.exitPictureInPicture();
      else await video?.requestPictureInPicture();
    } catch {
      toast("The browser does not show this picture in a window of its own yet.", "warning");
    }
  }

  return (
    <section class="call" aria-label="Call" data-call={view.state}>
      <div class="stage" ref={stage}>
        <div class="remote">
          <Video stream={view.remote} label={`${partner}, live`} />
          {states[view.state] && <p class="overlay" role="status">{states[view.state]}</p>}
          {view.state === "connected" && !view.theirs.video && !view.theirs.screen && <p class="overlay">{partner} has the camera off</p>}
          <div class="badges">
            {!view.theirs.audio && <span class="badge">{partner} is muted</span>}
            {view.theirs.screen && <span class="badge">{partner} shares the screen</span>}
            {view.theirs.recording && <span class="badge recording">{partner} records this call</span>}
            {view.state === "connected" && (
              <span class={`badge quality ${view.quality.quality}`} title={`${Math.round(view.quality.loss * 100)} % lost, ${Math.round(view.quality.roundTrip)} ms`}>
                {view.quality.quality === "unknown" ? "measuring" : `${view.quality.quality} connection`}
              </span>
            )}
          </div>
        </div>
        <div class="own">
          <Video stream={view.local} label="You, live" muted mirrored />
          {!view.video && <p class="overlay small">Camera off</p>}
        </div>
      </div>
      <div class="controls" role="toolbar" aria-label="Call controls">
        <button aria-pressed={!view.audio} onClick={() => void attempt(onAudio, "The microphone could not be turned on")}>{view.audio ? "Mute" : "Unmute"}</button>
        <button aria-pressed={!view.video} onClick={() => void attempt(onVideo, "The camera could not be turned on")}>{view.video ? "Camera off" : "Camera on"}</button>
        <button aria-pressed={view.screen} disabled={view.state !== "connected"} onClick={() => void attempt(onScreen, "The screen could not be shared")}>{view.screen ? "Stop sharing" : "Share screen"}</button>
        {document.pictureInPictureEnabled && <button disabled={!view.remote} onClick={pictureInPicture}>Picture in picture</button>}
        {onBlur && <BlurSelect blur={view.blur} onBlur={onBlur} />}
        {children}
        <button class="danger" onClick={onHangUp}>Hang up</button>
      </div>
    </section>
  );
}
