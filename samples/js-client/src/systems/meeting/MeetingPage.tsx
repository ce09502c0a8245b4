import { useState } from "preact/hooks";
import { ConnectionState } from "../../ui/ConnectionState";
import { toast } from "../../ui/toasts";
import type { PageProps } from "..";
import { Chat } from "./Chat";
import { Controls } from "./Controls";
import { HostPanel } from "./HostPanel";
import { Lobby } from "./Lobby";
import { People } from "./People";
import { breakoutOf, leads, nameOf } from "./room";
import { Tiles } from "./Tiles";
import { useMeeting, useMeetingRecording } from "./useMeeting";
import "./meeting.css";

export default function MeetingPage({ me, room: roomId }: PageProps) {
  const { meeting, view } = useMeeting(roomId, me.userId, me.name);
  const recording = useMeetingRecording(meeting, view, roomId);
  const { phase, room, connection } = view;

  if (phase === "out") {
    return <Lobby roomId={roomId} refused={connection.state === "refused"} reason={view.reason} onJoin={(local) => void meeting.join(local)} />;
  }
  if (!room) {
    return (
      <main class="narrow">
        <section class="card" aria-live="polite">
          <h1>{roomId}</h1>
          <ConnectionState status={connection} />
          {phase === "waiting" ? <p>The host has been told that you are here. You come in as soon as the host lets you in.</p> : <p class="muted">Coming in…</p>}
          <button onClick={() => meeting.leave()}>{phase === "waiting" ? "Wait no longer" : "Cancel"}</button>
        </section>
      </main>
    );
  }

  const leading = leads(room, room.me);
  const breakout = breakoutOf(room, room.me);
  function leave() {
    if (recording.mine) meeting.send("stop-recording");
    meeting.leave();
  }

  return (
    <main class="meeting" data-phase={phase}>
      <div class="heading">
        <h1>{roomId}</h1>
        <ConnectionState status={connection} />
        <span class="muted host" data-host={room.hostId}>{room.hostId === room.me ? "You are the host" : `Host: ${nameOf(room, room.hostId)}`}</span>
        {breakout && <span class="tag">{breakout.name}</span>}
        {room.locked && <span class="tag">Locked</span>}
        {room.recording && <span class="tag recording">Recording</span>}
        <CopyLink />
      </div>
      <section class="stage-area">
        <Tiles view={view} room={room} />
        <Controls meeting={meeting} view={view} room={room} recording={leading ? recording : undefined} onLeave={leave} />
      </section>
      <aside class="side">
        {leading && <HostPanel meeting={meeting} room={room} />}
        <People meeting={meeting} room={room} mesh={view.mesh} />
        <Chat entries={view.entries} me={room.me} disabled={connection.state !== "connected"} off={room.chatOff} onSay={(text) => meeting.say(text)} />
      </aside>
    </main>
  );
}

function CopyLink() {
  const [copied, setCopied] = useState(false);
  async function copy() {
    try {
      await navigator.clipboard.writeText(location.href);
      setCopied(true);
      setTimeout(() => setCopied(false), 3000);
    } catch {
      toast("The browser does not let this page copy. The address of the page is the invitation.", "warning");
    }
  }
  return <button class="quiet copy" onClick={() => void copy()}>{copied ? "Copied" : "Copy invitation"}</button>;
}
