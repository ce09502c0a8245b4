import type { ComponentChildren } from "preact";
import { attempt, toast } from "../ui/toasts";
import type { Blur } from "./blur";
import { BlurSelect } from "./BlurSelect";
import { Video } from "./CallPanel";
import type { MeshPeer, MeshView } from "./Mesh";
import "./mesh.css";

interface MeshPanelProps {
  view: MeshView;
  nameOf: (peerId: string) => string;
  /** What to say above a picture besides what the call knows: a raised hand, who is host. */
  marks?: (peerId: string) => ComponentChildren;
  onAudio: () => void | Promise<void>;
  onVideo: () => void | Promise<void>;
  onScreen: () => Promise<void>;
  onBlur: (blur: Blur) => Promise<void>;
  onLeave: () => void;
  /** More controls. */
  children?: ComponentChildren;
}

const states: Record<MeshPeer["state"], string> = {
  waiting: "Waiting…",
  connecting: "Connecting…",
  connected: "",
  reconnecting: "Connection lost, trying to get it back…",
};

/** A tile for everybody in a call of many, and the buttons. */
export function MeshPanel({ view, nameOf, marks, onAudio, onVideo, onScreen, onBlur, onLeave, children }: MeshPanelProps) {
  async function shareScreen() {
    try {
      await onScreen();
    } catch (error) {
      // Whoever closes the browser's question has changed their mind.
      if ((error as Error).name !== "NotAllowedError") toast(`The screen could not be shared: ${(error as Error).message}`, "error");
    }
  }

  return (
    <section class="call" aria-label="Group call" data-mesh={view.peers.length + 1}>
      <ul class="mesh">
        <li class="tile mine" data-peer="">
          <Video stream={view.local} label="You, live" muted mirrored={!view.screen} />
          {!view.video && !view.screen && <p class="overlay small">Camera off</p>}
          <Caption name="You" muted={!view.audio}>
            {view.screen && <span class="badge">You share the screen</span>}
            {marks?.("")}
          </Caption>
        </li>
        {view.peers.map((peer) => <Tile key={peer.id} peer={peer} name={nameOf(peer.id)} marks={marks?.(peer.id)} />)}
      </ul>
      <div class="controls" role="toolbar" aria-label="Call controls">
        <button aria-pressed={!view.audio} disabled={!view.local} onClick={() => void attempt(onAudio, "The microphone could not be turned on")}>{view.audio ? "Mute" : "Unmute"}</button>
        <button aria-pressed={!view.video} disabled={!view.local} onClick={() => void attempt(onVideo, "The camera could not be turned on")}>{view.video ? "Camera off" : "Camera on"}</button>
        <button aria-pressed={view.screen} disabled={!view.local} onClick={shareScreen}>{view.screen ? "Stop sharing" : "Share screen"}</button>
        <BlurSelect blur={view.blur} onBlur={onBlur} />
        {children}
        <button class="danger" onClick={onLeave}>Leave call</button>
      </div>
    </section>
  );
}

function Tile({ peer, name, marks }: { peer: MeshPeer; name: string; marks: ComponentChildren }) {
  return (
    <li class="tile" data-peer={peer.id} data-state={peer.state}>
      <Video stream={peer.stream} label={`${name}, live`} />
      {states[peer.state] && <p class="overlay small" role="status">{states[peer.state]}</p>}
      {peer.state === "connected" && !peer.video && !peer.screen && <p class="overlay small">Camera off</p>}
      <Caption name={name} muted={!peer.audio}>
        {peer.screen && <span class="badge">shares the screen</span>}
        {peer.recording && <span class="badge recording">records</span>}
        {peer.state === "connected" && peer.quality.quality !== "unknown" && (
          <span class={`badge ${peer.quality.quality}`} title={`${Math.round(peer.quality.loss * 100)} % lost, ${Math.round(peer.quality.roundTrip)} ms`}>
            {peer.quality.quality}
          </span>
        )}
        {marks}
      </Caption>
    </li>
  );
}

function Caption({ name, muted, children }: { name: string; muted: boolean; children: ComponentChildren }) {
  return (
    <div class="badges">
      <span class="badge name">{name}</span>
      {muted && <span class="badge">muted</span>}
      {children}
    </div>
  );
}
