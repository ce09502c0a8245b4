import { useEffect, useState } from "preact/hooks";
import { CallPanel } from "../../call/CallPanel";
import { IncomingCall } from "../../call/IncomingCall";
import { RecordButton } from "../../call/RecordButton";
import { Recordings } from "../../call/Recordings";
import { useRecordings } from "../../call/useRecordings";
import { connectSocket, destroySocket, initSocket, useConnection } from "../../socket";
import { ConnectionState } from "../../ui/ConnectionState";
import { NotifyButton } from "../../ui/NotifyButton";
import type { PageProps } from "..";
import { Chat } from "./Chat";
import { nameOf } from "./types";
import { useChat } from "./useChat";
import { useSession } from "./useSession";
import { useWebRTC } from "./useWebRTC";
import "./classroom.css";

export default function ClassroomPage({ me, room }: PageProps) {
  // The token says which of the browser's cookies is meant: a tutor and a student may share one browser.
  const [socket] = useState(() => initSocket({ token: JSON.stringify({ userId: me.userId, email: me.email, tier: me.tier }) }));
  const connection = useConnection(socket);
  const { refusal, partnerId } = useSession(socket, room, me.userId);
  const chat = useChat(socket, room, me.userId);
  const { call, view } = useWebRTC(socket, partnerId, me.role === "tutor");
  const recording = useRecordings(call, view, "classroom", room);
  const partner = partnerId ? nameOf(partnerId) : me.role === "tutor" ? "The student" : "The tutor";

  // After the hooks' effects: their listeners are there when it connects.
  useEffect(() => {
    connectSocket();
    return destroySocket;
  }, [socket]);

  return (
    <main class="classroom">
      <div class="heading">
        <h1>{room}</h1>
        <ConnectionState status={connection} />
        <span class="presence" data-partner={partnerId ?? ""}>{partnerId ? `${partner} is here` : `${partner} is not here yet`}</span>
      </div>
      {refusal && <p class="error" role="alert">You cannot join this lesson: {refusal}</p>}
      {view.state === "idle" && (
        <section class="card invite">
          <p class="muted">{partnerId ? `Talk to ${partner} with camera and microphone.` : "As soon as the other one is here you can call."}</p>
          <button class="primary" disabled={!partnerId || connection.state !== "connected"} onClick={() => void call.start()}>Start video call</button>
          <NotifyButton />
        </section>
      )}
      {view.state === "ringing" && <IncomingCall caller={partner} onAccept={() => void call.accept()} onRefuse={() => call.hangUp()} />}
      {view.state !== "idle" && view.state !== "ringing" && (
        <CallPanel view={view} partner={partner} onAudio={() => call.toggleAudio()} onVideo={() => call.toggleVideo()} onScreen={() => call.toggleScreen()} onBlur={(blur) => call.setBlur(blur)} onHangUp={() => call.hangUp()}>
          <RecordButton recording={recording} view={view} />
        </CallPanel>
      )}
      <Recordings recordings={recording.recordings} onRemove={(r) => void recording.remove(r)} />
      <Chat {...chat} me={me.userId} canCorrect={me.role === "tutor"} disabled={connection.state !== "connected" || refusal !== ""} />
    </main>
  );
}
