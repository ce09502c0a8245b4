import { useCallback, useEffect, useState } from "preact/hooks";
import type { Api } from "./api";
import type { CallRow, CallSignal } from "./types";
import type { ChatSocket } from "./useSocket";

const shown = 30;
/** Calls are recorded a moment after everybody was told of them, in milliseconds. */
const looks = [300, 1500];
const news = ["call-offer", "call-answer", "call-ended", "call-rejected", "group-started", "group-joined", "group-ended"];

/** The project's newest calls, newest first. */
export function useCallHistory(api: Api, socket: ChatSocket, projectId: string, present: string) {
  const [calls, setCalls] = useState<CallRow[]>([]);

  const refresh = useCallback(async () => {
    // Whoever may not see it is told so elsewhere; what could not be read now is read after the next call.
    const rows = await api.get<CallRow[]>(`/api/projects/${encodeURIComponent(projectId)}/calls?limit=${shown}`).catch(() => null);
    if (rows) setCalls(rows);
  }, [api, projectId]);

  useEffect(() => {
    let timers: ReturnType<typeof setTimeout>[] = [];
    const soon = () => {
      timers.forEach(clearTimeout);
      timers = looks.map((after) => setTimeout(() => void refresh(), after));
    };
    // Before that nothing may be read.
    if (socket.isOpen) soon();
    const stop = [socket.on("open", soon), socket.on("call:signal", ({ type }: CallSignal) => news.includes(type) && soon())];
    return () => {
      timers.forEach(clearTimeout);
      stop.forEach((off) => off());
    };
    // What this page's own call is doing is news too.
  }, [socket, refresh, present]);

  return { calls, refresh };
}
