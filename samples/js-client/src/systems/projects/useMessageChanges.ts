import { useMemo } from "preact/hooks";
import { toast } from "../../ui/toasts";
import type { Api } from "./api";
import type { MessageRow } from "./types";

/** How long a message of one's own can be changed and taken back, in milliseconds. The server's word; it refuses what comes later. */
const editTime = 15 * 60_000;
const deleteTime = 60 * 60_000;

/** What somebody may do with a message now. */
export function allowed(message: MessageRow, me: string, isCreator: boolean) {
  const own = message.sender_id === me;
  const age = Date.now() - Date.parse(message.created_at);
  return { edit: own && age < editTime, remove: own && age < deleteTime, pin: isCreator };
}

/** What can be done with a message that was sent. All pages of the project hear of it from the server, this one too. */
export function useMessageChanges(api: Api) {
  return useMemo(() => {
    /** False when it could not be done; why is on the screen. */
    async function change(method: "POST" | "PUT" | "DELETE", message: MessageRow, what: string, body?: object): Promise<boolean> {
      try {
        await api.send(method, `/api/messages/${encodeURIComponent(message.id)}${what}`, body);
        return true;
      } catch (error) {
        toast(`That could not be done: ${(error as Error).message}`, "error");
        return false;
      }
    }

    return {
      edit: (message: MessageRow, content: string) => change("PUT", message, "", { content }),
      remove: (message: MessageRow) => change("DELETE", message, "", { deleteForEveryone: true }),
      /** Takes the same reaction back when it is there. */
      react: (message: MessageRow, emoji: string) => change("POST", message, "/react", { emoji }),
      /** And off again. */
      pin: (message: MessageRow) => change("PUT", message, "/pin"),
    };
  }, [api]);
}

export type MessageChanges = ReturnType<typeof useMessageChanges>;
