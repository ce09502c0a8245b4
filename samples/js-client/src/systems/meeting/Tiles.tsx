import { useRef, useState } from "preact/hooks";
import { Video } from "../../call/CallPanel";
import type { MeshPeer } from "../../call/Mesh";
import { DrawingCanvas } from "./DrawingCanvas";
import type { Pen } from "./drawing";
import type { Meeting, MeetingView, Reaction } from "./Meeting";
import type { Person, Room } from "./room";
import { useSpeaking } from "./useSpeaking";

const states: Record<MeshPeer["state"], string> = {
  waiting: "Connecting…",
  connecting: "Connecting…",
  connected: "",
  reconnecting: "Connection lost, trying to get it back…",
};

interface TilesProps {
  meeting: Meeting;
  view: MeetingView;
  room: Room;
  /** What one draws with on the shared screens. */
  pen: Pen | null;
}

/** Everybody's picture, one's own first; a shared screen and a chosen picture are large, and who speaks is marked. */
export function Tiles({ meeting, view, room, pen }: TilesProps) {
  // Whoever is away for a moment keeps the name.
  const names = useRef(new Map<string, string>());
  for (const { id, name } of room.people) names.current.set(id, name);
  const [chosen, setChosen] = useState("");
  const { mesh } = view;
  const speaking = useSpeaking(new Map([[room.me, mesh.local], ...mesh.peers.map(({ id, stream }) => [id, stream] as const)]));
  const columns = Math.ceil(Math.sqrt(mesh.peers.length + 1));
  const person = (id: string) => room.people.find((one) => one.id === id);
  const reactions = (id: string) => view.reactions.filter(({ peerId }) => peerId === id);

  return (
    <div class="tiles" style={{ "--columns": columns }} data-people={mesh.peers.length + 1}>
      <figure class={`tile${mesh.screen ? " screen" : ""}${speaking.has(room.me) ? " speaking" : ""}`} data-peer={room.me} data-self>
        {mesh.screen
          ? <Video key="screen" stream={meeting.call.mesh.display} label="Your screen" muted />
          : <Video key="camera" stream={mesh.local} label="You, live" muted mirrored />}
        {!mesh.video && !mesh.screen && <NoPicture name={person(room.me)?.name ?? ""} />}
        {mesh.screen && <DrawingCanvas drawings={meeting.drawings} screen={room.me} pen={pen} />}
        <Caption name="You" person={person(room.me)} host={room.hostId} muted={!mesh.audio} reactions={reactions(room.me)}>
          {mesh.screen && <span class="badge">You share your screen</span>}
        </Caption>
      </figure>
      {mesh.peers.map((peer) => {
        const name = names.current.get(peer.id) ?? "Somebody";
        const showsScreen = peer.screen || person(peer.id)?.sharing === true;
        return (
          <figure key={peer.id} class={`tile${showsScreen || chosen === peer.id ? " large" : ""}${showsScreen ? " screen" : ""}${speaking.has(peer.id) ? " speaking" : ""}`} data-peer={peer.id} data-link={peer.state}>
            <Video stream={peer.stream} label={`${name}, live`} />
            {showsScreen && <DrawingCanvas drawings={meeting.drawings} screen={peer.id} pen={pen} />}
            {peer.state === "connected" && !peer.video && !showsScreen && <NoPicture name={name} />}
            {states[peer.state] && <p class="overlay" role="status">{states[peer.state]}</p>}
            <Caption name={name} person={person(peer.id)} host={room.hostId} muted={!peer.audio} reactions={reactions(peer.id)}>
              {showsScreen && <span class="badge">{name} shares the screen</span>}
              <button class="badge enlarge" aria-pressed={chosen === peer.id} aria-label={`Enlarge ${name}`} onClick={() => setChosen(chosen === peer.id ? "" : peer.id)}>
                {chosen === peer.id ? "Smaller" : "Larger"}
              </button>
              {peer.state === "connected" && peer.quality.quality !== "unknown" && peer.quality.quality !== "good" && (
                <span class={`badge quality ${peer.quality.quality}`} title={`${Math.round(peer.quality.loss * 100)} % lost, ${Math.round(peer.quality.roundTrip)} ms`}>
                  {peer.quality.quality} connection
                </span>
              )}
            </Caption>
          </figure>
        );
      })}
    </div>
  );
}

function NoPicture({ name }: { name: string }) {
  return <p class="overlay no-picture"><span aria-hidden="true">{name.charAt(0).toUpperCase()}</span><span class="hidden">{name} has the camera off</span></p>;
}

interface CaptionProps {
  name: string;
  person: Person | undefined;
  host: string;
  muted: boolean;
  reactions: Reaction[];
  children: preact.ComponentChildren;
}

function Caption({ name, person, host, muted, reactions, children }: CaptionProps) {
  return (
    <>
      <div class="badges">
        {person?.hand != null && <span class="badge hand" title={`${name}: hand raised`}>✋<span class="hidden">Hand raised</span></span>}
        {children}
      </div>
      <div class="reactions" aria-live="polite">
        {reactions.map(({ key, emoji }) => <span key={key} class="reaction">{emoji}</span>)}
      </div>
      <figcaption>
        {name}
        {person?.id === host ? " · host" : person?.coHost ? " · co-host" : ""}
        {muted && " · muted"}
      </figcaption>
    </>
  );
}
