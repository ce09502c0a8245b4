import type { MeshView } from "../../call/Mesh";
import type { ConnectionStatus } from "../../socket";
import { attempt, notify, toast } from "../../ui/toasts";
import { Drawings } from "./Drawings";
import { MeetingCall } from "./MeetingCall";
import { MeetingPolls } from "./MeetingPolls";
import type { Entry, MeetingView } from "./MeetingView";
import { news, refusals } from "./news";
import { nothingAsked } from "./asked";
import { Pass } from "./Pass";
import { enter, leads, nameOf, reduce, type Room } from "./room";
import { RoomSocket, type Data } from "./RoomSocket";

export type { Entry, MeetingView, Reaction } from "./MeetingView";

interface MeetingOptions {
  roomId: string;
  /** The id to ask for: with the same one the host is host again when he comes back. */
  peerId: string;
  name: string;
  /** Known to this page alone: with it a connection that is lost is replaced before the room has noticed. */
  key: string;
  /** After every change, with a new object. */
  onChange: (view: MeetingView) => void;
}

const reactionLasts = 4000;
const mostEntries = 1000;
const signals = new Set(["offer", "answer", "candidate"]);
let nextKey = 1;

/** A meeting room, from coming in to leaving: its people, its chat, its rules, what is asked and drawn, and the pictures of those who are in it. */
export class Meeting {
  view: MeetingView;
  readonly call: MeetingCall;
  readonly polls: MeetingPolls;
  readonly drawings: Drawings;
  private socket: RoomSocket | null = null;
  private farewell = "";
  private readonly pass: Pass;
  /** Camera and microphone, and whether they are the call's already. */
  private local: MediaStream | null = null;
  private opened = false;

  constructor(private readonly options: MeetingOptions) {
    const send = (event: string, data: Data) => this.send(event, data);
    const room = () => this.view.room;
    this.pass = new Pass(options.roomId, () => this.socket?.send("get-pass") ?? false);
    this.call = new MeetingCall({ send, pass: () => this.pass.current(), onChange: (mesh) => this.meshChanged(mesh) });
    this.polls = new MeetingPolls({ name: options.name, room, send, onChange: (asked) => this.set({ asked }) });
    this.drawings = new Drawings({ room, send });
    this.view = {
      connection: { state: "closed" }, phase: "out", reason: "", room: null, entries: [], reactions: [], asked: nothingAsked, mesh: this.call.mesh.view,
      pass: this.pass.value, take: "",
    };
  }

  /** Comes in with this picture and voice. Both may be missing. */
  join(local: MediaStream): void {
    this.farewell = "";
    [this.local, this.opened] = [local, false];
    this.set({ phase: "joining", reason: "", entries: [], take: "" });
    const { roomId, peerId, name, key } = this.options;
    const socket: RoomSocket = (this.socket = new RoomSocket({
      url: `${location.origin.replace(/^http/, "ws")}/room/${encodeURIComponent(roomId)}/websocket`,
      // An id that the room gave is the one to come back with.
      onOpen: () => socket.send("join", { peerId: this.view.room?.me ?? peerId, username: name, key }),
      onEvent: (event, data) => this.socket === socket && this.heard(event, data),
      onStatus: (status) => this.socket === socket && this.statusChanged(status),
    }));
    socket.open();
  }

  leave(): void {
    this.end("You have left the meeting.");
  }

  dispose(): void {
    this.socket?.close();
    this.socket = null;
    this.call.close();
    // Whoever only waited has not given them to the call.
    this.local?.getTracks().forEach((track) => track.stop());
    this.local = null;
  }

  send(event: string, data: Data = {}): void {
    this.socket?.send(event, data);
  }

  /** A command about somebody. The room does not tell its sender of new co-hosts. */
  command(event: string, peerId: string): void {
    this.send(event, { peerId });
    const told = { "add-cohost": "cohost-added", "remove-cohost": "cohost-removed" }[event];
    if (told && this.view.room) this.set({ room: reduce(this.view.room, told, { peerId }) });
    if (event.endsWith("-screen-share")) this.set({ room: { ...this.view.room!, wantToShare: this.view.room!.wantToShare.filter(({ id }) => id !== peerId) } });
  }

  say(text: string): void {
    const { room } = this.view;
    if (!room) return;
    const id = `${room.me}-${Date.now()}-${nextKey++}`;
    const message = { id, username: this.options.name, message: text, timestamp: new Date().toISOString(), type: "text" };
    this.send("chat-message", message);
    this.add({ id, text, time: Date.now(), from: { id: room.me, name: this.options.name } });
  }

  react(emoji: string): void {
    if (!this.view.room) return;
    this.send("reaction", { emoji });
    this.show(this.view.room.me, emoji);
  }

