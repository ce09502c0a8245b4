import { useEffect, useMemo, useState } from "preact/hooks";
import { Call, ends, type CallEnd, type CallView } from "../../call/Call";
import { notify, toast } from "../../ui/toasts";
import type { Api } from "./api";
import type { CallSignal, CallType } from "./types";
import type { ChatSocket } from "./useSocket";

/** The other one of the present call. */
interface Peer {
  id: string;
  name?: string;
  /** What the server knows is the other's call: he called, or called at the same moment and the server took his. */
  theirs: boolean;
}

/** Why a call is over, in the server's words. */
const reasons: Record<string, (name: string) => string> = {
  busy: (name) => `${name} is in another call`,
  "no-answer": (name) => `Nobody answered the call with ${name}`,
  elsewhere: () => "The call was answered or refused in another window",
  lost: (name) => `The connection to ${name} was lost`,
};

/** Calls of two in a project, with picture or only with voices: ringing, taking, refusing and hanging up. */
export function useProjectCall(
  api: Api,
  socket: ChatSocket,
  projectId: string,
  nameOf: (userId: string) => string,
  isBusy: () => boolean,
) {
  // One object for as long as the page lives: what the listeners read is always the present call's.
  const now = useMemo(() => ({ peer: null as Peer | null, type: "video" as CallType, told: false, why: "", nameOf, isBusy }), []);
  now.nameOf = nameOf;
  now.isBusy = isBusy;
  const nameOfPeer = (peer: Peer) => (now.nameOf(peer.id) !== peer.id ? now.nameOf(peer.id) : (peer.name ?? peer.id));

  const [call] = useState(() => {
    const signal = (data: object) => socket.keep("call:signal", { conversation_id: projectId, ...data });
    const call: Call = new Call({
      // The one who was called gives way. While both call each other only one of the offers arrives, and whoever gets it is called.
      polite: () => now.peer?.theirs === true,
      token: api.token,
      get audioOnly() {
        return now.type === "audio";
      },
      send: ({ description, candidate }) => {
        if (!now.peer) return;
        if (candidate) return signal({ type: "ice-candidate", candidate });
        if (description?.type !== "offer") return signal({ type: "call-answer", answer: description });
        // In a call that was taken nothing rings anew, and what the server knows of it does not end.
        const resume = call.view.state !== "calling" || undefined;
        signal({ type: "call-offer", recipientId: now.peer.id, offer: description, callType: now.type, resume });
      },
      canSend: () => socket.isOpen,
      onChange: (next) => setView(next),
      onEnd: (why, message) => {
        if (!now.told) signal({ type: "call-ended" });
        sayEnd(why, message);
        now.peer = null;
        now.told = false;
        now.why = "";
      },
    });
    return call;
  });
  const [view, setView] = useState<CallView>(call.view);

  function sayEnd(why: CallEnd, message?: string) {
    const text = now.why || ends[why];
    toast(message ? `${text}: ${message}` : text, why === "failed" || why === "lost" ? "error" : "info");
  }

  useEffect(() => {
    let online: string[] | null = null;
    const offered = ({ senderId, senderName, offer, callType, resume }: CallSignal) => {
      const isIdle = call.view.state === "idle";
      // Meant for the window that has the call.
      if (isIdle && resume) return;
      if (isIdle ? now.isBusy() : now.peer?.id !== senderId) {
        // The server knows nothing of the call that this page is in, after a restart for example.
        return socket.keep("call:signal", { conversation_id: projectId, type: "call-rejected", recipientId: senderId });
      }
      if (isIdle) {
        now.peer = { id: senderId, name: senderName, theirs: true };
        now.type = callType ?? "video";
        notify("Incoming call", `${nameOfPeer(now.peer)} is calling`);
      } else if (now.peer && call.view.state === "calling") {
        now.peer.theirs = true;
      }
      call.receive({ description: offer });
    };
    const ended = ({ type, senderId, reason }: CallSignal) => {
      const peer = now.peer;
      if (senderId !== peer?.id) return;
      // Both called at the same moment: the refusal is of ours, and theirs is on its way or here.
      if (reason === "busy" && peer.theirs) return;
      now.why = (reason && reasons[reason]?.(nameOfPeer(peer))) || (type === "call-rejected" ? `${nameOfPeer(peer)} did not take the call` : "");
      // A connection that stands needs no server, and one that was lost may come back with the other side.
      if (reason === "lost" && (call.view.state === "connected" || call.view.state === "reconnecting")) {
        now.why = "";
        return call.peerLeft();
      }
      now.told = true;
      call.theyEnded();
    };
    const listeners: Record<string, (signal: CallSignal) => void> = {
      "call-offer": offered,
      "call-answer": ({ senderId, answer }) => senderId === now.peer?.id && call.receive({ description: answer }),
      "ice-candidate": ({ senderId, candidate }) => senderId === now.peer?.id && call.receive({ candidate }),
      "call-ended": ended,
      "call-rejected": ended,
    };
    const leave = () => {
      // A call that only rings here may ring in another window too; the server notices when none is left.
      if (now.peer && call.view.state !== "ringing") socket.send("call:signal", { conversation_id: projectId, type: "call-ended" });
    };
    const stop = [
      socket.on("call:signal", (signal: CallSignal) => listeners[signal.type]?.(signal)),
      socket.on("open", () => call.peerIsBack()),
      socket.on("lost", () => (online = null)),
      socket.on("presence:change", ({ online_users }: { online_users: string[] }) => {
        // Whoever loads his page anew while it rings has lost the offer.
        const peerId = now.peer?.id ?? "";
        if (online && !online.includes(peerId) && online_users.includes(peerId)) call.peerIsBack();
        online = online_users;
      }),
    ];
    addEventListener("pagehide", leave);
    return () => {
      stop.forEach((off) => off());
      removeEventListener("pagehide", leave);
      leave();
      call.dispose();
    };
  }, [socket, call, now, projectId]);

  /** Calls somebody, or takes his call that began to ring a moment before the button was pressed. */
  async function dial(userId: string, type: CallType) {
    if (now.peer) return now.peer.id === userId ? call.accept() : undefined;
    now.peer = { id: userId, theirs: false };
    now.type = type;
    await call.start();
  }

  function reject() {
    socket.keep("call:signal", { conversation_id: projectId, type: "call-rejected" });
    now.told = true;
    now.why = now.peer ? `You did not take ${nameOfPeer(now.peer)}'s call` : "";
    call.hangUp();
  }

  const partner = now.peer ? nameOfPeer(now.peer) : "";
  // A call that began with voices alone has pictures as soon as somebody turns a camera on.
  const hasPictures = now.type === "video" || view.video || (view.remote?.getVideoTracks().length ?? 0) > 0;
  return { call, view, type: now.type, hasPictures, partnerId: now.peer?.id, partner, dial, reject };
}
