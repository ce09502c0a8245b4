import { useEffect, useState } from "preact/hooks";
import type { Socket } from "socket.io-client";
import { nameOf, type Person, type SessionState } from "./types";
import { notify, toast } from "../../ui/toasts";

/** Joins a session, again after every reconnection, and tells who is in it. */
export function useSession(socket: Socket, sessionId: string, me: string) {
  const [state, setState] = useState<SessionState | null>(null);
  const [refusal, setRefusal] = useState("");

  useEffect(() => {
    const listeners: Record<string, (...args: any[]) => void> = {
      connect: () => {
        setRefusal("");
        socket.emit("session:join", { sessionId });
      },
      "session:state": (next: SessionState) => setState(next),
      "session:user-joined": ({ userId }: Person) => {
        if (userId === me) return;
        toast(`${nameOf(userId)} is here`);
        notify("Classroom", `${nameOf(userId)} is here`);
      },
      "session:error": ({ event, message }: { event: string; message: string }) =>
        event === "session:join" ? setRefusal(message) : toast(message, "error"),
      "session:lesson-ended": ({ message }: { message: string }) => toast(message),
      disconnect: () => setState(null),
    };
    for (const [event, listener] of Object.entries(listeners)) socket.on(event, listener);
    if (socket.connected) listeners.connect!();
    return () => {
      for (const [event, listener] of Object.entries(listeners)) socket.off(event, listener);
      if (socket.connected) socket.emit("session:leave");
    };
  }, [socket, sessionId, me]);

  const { tutorId, studentId } = state?.participants ?? {};
  return { state, refusal, partnerId: [tutorId, studentId].find((id) => id !== undefined && id !== me) };
}
