import { useCallback, useEffect, useState } from "preact/hooks";
import type { Socket } from "socket.io-client";
import { notify, toast } from "../../ui/toasts";
import { readSession } from "./api";
import type { SupportSession, SupportUser } from "./types";

/** The session that the socket connected for: what it is, who is there, and why one may not be in it. */
export function useSession(socket: Socket, sessionId: string, me: SupportUser) {
  const [session, setSession] = useState<SupportSession | null>(null);
  /** The session as it was when the socket connected last: what was said before. Null until it is known. */
  const [history, setHistory] = useState<SupportSession | null>(null);
  const [ready, setReady] = useState(false);
  const [refusal, setRefusal] = useState("");
  const [others, setOthers] = useState<string[]>([]);
  const [left, setLeft] = useState(false);

  useEffect(() => {
    const look = () => socket.emit("participants", (ids: string[]) => setOthers(ids.filter((id) => id !== me._id)));
    const read = async () => {
      const answer = await readSession(sessionId);
      if (typeof answer === "object") setSession(answer);
      return answer;
    };
    const listeners: Record<string, (...args: any[]) => void> = {
      connect: async () => {
        setRefusal("");
        setLeft(false);
        look();
        const answer = await read();
        if (typeof answer === "object") setHistory(answer);
        else if (answer === 403) setRefusal(`this session has another ${me.role === "customer" ? "customer" : "agent"}`);
        else toast("What was said before could not be loaded.", "error");
        setReady(answer !== 403);
      },
      "user-joined": (user: SupportUser) => {
        look();
        void read();
        if (user._id === me._id) return;
        toast(`${user.name} is here`);
        notify("Support session", `${user.name} is here`);
      },
      "user-left": () => {
        look();
        void read();
      },
      disconnect: () => {
        setOthers([]);
        setReady(false);
      },
    };
    for (const [event, listener] of Object.entries(listeners)) socket.on(event, listener);
    return () => {
      for (const [event, listener] of Object.entries(listeners)) socket.off(event, listener);
    };
  }, [socket, sessionId, me]);

  /** Leaves; an agent's leaving closes the session. The server ends the connection then. */
  const endCall = useCallback(() => {
    setLeft(true);
    socket.emit("end-call");
  }, [socket]);

  return { session, history, ready, refusal, others, left, endCall };
}
