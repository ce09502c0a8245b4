import type { Data } from "./RoomSocket";

export interface Person {
  id: string;
  name: string;
  /** When the hand was raised, in Unix seconds; null while it is down. */
  hand: number | null;
  sharing: boolean;
  coHost: boolean;
}

/** Somebody who asks for something: to be let in, or to share the screen. */
export interface Asking {
  id: string;
  name: string;
}

export interface Breakout {
  id: string;
  name: string;
  peers: string[];
}

/** A room as one of its people knows it. */
export interface Room {
  me: string;
  hostId: string;
  locked: boolean;
  chatOff: boolean;
  waitingRoom: boolean;
  recording: boolean;
  /** Oneself first, then the others as they came. */
  people: Person[];
  waiting: Asking[];
  wantToShare: Asking[];
  breakouts: Breakout[];
}

/** The room that `peers` describes. The events that follow it say the rest. */
export function enter(data: Data, name: string): Room {
  const me = text(data.yourId);
  const coHosts = list(data.coHosts).map(text);
  // Servers that tell no names list ids only.
  const others = (data.participants ?? data.peers) as unknown;
  const people = list(others).map((one) => (typeof one === "string" ? { id: one, name: shortName(one) } : asking(one as Data)));
  return {
    me,
    hostId: text(data.hostId),
    locked: data.roomLocked === true,
    chatOff: false,
    waitingRoom: data.waitingRoom === true,
    recording: false,
    people: [{ id: me, name }, ...people].map((one) => ({ ...one, hand: null, sharing: false, coHost: coHosts.includes(one.id) })),
    waiting: [],
    wantToShare: [],
    breakouts: [],
  };
}

/** The room after an event; the same object when that changes nothing. */
export function reduce(room: Room, event: string, data: Data): Room {
  const id = text(data.peerId);
  const change = (who: string, changed: Partial<Person>): Room => ({ ...room, people: room.people.map((one) => (one.id === who ? { ...one, ...changed } : one)) });
  switch (event) {
    case "peer-joined":
      return joined(room, asking(data));
    case "peer-left":
      return { ...room, people: without(room.people, id), wantToShare: without(room.wantToShare, id) };
    case "host-changed":
      return { ...change(text(data.hostId), { coHost: false }), hostId: text(data.hostId) };
    case "cohost-added":
      return change(id, { coHost: true });
    case "cohost-removed":
      return change(id, { coHost: false });
    case "cohost-promoted":
      return change(room.me, { coHost: true });
    case "cohost-demoted":
      return { ...change(room.me, { coHost: false }), waiting: [], wantToShare: [] };
    case "raise-hand":
      return change(id, { hand: typeof data.timestamp === "number" ? data.timestamp : 0 });
    case "lower-hand":
      return change(id, { hand: null });
    case "all-hands-cleared":
      return { ...room, people: room.people.map((one) => ({ ...one, hand: null })) };
    case "screen-share-started":
      return change(id, { sharing: true });
    case "screen-share-stopped":
      return change(id, { sharing: false });
    case "screen-share-request":
      return { ...room, wantToShare: [...without(room.wantToShare, id), { id, name: text(data.peerName) }] };
    case "waiting-participant-joined":
      return { ...room, waiting: [...without(room.waiting, id), asking(data)] };
    case "waiting-participant-left":
      return { ...room, waiting: without(room.waiting, id) };
    case "breakout-rooms":
      return { ...room, breakouts: list(data.rooms).map((one) => breakout(one as Data)) };
    case "breakout-closed":
      return { ...room, breakouts: [] };
    default:
      return switched(room, event);
  }
}

export function nameOf(room: Room, id: string): string {
  return room.people.find((one) => one.id === id)?.name ?? "Somebody";
}

/** Whether somebody may do what hosts may. */
export function leads(room: Room, id: string): boolean {
  return id === room.hostId || room.people.some((one) => one.id === id && one.coHost);
}

/** The breakout room that somebody is in; undefined for the room itself. */
export function breakoutOf(room: Room, id: string): Breakout | undefined {
  return room.breakouts.find(({ peers }) => peers.includes(id));
}

/** The others who are where one is oneself: those whom one sees and hears. */
export function company(room: Room): string[] {
  const here = breakoutOf(room, room.me);
  return room.people.map(({ id }) => id).filter((id) => id !== room.me && breakoutOf(room, id) === here);
}

const switches: Record<string, Partial<Room>> = {
  "room-locked": { locked: true },
  "room-unlocked": { locked: false },
  "chat-disabled": { chatOff: true },
  "chat-enabled": { chatOff: false },
  "waiting-room-enabled": { waitingRoom: true },
  "waiting-room-disabled": { waitingRoom: false },
  "recording-started": { recording: true },
  "recording-stopped": { recording: false },
};

function switched(room: Room, event: string): Room {
  const change = Object.hasOwn(switches, event) ? switches[event] : undefined;
  return change ? { ...room, ...change } : room;
}

function joined(room: Room, { id, name }: Asking): Room {
  const known = room.people.some((one) => one.id === id);
  return {
    ...room,
    waiting: without(room.waiting, id),
    people: known
      ? room.people.map((one) => (one.id === id ? { ...one, name } : one))
      : [...room.people, { id, name, hand: null, sharing: false, coHost: false }],
  };
}

function breakout(data: Data): Breakout {
  return { id: text(data.id), name: text(data.name), peers: list(data.peers).map(text) };
}

function asking(data: Data): Asking {
  const id = text(data.peerId);
  return { id, name: text(data.username) || shortName(id) };
}

function shortName(id: string): string {
  return `Guest ${id.slice(0, 4)}`;
}

function without<T extends { id: string }>(all: T[], id: string): T[] {
  return all.filter((one) => one.id !== id);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
