import { Link, type Notice, type Signal } from "./Link";
import { iceServers, openMedia } from "./media";
import { watchQuality, type QualityReport } from "./quality";

export type CallState = "idle" | "calling" | "ringing" | "connecting" | "connected" | "reconnecting";

export interface CallView {
  state: CallState;
  local: MediaStream | null;
  remote: MediaStream | null;
  audio: boolean;
  video: boolean;
  screen: boolean;
  /** What the other side has turned on. */
  theirs: { audio: boolean; video: boolean; screen: boolean; recording: boolean };
  quality: QualityReport;
  /** How many recordings the other side has saved in this call. */
  recorded: number;
}

export type CallEnd = "hung-up" | "they-hung-up" | "they-left" | "lost" | "rejected" | "failed";

/** What to say when a call is over. */
export const ends: Record<CallEnd, string> = {
  "hung-up": "The call has ended",
  "they-hung-up": "The other side hung up",
  "they-left": "The other side left",
  lost: "The connection of the call was lost",
  rejected: "The call was not taken",
  failed: "The call could not start",
};

interface CallOptions {
  /** Asked when a connection is made; the two sides must answer differently. */
  polite: () => boolean;
  send: (signal: Signal) => void;
  /** After every change, with a new object. */
  onChange: (view: CallView) => void;
  onEnd: (why: CallEnd, message?: string) => void;
  /** Only voices: the camera stays off until it is turned on. */
  audioOnly?: boolean;
}

const nobody: CallView = {
  state: "idle",
  local: null,
  remote: null,
  audio: true,
  video: true,
  screen: false,
  theirs: { audio: true, video: true, screen: false, recording: false },
  quality: { quality: "unknown", loss: 0, roundTrip: 0 },
  recorded: 0,
};

/** How long a lost connection is given to come back before the call is over, in milliseconds. */
const patience = 20_000;