  private heard(event: string, data: Data): void {
    if (signals.has(event)) return this.call.receive(event, data);
    const before = this.view.room;
    // Nobody else's words: what others send comes under other names.
    if ((event === "peers" || event === "pass") && typeof data.pass === "string") this.passed(data.pass);
    if (event === "peers") return this.entered(enter(data, this.options.name), before, data);
    if (event === "recording-take") return this.set({ take: String(data.takeId ?? "") });
    if (event === "error") return this.refused(String(data.code ?? ""), String(data.message ?? ""));
    if (event === "waiting-for-admission") {
      this.socket?.accepted();
      return this.set({ phase: "waiting", room: null });
    }
    if (event === "meeting-ended") this.farewell = "The host has ended the meeting.";
    if (event === "kicked") this.farewell ||= data.reason === "denied" ? "The host has not let you in." : "The host has removed you from the meeting.";
    if (!before) return;
    const room = reduce(before, event, data);
    const { line, toast: said, notice } = news(before, event, data);
    this.polls.heard(event, data);
    this.drawings.heard(event, data);
    if (line) this.tell(line);
    if (said) toast(said);
    if (notice) notify("Meeting", notice);
    if (room !== before) this.set({ room });
    if (room.people !== before.people || room.breakouts !== before.breakouts) this.call.follow(room, event, data);
    this.obey(room, event, data);
  }

  private entered(room: Room, before: Room | null, data: Data): void {
    this.socket?.accepted();
    this.set({ phase: "in", room });
    this.call.follow(room, "peers", data);
    void this.open();
    this.polls.entered(room, before !== null);
    // A room that is joined again has forgotten what one did in it.
    if (this.view.mesh.screen) this.sharing(true);
    if (before?.people[0]?.hand != null) this.send("raise-hand");
  }

  private passed(pass: string): void {
    this.pass.take(pass);
    this.set({ pass });
  }

  /** Begins the call: only who is in the room is told the way to the others. */
  private async open(): Promise<void> {
    const { local, socket } = this;
    if (!local || this.opened) return;
    this.opened = true;
    try {
      await this.call.mesh.open(false, Promise.resolve(local));
    } catch (error) {
      if (this.socket === socket) this.end((error as Error).message, { state: "refused" });
    }
  }

  /** What the room tells its people to do, and what they say. */
  private obey(room: Room, event: string, data: Data): void {
    const { mesh } = this.call;
    const from = String(data.peerId ?? "");
    switch (event) {
      case "chat-message":
        this.add({ id: `message-${nextKey++}`, text: String(data.message ?? ""), time: Date.now(), from: { id: from, name: nameOf(room, from) } });
        break;
      case "reaction":
        this.show(from, String(data.emoji ?? ""));
        break;
      case "muted-by-host":
        this.mute();
        break;
      case "all-muted":
        if (!leads(room, room.me)) this.mute();
        break;
      case "screen-share-revoked":
        if (mesh.view.screen) void mesh.toggleScreen();
        break;
    }
  }

  private mute(): void {
    const { mesh } = this.call;
    this.local?.getAudioTracks().forEach((track) => (track.enabled = false)); // the call may have yet to begin
    if (mesh.view.audio) void attempt(() => mesh.toggleAudio(false), "The microphone could not be turned off");
  }

  /** An error while one is in concerns a command; before that, it is why one does not come in. */
  private refused(code: string, message: string): void {
    const text = refusals[code] ?? message;
    if (this.view.phase === "in" && this.view.connection.state === "connected") toast(message || text, "warning");
    else this.farewell = text;
  }

  private statusChanged(connection: ConnectionStatus): void {
    this.set({ connection });
    if (connection.reason === "replaced") this.farewell = "The meeting goes on in another window of yours.";
    if (connection.state === "refused" || connection.state === "closed") this.end(this.farewell || connection.reason || "The server has closed the connection.", connection);
  }

  private end(reason: string, connection: ConnectionStatus = { state: "closed" }): void {
    this.dispose();
    this.drawings.clearAll();
    this.set({ connection: { state: connection.state }, phase: "out", reason, room: null, reactions: [] });
  }

  private meshChanged(mesh: MeshView): void {
    const changed = this.view.mesh.screen !== mesh.screen;
    this.set({ mesh });
    if (changed) this.sharing(mesh.screen);
  }

  private sharing(on: boolean): void {
    const { room } = this.view;
    if (!room) return;
    if (!on) this.drawings.forget(room.me);
    const event = on ? "screen-share-started" : "screen-share-stopped";
    this.send(event, { peerId: room.me, username: this.options.name });
    this.set({ room: reduce(room, event, { peerId: room.me }) });
  }

  private show(peerId: string, emoji: string): void {
    const reaction = { key: nextKey++, peerId, emoji };
    this.set({ reactions: [...this.view.reactions, reaction] });
    setTimeout(() => this.set({ reactions: this.view.reactions.filter((one) => one !== reaction) }), reactionLasts);
  }

  private tell(text: string): void {
    this.add({ id: `line-${nextKey++}`, text, time: Date.now() });
  }

  private add(entry: Entry): void {
    this.set({ entries: [...this.view.entries, entry].slice(-mostEntries) });
  }

  private set(change: Partial<MeetingView>): void {
    this.view = { ...this.view, ...change };
    this.options.onChange(this.view);
  }
}
