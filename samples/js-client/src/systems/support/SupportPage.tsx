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
import { signIn } from "./api";
import { Chat } from "./Chat";
import { OwnSessions } from "./OwnSessions";
import { Transcript } from "./Transcript";
import type { SupportUser } from "./types";
import { useChat } from "./useChat";
import { useSession } from "./useSession";
import { useTranscription } from "./useTranscription";
import { useWebRTC } from "./useWebRTC";
import "./support.css";

/** The page of a support session, once it is known who one is there: tutors are agents, students are customers. */
export default function SupportPage({ me, room }: PageProps) {
  const [user, setUser] = useState<SupportUser | null>(null);
  const [refusal, setRefusal] = useState("");
  useEffect(() => {
    signIn(me).then(({ user }) => setUser(user), (error: Error) => setRefusal(error.message));
  }, [me]);
  if (refusal) return <main class="message"><p class="error" role="alert">{refusal}</p></main>;
  return user ? <Session me={me} room={room} user={user} /> : <main class="message" aria-busy="true">Loading…</main>;
}

function Session({ me, room, user }: PageProps & { user: SupportUser }) {
  // Asked anew for each connection: a server that was started again may not know what the earlier one signed.
  const [socket] = useState(() =>
    initSocket({}, { query: { sessionId: room }, auth: (give) => void signIn(me).then(({ token }) => give({ token }), () => give({})) }),
  );
  const connection = useConnection(socket);
  const { session, history, ready, refusal, others, left, endCall } = useSession(socket, room, user);
  const isAgent = user.role !== "customer";
  const partner = (isAgent ? session?.customerId : session?.agentId)?.name || (isAgent ? "The customer" : "The agent");
  const chat = useChat(socket, user, history);
  const { call, view } = useWebRTC(socket, room, user);
  const recording = useRecordings(call, view, "support-sessions", room);
  const { transcript, on, toggle } = useTranscription(socket, history, partner, view.local, !view.audio);
  const isHere = others.length > 0;
  const { refresh } = recording;

  // After the hooks' effects: their listeners are there when it connects.
  useEffect(() => {
    connectSocket();
    return destroySocket;
  }, [socket]);
  useEffect(() => void (history && refresh()), [history, refresh]);

  function leave() {
    call.hangUp();
    endCall();
  }

  return (
    <main class="support">
      <div class="heading">
        <h1>{room}</h1>
        {!left && <ConnectionState status={refusal ? { state: "refused" } : connection} />}
        <span class="tag">{isAgent ? "support agent" : "customer"}</span>
        {session?.status === "closed" && <span class="tag" data-status="closed">closed</span>}
        {ready && <span class="presence" data-partner={others[0] ?? ""}>{isHere ? `${partner} is here` : `${partner} is not here`}</span>}
        {ready && <button onClick={leave}>{isAgent ? "End session" : "Leave session"}</button>}
      </div>
      {refusal && <p class="error" role="alert">You cannot join: {refusal}.</p>}
      {left && connection.state === "closed" && (
        <section class="card invite">
          <p>{isAgent ? "You ended the session. What was said is kept." : "You left the session."}</p>
          <button class="primary" onClick={connectSocket}>Join again</button>
        </section>
      )}
      {!left && !refusal && (connection.state === "refused" || connection.state === "closed") && (
        <section class="card invite">
          <p>The server ended the connection.</p>
          <button class="primary" onClick={connectSocket}>Try again</button>
        </section>
      )}
      {view.state === "idle" && ready && (
        <section class="card invite">
          <p class="muted">{isHere ? `Talk to ${partner} with camera and microphone.` : `${partner} is not here yet. You may call already: it rings there on arrival.`}</p>
          <button class="primary" onClick={() => void call.start()}>Start video call</button>
          <NotifyButton />
        </section>
      )}
      {view.state === "ringing" && <IncomingCall caller={partner} onAccept={() => void call.accept()} onRefuse={() => call.hangUp()} />}
      {view.state !== "idle" && view.state !== "ringing" && (
        <CallPanel view={view} partner={partner} onAudio={() => call.toggleAudio()} onVideo={() => call.toggleVideo()} onScreen={() => call.toggleScreen()} onBlur={(blur) => call.setBlur(blur)} onHangUp={() => call.hangUp()}>
          <button aria-pressed={on} disabled={!view.local || connection.state !== "connected"} title={`What you say is written down for ${partner}`} onClick={toggle}>
            {on ? "Stop transcript" : "Transcript"}
          </button>
          <RecordButton recording={recording} view={view} />
        </CallPanel>
      )}
      <Transcript lines={transcript} />
      <Recordings recordings={recording.recordings} onRemove={(r) => void recording.remove(r)} />
      <OwnSessions me={user} present={room} changed={left ? connection.state : session} />
      {!refusal && <Chat {...chat} disabled={!ready} />}
    </main>
  );
}
