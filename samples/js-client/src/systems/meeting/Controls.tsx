import { BlurSelect } from "../../call/BlurSelect";
import { attempt } from "../../ui/toasts";
import type { Meeting, MeetingView } from "./Meeting";
import type { Room } from "./room";

/** The reactions of the meeting rooms' document, and what a screen reader calls them. */
const reactions: [string, string][] = [
  ["👍", "Thumbs up"],
  ["❤️", "Heart"],
  ["😂", "Laughing"],
  ["🎉", "Celebrate"],
  ["👏", "Applause"],
  ["🤔", "Thinking"],
];

interface ControlsProps {
  meeting: Meeting;
  view: MeetingView;
  room: Room;
  /** For those who may record. */
  recording?: { mine: boolean; recorded: boolean; toggle: () => void };
  /** Whether the server may keep it. */
  kept: boolean;
  onLeave: () => void;
}

/** What everybody in a meeting can do. */
export function Controls({ meeting, view, room, recording, kept, onLeave }: ControlsProps) {
  const { mesh } = meeting.call;
  const { audio, video, screen, local } = view.mesh;
  const connected = view.connection.state === "connected";
  const raised = room.people[0]?.hand != null;

  return (
    <div class="controls" role="toolbar" aria-label="Meeting controls">
      <button aria-pressed={!audio} disabled={!local} onClick={() => void attempt(() => mesh.toggleAudio(), "The microphone could not be turned on")}>{audio ? "Mute" : "Unmute"}</button>
      <button aria-pressed={!video} disabled={!local} onClick={() => void attempt(() => mesh.toggleVideo(), "The camera could not be turned on")}>{video ? "Camera off" : "Camera on"}</button>
      <button aria-pressed={screen} disabled={!connected} onClick={() => void attempt(() => mesh.toggleScreen(), "The screen could not be shared")}>{screen ? "Stop sharing" : "Share screen"}</button>
      <BlurSelect blur={view.mesh.blur} onBlur={(blur) => mesh.setBlur(blur)} />
      <button aria-pressed={raised} disabled={!connected} onClick={() => meeting.send(raised ? "lower-hand" : "raise-hand")}>{raised ? "Lower hand" : "Raise hand"}</button>
      <span class="react" role="group" aria-label="React">
        {reactions.map(([emoji, name]) => (
          <button key={emoji} class="quiet" aria-label={name} title={name} disabled={!connected} onClick={() => meeting.react(emoji)}>{emoji}</button>
        ))}
      </span>
      {recording && (
        <button aria-pressed={recording.recorded} disabled={!connected} onClick={recording.toggle} title={kept ? "Everybody is told; those who are here can play it" : "Everybody is told; the file is saved on this computer"}>
          {recording.recorded ? "Stop recording" : "Record"}
        </button>
      )}
      <button class="danger" onClick={onLeave}>Leave</button>
    </div>
  );
}
