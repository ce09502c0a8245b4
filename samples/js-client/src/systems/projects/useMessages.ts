import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import { notify, toast } from "../../ui/toasts";
import { ApiError, type Api } from "./api";
import type { MessageRow, UploadedFile } from "./types";
import type { ChatSocket } from "./useSocket";

/** A message of this page's that the server does not have yet. */
export interface Draft {
  id: string;
  content: string;
  /** The message that it answers. */
  replyTo?: string;
  file?: File;
  /** Of the file, once the server has it: it is not sent again with the message. */
  uploaded?: UploadedFile;
  at: number;
  failed: boolean;
}

/** After this time without a key the others are told that nobody types, in milliseconds. */
const typingLasts = 2000;
/** The others' word that somebody types is believed for so long; the one that he stopped may be lost. */
const typingBelieved = 8000;
/** How many of the newest messages are marked as read at once. */
const mostMarked = 40;
let drafts = 0;

/** The project's messages with what became of them, and who types. */
export function useMessages(api: Api, socket: ChatSocket, projectId: string, me: string) {
  const [messages, setMessages] = useState<MessageRow[]>([]);
  const [waiting, setWaiting] = useState<Draft[]>([]);
  const [typing, setTyping] = useState<string[]>([]);
  const now = useMemo(() => ({ messages: [] as MessageRow[], typed: undefined as ReturnType<typeof setTimeout> | undefined }), []);
  now.messages = messages;

  const tellStatus = useCallback(
    (message: MessageRow, status: "delivered" | "read") =>
      socket.send("message:status", { conversation_id: projectId, message_id: message.id, status }),
    [socket, projectId],
  );

  /** Says that they have come, and that they are read when somebody looks at the page. */
  const acknowledge = useCallback(
    (rows: MessageRow[]) => {
      for (const row of rows.filter((m) => m.sender_id !== me && !m.is_system_message && !m.read_by.includes(me)).slice(-mostMarked)) {
        if (!document.hidden) tellStatus(row, "read");
        else if (!row.delivered_to.includes(me)) tellStatus(row, "delivered");
      }
    },
    [me, tellStatus],
  );

  /** All that is here is read, also what is too old, or not somebody's, to be marked by itself. */
  const readAll = useCallback(() => {
    // What stays unread by mistake is read with the next look.
    if (!document.hidden) api.send("PUT", `/api/messages/projects/${encodeURIComponent(projectId)}/mark-read`).catch(() => undefined);
  }, [api, projectId]);

  const load = useCallback(async () => {
    try {
      const rows = await api.get<MessageRow[]>(`/api/messages?project_id=${encodeURIComponent(projectId)}`);
      setMessages((old) => rows.map((row) => withReceipts(old.find((m) => m.id === row.id), row)));
      acknowledge(rows);
      readAll();
    } catch (error) {
      // Who may not read them is told so by the members' hook.
      if (!(error instanceof ApiError && error.status === 403)) toast(`The messages could not be read: ${(error as Error).message}`, "error");
    }
  }, [api, projectId, acknowledge, readAll]);

  useEffect(() => {
    let expiry: ReturnType<typeof setTimeout> | undefined;
    const arrived = ({ message }: { message: MessageRow }) => {
      setMessages((old) => merge(old, message));
      // Changed ones come the same way, with a type.
      if (message.type) return;
      if (message.sender_id === me) return setWaiting((old) => without(old, old.find((draft) => draft.content === message.content)?.id));
      acknowledge([message]);
      notify(message.sender_name ?? "Project chat", message.content);
    };
    const looked = () => {
      if (document.hidden) return;
      acknowledge(now.messages);
      readAll();
    };
    const stop = [
      socket.on("open", () => void load()),
      socket.on("lost", () => setTyping([])),
      socket.on("message:new", arrived),
      // What the server writes itself when somebody joins is a row of the chat too.
      socket.on("chat:message", ({ project_id }: MessageRow) => project_id === projectId && void load()),
      socket.on("chat:request_approved", ({ user_id }) => user_id === me && void load()),
      socket.on("message:status", ({ messageId, userId, status }) => setMessages((old) => mark(old, messageId, userId, status))),
      socket.on("typing:change", ({ typing_users }: { typing_users: { user_id: string }[] }) => {
        clearTimeout(expiry);
        setTyping(typing_users.map((user) => user.user_id).filter((id) => id !== me));
        expiry = setTimeout(() => setTyping([]), typingBelieved);
      }),
    ];
    document.addEventListener("visibilitychange", looked);
    return () => {
      clearTimeout(expiry);
      clearTimeout(now.typed);
      document.removeEventListener("visibilitychange", looked);
      stop.forEach((off) => off());
    };
  }, [socket, projectId, me, now, load, acknowledge, readAll]);

  const stopTyping = useCallback(() => {
    if (now.typed === undefined) return;
    clearTimeout(now.typed);
    now.typed = undefined;
    socket.send("typing:indicator", { conversation_id: projectId, is_typing: false });
  }, [socket, projectId, now]);

  /** To be called with every key; the others hear of the first and of the end. */
  const sendTyping = useCallback(() => {
    if (now.typed === undefined) socket.send("typing:indicator", { conversation_id: projectId, is_typing: true });
    else clearTimeout(now.typed);
    now.typed = setTimeout(stopTyping, typingLasts);
  }, [socket, projectId, now, stopTyping]);

  const post = useCallback(
    async (draft: Draft) => {
      try {
        if (draft.file) draft.uploaded ??= await api.upload<UploadedFile>(`${filesOf(projectId)}?name=${encodeURIComponent(draft.file.name)}`, draft.file);
        const message = await api.send<MessageRow>("POST", "/api/messages", {
          project_id: projectId, content: draft.content, reply_to_message_id: draft.replyTo, ...attached(draft.uploaded),
        });
        setMessages((old) => merge(old, message));
        setWaiting((old) => without(old, draft.id));
      } catch (error) {
        setWaiting((old) => old.map((one) => (one.id === draft.id ? { ...draft, failed: true } : one)));
        if (error instanceof ApiError) toast(error.message, "error");
      }
    },
    [api, projectId],
  );

  const sendMessage = useCallback(
    (content: string, replyTo?: string, file?: File) => {
      stopTyping();
      const draft: Draft = { id: `draft-${++drafts}`, content, replyTo, file, at: Date.now(), failed: false };
      setWaiting((old) => [...old, draft]);
      void post(draft);
    },
    [post, stopTyping],
  );

  const retry = useCallback(
    (draft: Draft) => {
      const again = { ...draft, failed: false };
      setWaiting((old) => old.map((one) => (one.id === draft.id ? again : one)));
      void post(again);
    },
    [post],
  );

  return { messages, waiting, typing, sendMessage, sendTyping, stopTyping, retry };
}

