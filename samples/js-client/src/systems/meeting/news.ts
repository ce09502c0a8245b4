import { pollIn } from "./asked";
import { leads, nameOf, type Room } from "./room";
import type { Data } from "./RoomSocket";

/** What a page says about an event: in the chat, in passing, and when nobody looks at it. */
interface News {
  line?: string;
  toast?: string;
  notice?: string;
}

/** Why a room lets somebody not in, by the server's code. */
export const refusals: Record<string, string> = {
  ROOM_LOCKED: "The room is locked: nobody else is let in.",
  ROOM_FULL: "The room is full.",
  INVALID_ROOM: "A room cannot have this name.",
  UNAUTHORIZED: "Only the host may do that.",
};

/** What to say of an event that comes into this room. */
export function news(room: Room, event: string, data: Data): News {
  const id = String(data.peerId ?? "");
  const name = nameOf(room, id);
  const mine = leads(room, room.me);
  switch (event) {
    case "peer-joined":
      return room.people.some((one) => one.id === id) ? {} : { line: `${String(data.username || "Somebody")} joined` };
    case "peer-left":
      return { line: `${name} left` };
    case "chat-message":
      return { notice: `${name}: ${String(data.message ?? "")}` };
    case "host-changed":
      return hostChanged(room, String(data.hostId ?? ""));
    case "raise-hand":
      return room.people.some((one) => one.id === id && one.hand === null && id !== room.me) ? { toast: mine ? `${name} raised a hand` : undefined, notice: `${name} raised a hand` } : {};
    case "poll-created":
      return pollCreated(name, data);
    case "question-asked":
      return mine ? { notice: `${name} has a question` } : {};
    case "screen-share-started":
      return { line: `${name} shares the screen` };
    case "screen-share-request":
      return { notice: `${String(data.peerName ?? name)} asks to share the screen` };
    case "waiting-participant-joined":
      return { toast: `${String(data.username || "Somebody")} waits to be let in`, notice: `${String(data.username || "Somebody")} waits to be let in` };
    default:
      return Object.hasOwn(fixed, event) ? fixed[event]! : {};
  }
}

/** The room passes polls on as they are: one that nobody is shown is not spoken of. */
function pollCreated(name: string, data: Data): News {
  const poll = pollIn(data);
  if (!poll) return {};
  const line = `${name} asks: ${poll.question}`;
  return { line, toast: `${name} has started a poll`, notice: line };
}

function hostChanged(room: Room, hostId: string): News {
  if (hostId === room.me) return { line: "You are the host now", toast: "You are the host now" };
  return { line: `${nameOf(room, hostId)} is the host now` };
}

const fixed: Record<string, News> = {
  "room-locked": { line: "The room is locked" },
  "room-unlocked": { line: "The room is open again" },
  "chat-disabled": { line: "The host has turned the chat off" },
  "chat-enabled": { line: "The host has turned the chat on" },
  "recording-started": { line: "This meeting is being recorded", toast: "This meeting is being recorded" },
  "recording-stopped": { line: "The recording has ended" },
  "muted-by-host": { toast: "The host has muted you" },
  "all-muted": { toast: "The host has muted everybody" },
  "unmuted-by-host": { toast: "The host asks you to unmute yourself" },
  "all-unmuted": { toast: "The host lets everybody speak" },
  "cohost-promoted": { toast: "You are a co-host now" },
  "cohost-demoted": { toast: "You are no longer a co-host" },
  "screen-share-revoked": { toast: "The host has ended your screen sharing" },
  "all-hands-cleared": { line: "All hands are down" },
  "breakout-closed": { line: "Everybody is together again", toast: "Everybody is together again" },
};
