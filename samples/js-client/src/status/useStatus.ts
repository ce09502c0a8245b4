import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { io, type Socket } from "socket.io-client";
import type { Hello, Status } from "./types";

/** Two minutes: what an operator sees at a glance. */
const Kept = 120;
const SessionKey = "status-session";

export type Phase = "signed out" | "connecting" | "connected" | "reconnecting" | "off";

export interface Credential {
  username: string;
  password: string;
}

/** The status feed: who is let in, and the last two minutes of what it said. */
export function useStatus() {
  const [phase, setPhase] = useState<Phase>(sessionStorage.getItem(SessionKey) ? "connecting" : "signed out");
  const [refusal, setRefusal] = useState("");
  const [hello, setHello] = useState<Hello | null>(null);
  const [history, setHistory] = useState<Status[]>([]);
  const socket = useRef<Socket | null>(null);

  const connect = useCallback((credential?: Credential) => {
    socket.current?.disconnect();
    setRefusal("");
    setPhase("connecting");
    const next = io("/status", {
      forceNew: true,
      reconnectionDelay: 500,
      reconnectionDelayMax: 5000,
      // The password is used once; what stands for it afterwards lasts as long as the tab.
      auth: (send) => {
        const sessionId = sessionStorage.getItem(SessionKey);
        send(sessionId ? { sessionId } : { ...credential });
      },
    });
    socket.current = next;
    next.on("connect", () => setPhase("connected"));
    next.on("disconnect", () => setPhase(next.active ? "reconnecting" : "signed out"));
    next.on("connect_error", (error) => {
      if (next.active) return setPhase("reconnecting");
      if (error.message === "Invalid namespace") return setPhase("off");
      const wasSession = sessionStorage.getItem(SessionKey) !== null;
      sessionStorage.removeItem(SessionKey);
      setRefusal(wasSession ? "Your session is over: sign in again." : error.message === "invalid credentials" ? "This name and password are not the operator's." : error.message);
      setPhase("signed out");
    });
    next.on("session", (id: string) => sessionStorage.setItem(SessionKey, id));
    next.on("hello", (said: Hello) => {
      setHello(said);
      setHistory([]); // another server, or the same after a restart
    });
    next.on("status", (said: Status) => setHistory((known) => [...known.slice(1 - Kept), said]));
  }, []);

  const signOut = useCallback(() => {
    sessionStorage.removeItem(SessionKey);
    socket.current?.disconnect();
    setHistory([]);
    setHello(null);
    setPhase("signed out");
  }, []);

  useEffect(() => {
    if (sessionStorage.getItem(SessionKey)) connect();
    return () => void socket.current?.disconnect();
  }, [connect]);

  return { phase, refusal, hello, history, connect, signOut };
}