function filesOf(projectId: string): string {
  return `/api/projects/${encodeURIComponent(projectId)}/files`;
}

/** The server says what is a picture: it has looked into the file. */
function attached(file: UploadedFile | undefined) {
  return file && { file_url: file.url, message_type: file.content_type.startsWith("image/") ? "image" : "file" };
}

function without(drafts: Draft[], id: string | undefined): Draft[] {
  return drafts.filter((draft) => draft.id !== id);
}

function merge(old: MessageRow[], row: MessageRow): MessageRow[] {
  if (old.some((m) => m.id === row.id)) return old.map((m) => (m.id === row.id ? withReceipts(m, row) : m));
  // A change of one that is older than what is shown shows nothing.
  return row.type ? old : [...old, row];
}

/** A row that comes over HTTP may be older than what the socket said meanwhile: nothing that was read becomes unread. */
function withReceipts(old: MessageRow | undefined, row: MessageRow): MessageRow {
  const both = (a: string[], b: string[]) => [...new Set([...a, ...b])];
  return old ? { ...old, ...row, delivered_to: both(old.delivered_to, row.delivered_to), read_by: both(old.read_by, row.read_by) } : row;
}

function mark(old: MessageRow[], messageId: string, userId: string, status: string): MessageRow[] {
  const add = (list: string[]) => (list.includes(userId) ? list : [...list, userId]);
  return old.map((m) =>
    m.id === messageId && m.sender_id !== userId
      ? { ...m, delivered_to: add(m.delivered_to), read_by: status === "read" ? add(m.read_by) : m.read_by }
      : m,
  );
}
