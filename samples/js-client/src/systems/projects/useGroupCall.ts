import { useEffect, useMemo, useState } from "preact/hooks";
import { Mesh, type MeshView } from "../../call/Mesh";
import { notify, toast } from "../../ui/toasts";
import type { Api } from "./api";
import type { CallSignal, CallType } from "./types";
import type { ChatSocket } from "./useSocket";

export interface RunningGroup {
  type: CallType;
  startedBy: string;
}

/** In this tab alone: set while it is in the call, so that it is still there when the page was loaded anew without having left. */
const markOf = (userId: string, projectId: string) => `group-call/${userId}/${projectId}`;

/** The time before a connection that broke off is made again, in milliseconds. */
const repairDelay = 1500;

/** The project's group call: whether one runs, and this page's part in it. Who joins offers to those who are there. */
export function useGroupCall(api: Api, socket: ChatSocket, projectId: string, me: string, nameOf: (userId: string) => string) {
  const [running, setRunning] = useState<RunningGroup | null>(null);
  const [state, setState] = useState<"out" | "joining" | "in">("out");
  const now = useMemo(() => ({ state: "out" as "out" | "joining" | "in", type: "video" as CallType, nameOf, offered: new Set<string>() }), []);
  now.nameOf = nameOf;
  const mark = markOf(me, projectId);
  const [mesh] = useState(
    () =>
      new Mesh({
        send: (recipientId, { description, candidate }) =>
          signal(
            candidate
              ? { type: "group-candidate", recipientId, candidate }
              : description?.type === "offer"
                ? { type: "group-offer", recipientId, offer: description }
                : { type: "group-answer", recipientId, answer: description },
          ),
        token: api.token,
        onChange: (next) => setView(next),
      }),
  );
  const [view, setView] = useState<MeshView>(mesh.view);

  function signal(data: object) {
    socket.keep("call:signal", { conversation_id: projectId, ...data });
  }

  function offerTo(id: string) {
    now.offered.add(id);
    mesh.add(id, false);
  }

  function become(next: "out" | "joining" | "in") {
    now.state = next;
    setState(next);
    if (next === "out") {
      sessionStorage.removeItem(mark);
      mesh.close();
    }
  }

  function askToJoin() {
    sessionStorage.setItem(mark, now.type);
    signal({ type: "group-join", callType: now.type });
  }

  // Both are still in the call, and the connection between them is over: whoever offered first offers again.
  const broken = view.peers.filter(({ id, state }) => state === "waiting" && now.offered.has(id)).map(({ id }) => id).join();
  useEffect(() => {
    if (!broken) return;
    const timer = setTimeout(() => {
      for (const { id, state } of mesh.view.peers) if (state === "waiting" && now.offered.has(id)) offerTo(id);
    }, repairDelay);
    return () => clearTimeout(timer);
  }, [broken]);

  useEffect(() => {
    const present = ({ participants = [], callType = "video", senderId }: CallSignal) => {
      if (now.state === "out") return;
      setRunning({ type: callType, startedBy: senderId });
      become("in");
      // After a reconnection: whoever left meanwhile is out, but a connection that stands needs no server.
      for (const { id } of mesh.view.peers) {
        if (!participants.includes(id) && !mesh.isConnected(id)) mesh.remove(id);
      }
      for (const id of participants) {
        if (id !== me) offerTo(id);
      }
      mesh.restart();
    };
    const started = ({ senderId, callType = "video" }: CallSignal) => {
      setRunning((old) => {
        if (!old && senderId !== me) notify("Group call", `${now.nameOf(senderId)} started a group call`);
        return { type: callType, startedBy: senderId };
      });
    };
    const listeners: Record<string, (signal: CallSignal) => void> = {
      "group-started": started,
      "group-ended": () => setRunning(null),
      "group-state": present,
      "group-joined": ({ senderId }) => {
        toast(`${now.nameOf(senderId)} joined the call`);
        now.offered.delete(senderId);
        mesh.add(senderId, true);
      },
      "group-left": ({ senderId }) => {
        toast(`${now.nameOf(senderId)} left the call`);
        mesh.remove(senderId);
      },
      "group-refused": ({ reason }) => {
        become("out");
        toast(reason === "full" ? "The group call is full" : "You are in another call, perhaps in another window", "warning");
      },
      "group-offer": ({ senderId, offer }) => mesh.receive(senderId, { description: offer }),
      "group-answer": ({ senderId, answer }) => mesh.receive(senderId, { description: answer }),
      "group-candidate": ({ senderId, candidate }) => mesh.receive(senderId, { candidate }),
    };
    const opened = () => {
      if (now.state !== "out") return signal({ type: "group-join", callType: now.type });
      // A page that was loaded anew is in no call, whatever the server still thinks. Another tab of the same person may be in it.
      if (sessionStorage.getItem(mark)) signal({ type: "group-leave" });
      sessionStorage.removeItem(mark);
    };
    const leave = () => {
      if (now.state !== "out") socket.send("call:signal", { conversation_id: projectId, type: "group-leave" });
    };
    const stop = [
      socket.on("call:signal", (data: CallSignal) => listeners[data.type]?.(data)),
      socket.on("open", opened),
      // A page that is bound again is told again what runs.
      socket.on("lost", () => now.state === "out" && setRunning(null)),
    ];
    addEventListener("pagehide", leave);
    return () => {
      stop.forEach((off) => off());
      removeEventListener("pagehide", leave);
      leave();
      // Where the server could not be told, the next page of this tab tells it.
      if (socket.isOpen) sessionStorage.removeItem(mark);
      now.state = "out";
      mesh.close();
    };
  }, [socket, mesh, now, projectId, me, mark]);

  /** Starts the project's group call, or joins it. */
  async function join(type: CallType) {
    if (now.state !== "out") return;
    now.type = type;
    become("joining");
    try {
      if (await mesh.open(type === "audio")) askToJoin();
    } catch (error) {
      become("out");
      toast(`The call could not start: ${(error as Error).message}`, "error");
    }
  }

  function leaveCall() {
    if (now.state === "out") return;
    signal({ type: "group-leave" });
    become("out");
  }

  return { running, state, mesh, view, join, leave: leaveCall };
}
