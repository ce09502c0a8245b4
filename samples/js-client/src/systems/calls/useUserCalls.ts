import { useEffect, useMemo, useState } from "preact/hooks";
import type { Socket } from "socket.io-client";
import { Call, ends, type CallView } from "../../call/Call";
import type { Signal } from "../../call/Link";
import { notify, toast } from "../../ui/toasts";

interface Peer {
  id: string;
  /** The call's record on the server; not known until the server has made it. */
  callId?: string;
}

/** What the server sends: a description for an offer or an answer, a candidate, and whose call it is. */
interface FromServer {
  from: string;
  callId?: string;
  sdp?: RTCSessionDescriptionInit;
  candidate?: RTCIceCandidateInit;
}

/** Calls from user to user: ringing, taking, refusing and hanging up, with a record of each call on the server. */
export function useUserCalls(socket: Socket, token: string, me: string) {
  // One object for as long as the page lives: what the listeners read is always the present call's.
  const now = useMemo(() => ({ peer: null as Peer | null }), []);
  const [callId, setCallId] = useState("");
  const [call] = useState(
    () =>
      new Call({
        polite: () => me < (now.peer?.id ?? ""),
        send: ({ description, candidate }) => {
          if (!now.peer) return;
          const { id: to, callId } = now.peer;
          if (candidate) socket.emit("webrtc:ice-candidate", { to, candidate, callId });
          else socket.emit(description?.type === "offer" ? "webrtc:offer" : "webrtc:answer", { to, sdp: description, callId });
        },
        canSend: () => socket.connected,
        onChange: (next) => setView(next),
        onEnd: (why, message) => {
          if (now.peer && why !== "they-hung-up" && why !== "rejected") {
            socket.emit("webrtc:end-call", { to: now.peer.id, callId: now.peer.callId });
          }
          now.peer = null;
          toast(message ? `${ends[why]}: ${message}` : ends[why], why === "failed" || why === "lost" ? "error" : "info");
        },
      }),
  );
  const [view, setView] = useState<CallView>(call.view);

  const post = (path: string) => fetch(`/api/video/calls${path}`, {
    method: "POST", headers: { authorization: `Bearer ${token}`, "content-type": "application/json" }, body: "{}",
  }).then((response) => response.json()).catch(() => null);

  function record(peer: Peer, callId: string | undefined) {
    peer.callId = callId;
    setCallId(callId ?? "");
  }

  /** Each has called the other at the same moment. It is one call, and its record that of the one who does not give way. */
  function meet(peer: Peer, theirs: string | undefined) {
    if (me > peer.id || !theirs) return;
    if (peer.callId) void post(`/${peer.callId}/end`);
    record(peer, theirs);
    void post(`/${theirs}/join`);
  }

  useEffect(() => {
    const signal = (of: (message: FromServer) => Signal) => (message: FromServer) => {
      if (message.from === now.peer?.id) call.receive(of(message));
    };
    const listeners: Record<string, (message: FromServer) => void> = {
      "webrtc:incoming-call": ({ from, callId }) => {
        const { peer } = now;
        // Whoever is in a call is busy for everybody else.
        if (peer && peer.id !== from) return void socket.emit("webrtc:end-call", { to: from, callId });
        if (peer && (call.view.state === "idle" || call.view.state === "calling")) return meet(peer, callId);
        now.peer = { id: from };
        record(now.peer, callId);
        call.ring();
        notify("Incoming call", `${from} is calling`);
      },
      "webrtc:offer": signal(({ sdp }) => ({ description: sdp })),
      "webrtc:answer": signal(({ sdp }) => ({ description: sdp })),
      "webrtc:ice-candidate": signal(({ candidate }) => ({ candidate })),
      "webrtc:end-call": ({ from }) => {
        if (from !== now.peer?.id) return;
        if (call.view.state === "idle") now.peer = null;
        else call.theyEnded();
      },
      connect: () => call.peerIsBack(),
    };
    for (const [event, listener] of Object.entries(listeners)) socket.on(event, listener);
    return () => {
      for (const [event, listener] of Object.entries(listeners)) socket.off(event, listener);
      call.dispose();
    };
  }, [socket, call, now]);

  async function dial(to: string) {
    if (now.peer) return;
    const peer: Peer = (now.peer = { id: to });
    const made: string | undefined = (await post(""))?.data?.id;
    if (now.peer !== peer || peer.callId) {
      // They refused, or called themselves, before there was a record.
      if (made) void post(`/${made}/end`);
      if (now.peer !== peer) return;
    } else {
      record(peer, made);
      socket.emit("webrtc:call", { to, callId: made });
    }
    await call.start();
  }

  async function accept() {
    if (now.peer?.callId) await post(`/${now.peer.callId}/join`);
    await call.accept();
  }

  return { call, view, peerId: now.peer?.id, callId, dial, accept };
}
