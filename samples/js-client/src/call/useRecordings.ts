import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { toast } from "../ui/toasts";
import type { Call, CallView } from "./Call";
import { inset, startRecording, tiles, type Take } from "./recorder";

export interface Recording {
  id: string;
  userName: string;
  contentType: string;
  bytes: number;
  durationMs?: number;
  createdAt: string;
  url: string;
  mayDelete: boolean;
}

/** What is recorded: this side and the other, or this side and all others. */
export interface Recordable extends Pick<CallView, "state" | "local" | "remote" | "recorded"> {
  others?: (MediaStream | null)[];
}

/**
 * Recording a call, and the recordings of its room. `system` is the server's name for the application, `classroom`; `token` is for one
 * that knows its users by a token and not by a cookie. Without a room there is nothing.
 */
export function useRecordings(call: Pick<Call, "tellRecording" | "tellRecorded">, view: Recordable, system: string, room: string, token = "") {
  const address = room && `/api/recordings/${system}/${encodeURIComponent(room)}`;
  const headers = useMemo((): Record<string, string> => (token ? { authorization: `Bearer ${token}` } : {}), [token]);
  const [recordings, setRecordings] = useState<Recording[]>([]);
  const [state, setState] = useState<"idle" | "recording" | "saving">("idle");
  const stop = useRef<(() => Promise<Take>) | null>(null);
  // Streams come and go while a recording runs.
  const present = useRef(view);
  present.current = view;

  const refresh = useCallback(async () => {
    const response = address ? await fetch(address, { headers }).catch(() => null) : null;
    setRecordings(response?.ok ? (await response.json()).data : []);
  }, [address, headers]);

  const finish = useCallback(async () => {
    const take = stop.current;
    if (!take) return;
    stop.current = null;
    setState("saving");
    call.tellRecording(false);
    const { blob, durationMs } = await take();
    const response = await fetch(`${address}?durationMs=${durationMs}`, { method: "POST", headers: { ...headers, "content-type": blob.type }, body: blob }).catch(() => null);
    setState("idle");
    if (response?.ok) {
      toast("The recording is saved");
      call.tellRecorded();
      await refresh();
    } else {
      const problem = response ? (await response.json().catch(() => null))?.error : "the server does not answer";
      toast(`The recording could not be saved: ${problem ?? response?.status}`, "error");
    }
  }, [call, address, headers, refresh]);

  function toggle() {
    if (state === "recording") return void finish();
    if (state !== "idle" || !address || !view.local || !view.remote) return;
    stop.current = startRecording(() => {
      const { local, remote, others = [remote] } = present.current;
      return [local, ...others].filter((stream) => stream !== null);
    }, view.others ? tiles : inset);
    setState("recording");
    call.tellRecording(true);
  }

  async function remove(recording: Recording) {
    await fetch(recording.url, { method: "DELETE", headers }).catch(() => undefined);
    await refresh();
  }

  // A call that ends ends its recording; the other side's may be new when one has ended.
  useEffect(() => {
    if (view.state === "idle") void finish();
  }, [view.state, finish]);
  useEffect(() => void refresh(), [refresh, view.recorded]);

  return { recordings, state, toggle, remove, refresh };
}
