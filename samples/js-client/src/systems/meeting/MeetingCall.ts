import type { Signal } from "../../call/Link";
import { Mesh, type MeshView } from "../../call/Mesh";
import { company, type Room } from "./room";
import type { Data } from "./RoomSocket";

interface MeetingCallOptions {
  send: (event: string, data: Data) => void;
  /** What shows the server that one is in the room. */
  pass: () => Promise<string>;
  onChange: (view: MeshView) => void;
}

/** How long a picture stays after a reconnection while its person has not come back to the room, in milliseconds. */
const patience = 10_000;
/** The time before a connection that broke off is made again, in milliseconds. */
const repairDelay = 1_500;

/**
 * The pictures of a meeting: a mesh with those who are where oneself is. Who comes into the room offers to those who are there, as the
 * documented pages do; of two whom a breakout room brings together, the one with the lesser id.
 */
export class MeetingCall {
  readonly mesh: Mesh;
  private readonly polite = new Map<string, boolean>();
  /** Those whose pictures outlived a reconnection, and who have yet to come back to the room. */
  private kept = new Set<string>();
  private room: Room | null = null;
  private giveUp: ReturnType<typeof setTimeout> | undefined;
  private repairing: ReturnType<typeof setTimeout> | undefined;

  constructor(options: MeetingCallOptions) {
    this.mesh = new Mesh({
      send: (peerId, signal) => options.send(...pack(peerId, signal)),
      token: options.pass,
      onChange: (view) => {
        options.onChange(view);
        if (view.peers.some(({ id, state }) => state === "waiting" && this.polite.get(id) === false)) this.repairLater();
      },
    });
  }

  /** Brings the connections in line with the room, after this event. */
  follow(room: Room, event: string, data: Data): void {
    this.room = room;
    const here = company(room);
    if (event === "peers") {
      for (const { id, state } of this.mesh.view.peers) if (state === "connected" && !here.includes(id)) this.kept.add(id);
      clearTimeout(this.giveUp);
      this.giveUp = setTimeout(() => this.dropKept(), patience);
      for (const id of here) this.add(id, false);
      this.mesh.restart();
    } else {
      for (const id of here) {
        const comes = event === "peer-joined" && data.peerId === id;
        if (!this.mesh.has(id) || (comes && this.kept.has(id))) this.add(id, comes || room.me > id);
      }
    }
    this.removeOthers(here);
  }

  /** A signal of another page: its connection's description as text, a candidate as text or object. */
  receive(event: string, data: Data): void {
    const signal = unpack(event, data);
    if (signal && typeof data.peerId === "string") this.mesh.receive(data.peerId, signal);
  }

  close(): void {
    clearTimeout(this.giveUp);
    clearTimeout(this.repairing);
    this.repairing = undefined;
    this.room = null;
    this.kept.clear();
    this.polite.clear();
    this.mesh.close();
  }

  private add(id: string, polite: boolean): void {
    this.kept.delete(id);
    this.polite.set(id, polite);
    this.mesh.add(id, polite);
  }

  private removeOthers(here: string[]): void {
    for (const { id } of this.mesh.view.peers) {
      if (here.includes(id) || this.kept.has(id)) continue;
      this.polite.delete(id);
      this.mesh.remove(id);
    }
  }

  private dropKept(): void {
    this.kept.clear();
    if (this.room) this.removeOthers(company(this.room));
  }

  /** The other side gave the connection up although both are still here: whoever offered first offers again. */
  private repairLater(): void {
    this.repairing ??= setTimeout(() => {
      this.repairing = undefined;
      for (const { id, state } of this.mesh.view.peers) if (state === "waiting" && this.polite.get(id) === false) this.mesh.add(id, false);
    }, repairDelay);
  }
}

/** Two of the documented pages want text, and the third takes it. */
function pack(targetPeerId: string, { description, candidate }: Signal): [string, Data] {
  return description
    ? [description.type, { targetPeerId, sdp: description.sdp }]
    : ["candidate", { targetPeerId, candidate: JSON.stringify(candidate) }];
}

function unpack(event: string, { sdp, candidate }: Data): Signal | null {
  if (event !== "candidate") return typeof sdp === "string" ? { description: { type: event as RTCSdpType, sdp } } : null;
  try {
    const parsed: unknown = typeof candidate === "string" ? JSON.parse(candidate) : candidate;
    return parsed && typeof parsed === "object" ? { candidate: parsed as RTCIceCandidateInit } : null;
  } catch {
    return null;
  }
}
