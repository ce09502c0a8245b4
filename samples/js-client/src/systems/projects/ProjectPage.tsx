import { useState } from "preact/hooks";
import { CallPanel } from "../../call/CallPanel";
import { MeshPanel } from "../../call/MeshPanel";
import { RecordButton } from "../../call/RecordButton";
import { Recordings } from "../../call/Recordings";
import { ConnectionState } from "../../ui/ConnectionState";
import { NotifyButton } from "../../ui/NotifyButton";
import type { PageProps } from "..";
import { createApi } from "./api";
import { Chat } from "./Chat";
import { History } from "./History";
import { People } from "./People";
import { Projects } from "./Projects";
import { useCallHistory } from "./useCallHistory";
import { useGroupCall, type RunningGroup } from "./useGroupCall";
import { useMembers, type Access } from "./useMembers";
import { useMessageChanges } from "./useMessageChanges";
import { useMessages } from "./useMessages";
import { useProjectCall } from "./useProjectCall";
import { useProjectRecordings } from "./useProjectRecordings";
import { useProjects } from "./useProjects";
import { useSocket } from "./useSocket";
import { VoicePanel } from "./VoicePanel";
import type { CallType } from "./types";
import "./projects.css";

export default function ProjectPage({ me, room }: PageProps) {
  const [token, setToken] = useState("");
  const [api] = useState(() => createApi(me, setToken));
  const { socket, connection } = useSocket(api, room);
  const { projects, create } = useProjects(api, socket, me.userId);
  const people = useMembers(api, socket, room, me.userId);
  const changes = useMessageChanges(api);
  const messages = useMessages(api, socket, room, me.userId);
  const group = useGroupCall(api, socket, room, me.userId, people.nameOf);
  const { call, view, type, hasPictures, partnerId, partner, dial, reject } = useProjectCall(api, socket, room, people.nameOf, () => group.state !== "out");
  const history = useCallHistory(api, socket, room, `${view.state} ${group.state}`);
  const recording = useProjectRecordings({ call, view, mesh: group.mesh, group: group.view, inGroup: group.state === "in" }, room, token);
  const record = <RecordButton recording={recording} view={recording.canRecord} />;
  const isConnected = connection.state === "connected";
  const isMember = people.access === "member" || people.access === "admin";
  const canCall = isConnected && isMember && view.state === "idle" && group.state === "out";

  return (
    <main class="project">
      <div class="heading">
        <h1>{projects.find((project) => project.project_id === room)?.project_name ?? room}</h1>
        <ConnectionState status={connection} />
        <NotifyButton />
      </div>
      <div class="middle">
        {!isMember && people.access !== "unknown" && <Refusal access={people.access} onAsk={people.ask} />}
        {view.state === "ringing" && (
          <section class="card invite ringing" role="alertdialog" aria-label="Incoming call">
            <p class="grow"><strong>{partner}</strong> is calling {type === "audio" ? "(voice only)" : ""}</p>
            <button class="primary" onClick={() => void call.accept()}>Accept</button>
            <button class="danger" onClick={reject}>Reject</button>
          </section>
        )}
        {view.state !== "idle" && view.state !== "ringing" && (!hasPictures ? (
          <VoicePanel view={view} partner={partner} onAudio={() => call.toggleAudio()} onVideo={() => call.toggleVideo(true)} onHangUp={() => call.hangUp()}>{record}</VoicePanel>
        ) : (
          <CallPanel view={view} partner={partner} onAudio={() => call.toggleAudio()} onVideo={() => call.toggleVideo()} onScreen={() => call.toggleScreen()}
            onBlur={(blur) => call.setBlur(blur)} onHangUp={() => call.hangUp()}>{record}</CallPanel>
        ))}
        {group.state === "in" && (
          <MeshPanel view={group.view} nameOf={people.nameOf} onAudio={() => group.mesh.toggleAudio()} onVideo={() => group.mesh.toggleVideo()}
            onScreen={() => group.mesh.toggleScreen()} onBlur={(blur) => group.mesh.setBlur(blur)} onLeave={group.leave}>{record}</MeshPanel>
        )}
        {group.state === "joining" && <section class="card"><p role="status">Joining the group call…</p></section>}
        {group.state === "out" && view.state === "idle" && isMember && (
          <GroupInvite running={group.running} nameOf={people.nameOf} canCall={canCall} onJoin={(t) => void group.join(t)} />
        )}
        {token && <Recordings recordings={recording.recordings} onRemove={(r) => void recording.remove(r)} token={token} />}
        <History calls={history.calls} me={me.userId} nameOf={people.nameOf} />
      </div>
      <div class="aside">
        <Projects projects={projects} current={room} onCreate={create} />
        <People me={me.userId} members={people.members} online={people.online} requests={people.requests} nameOf={people.nameOf}
          canCall={(userId) => canCall || (view.state === "ringing" && userId === partnerId)} onCall={(userId, t) => void dial(userId, t)}
          onAnswer={(request, approved) => void people.answer(request, approved)} />
      </div>
      <Chat {...messages} changes={changes} load={api.load} me={me.userId} isCreator={people.access === "admin"} visits={people.visits} nameOf={people.nameOf} disabled={!isMember} />
    </main>
  );
}

function GroupInvite({ running, nameOf, canCall, onJoin }: {
  running: RunningGroup | null;
  nameOf: (userId: string) => string;
  canCall: boolean;
  onJoin: (type: CallType) => void;
}) {
  if (running) {
    return (
      <section class="card invite ringing" aria-label="Group call">
        <p class="grow"><strong>{nameOf(running.startedBy)}</strong> started a group call {running.type === "audio" ? "(voices only)" : ""}</p>
        <button class="primary" disabled={!canCall} onClick={() => onJoin(running.type)}>Join group call</button>
        {running.type === "video" && <button disabled={!canCall} onClick={() => onJoin("audio")}>Join without camera</button>}
      </section>
    );
  }
  return (
    <section class="card invite" aria-label="Group call">
      <p class="muted grow">Call somebody from the list, or everybody at once.</p>
      <button class="primary" disabled={!canCall} onClick={() => onJoin("video")}>Start group call</button>
      <button disabled={!canCall} onClick={() => onJoin("audio")}>Voices only</button>
    </section>
  );
}

const refusals: Partial<Record<Access, string>> = {
  pending: "You have asked to take part. A member has to let you in.",
  rejected: "You were not let in.",
  removed: "You were taken out of this project.",
  can_request: "You do not take part in this project.",
  "no-project": "There is no such project.",
};

function Refusal({ access, onAsk }: { access: Access; onAsk: () => Promise<void> }) {
  return (
    <section class="card invite refusal" role="alert">
      <p class="grow">{refusals[access]}</p>
      {access !== "pending" && access !== "no-project" && <button class="primary" onClick={() => void onAsk()}>Ask to take part</button>}
    </section>
  );
}
