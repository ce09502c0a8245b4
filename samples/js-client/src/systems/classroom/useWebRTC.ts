import { useEffect, useMemo, useState } from "preact/hooks";
import type { Socket } from "socket.io-client";
import { Call, ends, type CallView } from "../../call/Call";
import type { Signal } from "../../call/Link";
import { notify, toast } from "../../ui/toasts";
import { nameOf, type Person } from "./types";

/** The call with the other participant. Signals carry the user's id; the server delivers them inside the session only. */
export function useWebRTC(socket: Socket, partnerId: string | undefined, isTutor: boolean) {
  const partner = useMemo(() => ({ id: undefined as string | undefined }), []);
  // The one who is known stays addressed while the session's state is unknown, as during a reconnection.
  if (partnerId) partner.id = partnerId;
  const [call] = useState(
    () =>
      new Call({
        polite: () => !isTutor,
        send: (signal) => send(socket, partner.id, signal),
        canSend: () => socket.connected,
        takeBack: (sdp) => send(socket, partner.id, { description: { type: "rollback", sdp } }),
        onChange: (next) => setView(next),
        onEnd: (why, message) => toast(message ? `${ends[why]}: ${message}` : ends[why], why === "failed" || why === "lost" ? "error" : "info"),
      }),
  );
  const [view, setView] = useState<CallView>(call.view);

  useEffect(() => {
    const take = (from: string, signal: Signal) => {
      const wasIdle = call.view.state === "idle";
      partner.id ??= from;
      if (from === partner.id) call.receive(signal);
      if (wasIdle && call.view.state === "ringing") notify("Classroom", `${nameOf(from)} is calling`);
    };
    const listeners: Record<string, (...args: any[]) => void> = {
      "webrtc:offer": ({ offer, from }) => take(from, { description: offer }),
      "webrtc:answer": ({ answer, from }) => take(from, { description: answer }),
      "webrtc:ice-candidate": ({ candidate, from }) => take(from, { candidate }),
      "webrtc:peer-left": () => call.peerLeft(),
      "session:user-left": ({ userId }: Person) => userId === partner.id && call.peerLeft(),
      // Both are back in the session when this comes.
      "session:state": ({ status }: { status: string }) => status === "active" && call.peerIsBack(),
    };
    for (const [event, listener] of Object.entries(listeners)) socket.on(event, listener);
    return () => {
      for (const [event, listener] of Object.entries(listeners)) socket.off(event, listener);
      call.dispose();
    };
  }, [socket, call, partner]);

  return { call, view };
}

/** The contract has no event for a call that is not taken: an answer that rolls the offer back says so, and other pages do nothing at it. */
function send(socket: Socket, to: string | undefined, { description, candidate }: Signal): void {
  if (to === undefined) return;
  if (candidate) socket.emit("webrtc:ice-candidate", { candidate, to });
  else if (description?.type === "offer") socket.emit("webrtc:offer", { offer: description, to });
  else socket.emit("webrtc:answer", { answer: description, to });
}
