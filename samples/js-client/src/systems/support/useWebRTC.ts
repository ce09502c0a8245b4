import { useEffect, useState } from "preact/hooks";
import type { Socket } from "socket.io-client";
import type { SignalData } from "simple-peer/simplepeer.min.js";
import { ends, type CallView } from "../../call/CallView";
import { notify, toast } from "../../ui/toasts";
import { PeerCall } from "./PeerCall";
import type { SupportUser } from "./types";

/** The call with the other participant, over simple-peer. `rtc-signal` goes to all others of the session, `return-rtc-signal` to one socket. */
export function useWebRTC(socket: Socket, sessionId: string, me: SupportUser) {
  const [call] = useState(
    () =>
      new PeerCall({
        rank: () => `${me._id}/${socket.id}`,
        send: (signal, to) => void (to ? socket.emit("return-rtc-signal", signal, to) : socket.emit("rtc-signal", signal, sessionId)),
        canSend: () => socket.connected,
        onChange: (next) => setView(next),
        onEnd: (why, message) => toast(message ? `${ends[why]}: ${message}` : ends[why], why === "failed" || why === "lost" ? "error" : "info"),
      }),
  );
  const [view, setView] = useState<CallView>(call.view);

  useEffect(() => {
    const listeners: Record<string, (...args: any[]) => void> = {
      "rtc-signal": (signal: SignalData, callerId: string, user: SupportUser) => {
        // Another window of ours calls the other participant, not us.
        if (user._id === me._id && signal.type === "offer") return;
        const wasIdle = call.view.state === "idle";
        call.receive(signal, { id: callerId, rank: `${user._id}/${callerId}` });
        if (wasIdle && call.view.state === "ringing") notify("Support session", `${user.name} is calling`);
      },
      "return-rtc-signal": (signal: SignalData) => call.receive(signal),
      // Whoever comes has not heard what was said before, and whoever comes back is at another address.
      "user-joined": () => call.repeat(),
      connect: () => call.repeat(),
      "user-left": (user: SupportUser) => user._id !== me._id && call.peerLeft(),
    };
    for (const [event, listener] of Object.entries(listeners)) socket.on(event, listener);
    return () => {
      for (const [event, listener] of Object.entries(listeners)) socket.off(event, listener);
      call.dispose();
    };
  }, [socket, call, me]);

  return { call, view };
}
