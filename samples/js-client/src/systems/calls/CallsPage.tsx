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
import { useUserCalls } from "./useUserCalls";

/** The page of the user calls, once there is a token for it. */
export default function CallsPage({ me, room }: PageProps) {
  const [token, setToken] = useState("");
  const [refusal, setRefusal] = useState("");
  useEffect(() => {
    fetch("/api/dev/call-token", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ userId: me.userId }) })
      .then(async (response) => (response.ok ? setToken((await response.json()).data.token) : setRefusal(`The server gave no token (${response.status}).`)))
      .catch(() => setRefusal("The server does not answer."));
  }, [me.userId]);
  if (refusal) return <main class="message"><p class="error" role="alert">{refusal}</p></main>;
  return token ? <Calls me={me} room={room} token={token} /> : <main class="message" aria-busy="true">Loading…</main>;
}

function Calls({ me, token }: PageProps & { token: string }) {
  const [socket] = useState(() => initSocket({ token }));
  const connection = useConnection(socket);
  const { call, view, peerId = "Somebody", callId, dial, accept } = useUserCalls(socket, token, me.userId);
  const recording = useRecordings(call, view, "user-calls", callId, token);
  const [to, setTo] = useState("");
  useEffect(() => {
    connectSocket();
    return destroySocket;
  }, [socket]);

  return (
    <main class="calls">
      <div class="heading">
        <h1>Calls</h1>
        <ConnectionState status={connection} />
        <span class="muted">Others call you as <strong>{me.userId}</strong></span>
      </div>
      {view.state === "idle" && (
        <form class="card invite" onSubmit={(event) => { event.preventDefault(); void dial(to.trim()); }}>
          <label class="grow">
            Whom to call
            <input name="to" required placeholder="student-ben" autocomplete="off" value={to} onInput={(e) => setTo(e.currentTarget.value)} />
          </label>
          <button class="primary" disabled={connection.state !== "connected" || to.trim() === me.userId}>Call</button>
          <NotifyButton />
          <p class="muted">The name to call somebody by stands above, on their page.</p>
        </form>
      )}
      {view.state === "ringing" && <IncomingCall caller={peerId} onAccept={() => void accept()} onRefuse={() => call.hangUp()} refuse="Reject" />}
      {view.state !== "idle" && view.state !== "ringing" && (
        <CallPanel view={view} partner={peerId} onAudio={() => call.toggleAudio()} onVideo={() => call.toggleVideo()} onScreen={() => call.toggleScreen()} onBlur={(blur) => call.setBlur(blur)} onHangUp={() => call.hangUp()}>
          <RecordButton recording={recording} view={view} />
        </CallPanel>
      )}
      <Recordings recordings={recording.recordings} onRemove={(r) => void recording.remove(r)} token={token} />
    </main>
  );
}
