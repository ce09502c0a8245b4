import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import type { Take } from "./recorder";

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

/**
 * The recordings of a room. `system` is the server's name for the application, `classroom`; `token` is for one that knows its users by a
 * token and not by a cookie; `changed` is another one when there may be new ones. Without a room there is nothing.
 */
export function useRecordingList(system: string, room: string, token = "", changed: unknown = 0) {
  const address = room && `/api/recordings/${system}/${encodeURIComponent(room)}`;
  const headers = useMemo((): Record<string, string> => (token ? { authorization: `Bearer ${token}` } : {}), [token]);
  const [recordings, setRecordings] = useState<Recording[]>([]);

  const refresh = useCallback(async () => {
    const response = address ? await fetch(address, { headers }).catch(() => null) : null;
    setRecordings(response?.ok ? (await response.json()).data : []);
  }, [address, headers]);

  /** Uploads a recording, of this part of a call that has parts. Why it could not; empty when it could. */
  const upload = useCallback(
    async ({ blob, durationMs }: Take, part = ""): Promise<string> => {
      const query = `durationMs=${durationMs}${part && `&part=${encodeURIComponent(part)}`}`;
      const response = await fetch(`${address}?${query}`, { method: "POST", headers: { ...headers, "content-type": blob.type }, body: blob }).catch(() => null);
      if (!response) return "the server does not answer";
      if (!response.ok) return (await response.json().catch(() => null))?.error ?? `the server answered ${response.status}`;
      await refresh();
      return "";
    },
    [address, headers, refresh],
  );

  const remove = useCallback(
    async (recording: Recording) => {
      await fetch(recording.url, { method: "DELETE", headers }).catch(() => undefined);
      await refresh();
    },
    [headers, refresh],
  );

  useEffect(() => void refresh(), [refresh, changed]);
  return { recordings, refresh, upload, remove };
}
