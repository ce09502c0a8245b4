import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import { notify, toast } from "../../ui/toasts";
import { ApiError, type Api } from "./api";
import type { JoinRequest, Member, ProjectRow, Visit } from "./types";
import type { ChatSocket } from "./useSocket";

/** What somebody may do here; `unknown` until the server has said so. */
export type Access = "unknown" | "admin" | "member" | "pending" | "removed" | "rejected" | "can_request" | "no-project";

let visitCount = 0;

/** Who takes part in the project, who of them is there, and who wants to. */
export function useMembers(api: Api, socket: ChatSocket, projectId: string, me: string) {
  const project = `/api/projects/${encodeURIComponent(projectId)}`;
  const [access, setAccess] = useState<Access>("unknown");
  const [members, setMembers] = useState<Member[]>([]);
  const [online, setOnline] = useState<string[]>([]);
  const [visits, setVisits] = useState<Visit[]>([]);
  const [requests, setRequests] = useState<JoinRequest[]>([]);
  const now = useMemo(() => ({ online: null as string[] | null, members: [] as Member[] }), []);
  now.members = members;

  const refresh = useCallback(async () => {
    try {
      const { status, hasAccess } = await api.get<{ status: Access; hasAccess: boolean }>(`${project}/chat-access-status`);
      setAccess(hasAccess && status !== "admin" ? "member" : status);
      if (!hasAccess) return;
      const [rows, waiting] = await Promise.all([readMembers(api, project), api.get<JoinRequest[]>(`${project}/chat-join-requests`)]);
      setMembers(rows);
      setRequests(waiting);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) setAccess("no-project");
      else toast(`The members could not be read: ${(error as Error).message}`, "error");
    }
  }, [api, project]);

  useEffect(() => {
    const nameOf = (userId: string) => nameAmong(now.members, userId);
    const presence = ({ online_users: next }: { online_users: string[] }, at: number) => {
      const before = now.online;
      now.online = next;
      setOnline(next);
      if (next.some((id) => id !== me && !now.members.some((m) => m.user_id === id))) void refresh();
      if (!before) return;
      const visit = (kind: Visit["kind"]) => (userId: string): Visit => ({ id: ++visitCount, userId, kind, at });
      const came = next.filter((id) => id !== me && !before.includes(id));
      const left = before.filter((id) => id !== me && !next.includes(id));
      setVisits((old) => [...old, ...left.map(visit("left")), ...came.map(visit("came"))]);
      for (const id of came) notify("Project chat", `${nameOf(id)} is here`);
    };
    const membership = ({ user_id, user_name }: { user_id: string; user_name: string }, text: string) => {
      if (user_id !== me) toast(`${user_name} ${text}`);
      void refresh();
    };
    const stop = [
      socket.on("open", () => void refresh()),
      socket.on("lost", () => {
        now.online = null;
        setOnline([]);
      }),
      socket.on("presence:change", presence),
      socket.on("chat:join_request", (data) => membership(data, "would like to take part")),
      socket.on("chat:request_approved", (data) => {
        // The page is of a member now: what it shows is bound to its connection.
        if (data.user_id === me) socket.send("subscribe:chat", { project_id: projectId });
        membership(data, "takes part now");
      }),
      socket.on("chat:request_rejected", (data) => membership(data, "was not let in")),
      socket.on("chat:member_removed", (data) => membership(data, "was taken out of the project")),
    ];
    return () => stop.forEach((off) => off());
  }, [socket, projectId, me, now, refresh]);

  const change = useCallback(
    async (action: () => Promise<unknown>) => {
      try {
        await action();
      } catch (error) {
        toast((error as Error).message, "error");
      }
      await refresh();
    },
    [refresh],
  );

  return {
    access,
    members,
    online,
    visits,
    requests,
    nameOf: (userId: string) => nameAmong(members, userId),
    ask: () => change(() => api.send("POST", `${project}/chat-join-request`, {})),
    answer: (request: JoinRequest, approved: boolean) =>
      change(() => api.send("POST", `${project}/chat-join-requests/${request.id}/${approved ? "approve" : "reject"}`, {})),
  };
}

/** The chat's members, and those who are in the project without being listed among them. */
async function readMembers(api: Api, project: string): Promise<Member[]> {
  const [members, row] = await Promise.all([api.get<Member[]>(`${project}/chat-members`), api.get<ProjectRow>(project)]);
  const own = [row.creator_id, row.editor_id, row.client_id].filter((id) => id && !members.some((m) => m.user_id === id)) as string[];
  const profiles = await Promise.all(
    [...new Set(own)].map((id) =>
      api.get<{ full_name?: string }>(`/api/profiles/${encodeURIComponent(id)}`).then(
        ({ full_name }) => ({ user_id: id, full_name }),
        () => ({ user_id: id }),
      ),
    ),
  );
  return [...profiles, ...members];
}

function nameAmong(members: Member[], userId: string): string {
  return members.find((m) => m.user_id === userId)?.full_name || userId;
}