/** A call of two, from the first offer to the end of it. It knows nothing of the events that carry its signals. */
export class Call {
  view: CallView = nobody;
  private link: Link | null = null;
  private early: Signal[] = [];
  private camera: MediaStreamTrack | null = null;
  private display: MediaStream | null = null;
  private stopWatching: () => void = () => undefined;
  private giveUp: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: CallOptions) {}

  /** Calls, or takes the call that began to ring a moment before the button was pressed. */
  start(): Promise<void> {
    return this.view.state === "idle" ? this.open("calling") : this.accept();
  }

  /** Takes the call that rings. */
  accept(): Promise<void> {
    return this.view.state === "ringing" ? this.open("connecting") : Promise.resolve();
  }

  hangUp(): void {
    if (this.view.state !== "idle") this.end("hung-up");
  }

  receive(signal: Signal): void {
    if (this.link) {
      // An offer of a page that was loaded anew does not fit the old connection: the call rings again.
      this.link.receive(signal).catch(() => signal.description?.type === "offer" && this.ringAgain(signal));
    } else if (this.view.state === "calling" || this.view.state === "connecting" || this.view.state === "ringing") {
      this.early.push(signal);
    } else if (signal.description?.type === "offer") {
      this.early = [signal];
      this.set({ state: "ringing" });
    }
  }

  /** The server says that the other side ended the call, or did not take it. */
  theyEnded(): void {
    this.end(this.view.state === "calling" ? "rejected" : "they-hung-up");
  }

  /** The server says that the other side is gone. A connection that stands needs no server. */
  peerLeft(): void {
    if (this.view.state !== "idle" && this.view.state !== "connected") this.end("they-left");
  }

  /** The way to the other side may be another now: after a reconnection to the server, for example. */
  restart(): void {
    if (this.view.state === "reconnecting") this.link?.restart();
  }

  toggleAudio(on = !this.view.audio): void {
    for (const track of this.view.local?.getAudioTracks() ?? []) track.enabled = on;
    this.set({ audio: on });
    this.tellMedia();
  }

  toggleVideo(on = !this.view.video): void {
    if (this.camera) this.camera.enabled = on;
    this.set({ video: on });
    this.tellMedia();
  }

  async toggleScreen(): Promise<void> {
    if (this.display) {
      await this.stopScreen();
      return;
    }
    const display = await navigator.mediaDevices.getDisplayMedia({ video: true });
    const track = display.getVideoTracks()[0];
    if (!track || !this.link || !this.view.local) return display.getTracks().forEach((t) => t.stop());
    this.display = display;
    track.onended = () => void this.stopScreen();
    await this.link.showTrack(track, this.view.local);
    this.set({ screen: true });
    this.tellMedia();
  }

  tellRecording(on: boolean): void {
    this.link?.tell({ type: "recording", on });
  }

  tellRecorded(): void {
    this.link?.tell({ type: "recorded" });
  }

  /** Closes everything without telling anybody on this page. */
  dispose(): void {
    this.clear();
  }

  private async open(state: CallState): Promise<void> {
    this.set({ ...nobody, state, video: !this.options.audioOnly });
    let local: MediaStream;
    let servers: RTCIceServer[];
    try {
      [local, servers] = await Promise.all([openMedia(!this.options.audioOnly), iceServers()]);
    } catch (error) {
      this.end("failed", (error as Error).message);
      return;
    }
    if (this.view.state !== state) return local.getTracks().forEach((track) => track.stop());
    this.camera = local.getVideoTracks()[0] ?? null;
    this.set({ local, video: this.camera !== null });
    const link = (this.link = this.connect(servers));
    link.add(local);
    for (const signal of this.early.splice(0)) this.receive(signal);
  }

  private connect(servers: RTCIceServer[]): Link {
    const link: Link = new Link({
      polite: this.options.polite(),
      iceServers: servers,
      send: this.options.send,
      onState: (state) => this.link === link && this.linkChanged(state),
      onStream: (remote) => this.set({ remote }),
      onNotice: (notice) => this.noticed(notice),
      onOpen: () => this.tellMedia(),
    });
    this.stopWatching = watchQuality(() => link.pc, (quality) => this.set({ quality }));
    return link;
  }

  private linkChanged(state: RTCPeerConnectionState): void {
    switch (state) {
      case "connected":
        clearTimeout(this.giveUp);
        this.set({ state: "connected" });
        break;
      case "connecting":
        if (this.view.state === "calling") this.set({ state: "connecting" });
        break;
      case "disconnected":
      case "failed":
        if (this.view.state !== "reconnecting") {
          this.set({ state: "reconnecting" });
          this.giveUp = setTimeout(() => this.end("lost"), patience);
        }
        if (state === "failed") this.link?.restart();
        break;
      case "closed":
        this.end("they-hung-up");
        break;
    }
  }

  private noticed(notice: Notice): void {
    if (notice.type === "bye") {
      this.end("they-hung-up");
    } else if (notice.type === "recorded") {
      this.set({ recorded: this.view.recorded + 1 });
    } else if (notice.type === "recording") {
      this.set({ theirs: { ...this.view.theirs, recording: notice.on === true } });
    } else {
      const { audio = true, video = true, screen = false } = notice;
      this.set({ theirs: { ...this.view.theirs, audio, video, screen } });
    }
  }

  private tellMedia(): void {
    const { audio, video, screen } = this.view;
    this.link?.tell({ type: "media", audio, video, screen });
  }

  private async stopScreen(): Promise<void> {
    this.display?.getTracks().forEach((track) => track.stop());
    this.display = null;
    if (!this.link || !this.view.local) return;
    await this.link.showTrack(this.camera, this.view.local);
    this.set({ screen: false });
    this.tellMedia();
  }

  private ringAgain(signal: Signal): void {
    this.clear();
    this.early = [signal];
    this.set({ ...nobody, state: "ringing" });
  }

  private end(why: CallEnd, message?: string): void {
    if (this.view.state === "idle") return;
    this.clear();
    this.set(nobody);
    this.options.onEnd(why, message);
  }

  private clear(): void {
    clearTimeout(this.giveUp);
    this.stopWatching();
    const link = this.link;
    this.link = null;
    link?.close();
    this.early = [];
    this.camera = null;
    this.view.local?.getTracks().forEach((track) => track.stop());
    this.display?.getTracks().forEach((track) => track.stop());
    this.display = null;
  }

  private set(change: Partial<CallView>): void {
    this.view = { ...this.view, ...change };
    this.options.onChange(this.view);
  }
}
