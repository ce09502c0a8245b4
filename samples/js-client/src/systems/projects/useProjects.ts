import { useCallback, useEffect, useState } from "preact/hooks";
import { toast } from "../../ui/toasts";
import type { Api } from "./api";
import type { ProjectRow, ProjectSummary } from "./types";
import type { ChatSocket } from "./useSocket";

/** How often other projects are asked about while somebody looks, in milliseconds: this page's connection is bound to one. */
const pause = 20_000;

/** The projects that somebody takes part in, the one with the newest message first. */
export function useProjects(api: Api, socket: ChatSocket, me: string) {
  const [projects, setProjects] = useState<ProjectSummary[]>([]);

  const refresh = useCallback(async () => {
    // What could not be read now is read the next time.
    const counts = await api.get<{ projects: ProjectSummary[] }>("/api/messages/unread/counts").catch(() => null);
    if (counts) setProjects(counts.projects.sort((a, b) => Number(!a.last_message_at) - Number(!b.last_message_at) || moment(b) - moment(a)));
  }, [api]);

  useEffect(() => {
    const look = () => !document.hidden && void refresh();
    const timer = setInterval(look, pause);
    const mine = ({ user_id }: { user_id: string }) => user_id === me && void refresh();
    const stop = [
      socket.on("open", () => void refresh()),
      socket.on("chat:request_approved", mine),
      socket.on("chat:member_removed", mine),
    ];
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
      stop.forEach((off) => off());
    };
  }, [socket, me, refresh]);

  /** Makes a project and opens it. */
  async function create(name: string): Promise<void> {
    try {
      const { id } = await api.send<ProjectRow>("POST", "/api/projects", { name });
      location.hash = addressOf(id);
    } catch (error) {
      toast(`The project could not be made: ${(error as Error).message}`, "error");
    }
  }

  return { projects, create };
}

export function addressOf(projectId: string): string {
  return `#/projects/${encodeURIComponent(projectId)}`;
}

function moment({ last_message_at }: ProjectSummary): number {
  return last_message_at ? Date.parse(last_message_at) : 0;
}
