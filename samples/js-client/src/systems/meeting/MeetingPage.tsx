import { useState } from "preact/hooks";
import { ConnectionState } from "../../ui/ConnectionState";
import { toast } from "../../ui/toasts";
import type { PageProps } from "..";
import { Chat } from "./Chat";
import { Controls } from "./Controls";
import type { Pen } from "./drawing";
import { DrawTools } from "./DrawTools";
import { HostPanel, Waiting } from "./HostPanel";
import { Lobby } from "./Lobby";
import { MeetingRecordings } from "./MeetingRecordings";
import { People } from "./People";
import { Polls } from "./Polls";
import { breakoutOf, leads, nameOf } from "./room";
import { SideTabs } from "./SideTabs";
import { Tiles } from "./Tiles";
import { useFresh } from "./useFresh";
import { useMeeting } from "./useMeeting";
import { useMeetingRecording } from "./useMeetingRecording";
import "./meeting.css";

export default function MeetingPage({ me, room: roomId }: PageProps) {
  const { meeting, view } = useMeeting(roomId, me.userId, me.name);
  const recording = useMeetingRecording(meeting, view, roomId);
  const { phase, room, connection } = view;
  const [tab, setTab] = useState("people");
  const fresh = useFresh(view, tab);
  const [pen, setPen] = useState<Pen | null>(null);

  if (phase === "out") {
    return (
      <Lobby roomId={roomId} refused={connection.state === "refused"} reason={view.reason} onJoin={(local) => meeting.join(local)}>
        <MeetingRecordings recording={recording} pass={view.pass} />
      </Lobby>
    );
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
  const disabled = connection.state !== "connected";
  const isShared = room.people.some(({ sharing }) => sharing);
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
        <Tiles meeting={meeting} view={view} room={room} pen={isShared ? pen : null} />
        {isShared && <DrawTools me={room.me} disabled={disabled} pen={pen} onPen={setPen} onClear={() => meeting.drawings.clear()} />}
        <Controls meeting={meeting} view={view} room={room} recording={leading ? recording : undefined} kept={view.pass !== ""} onLeave={leave} />
      </section>
      <aside class="side">
        {leading && <Waiting meeting={meeting} room={room} />}
        <MeetingRecordings recording={recording} pass={view.pass} />
        <SideTabs chosen={tab} onChoose={setTab} tabs={[
          {
            id: "people", title: `People (${room.people.length})`, fresh: 0,
            content: <>{leading && <HostPanel meeting={meeting} room={room} />}<People meeting={meeting} room={room} mesh={view.mesh} /></>,
          },
          {
            id: "chat", title: "Chat", fresh: fresh.chat ?? 0,
            content: <Chat entries={view.entries} me={room.me} disabled={disabled} off={room.chatOff} open={tab === "chat"} onSay={(text) => meeting.say(text)} />,
          },
          {
            id: "asked", title: "Polls & questions", fresh: fresh.asked ?? 0,
            content: <Polls polls={meeting.polls} asked={view.asked} room={room} disabled={disabled} />,
          },
        ]} />
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
