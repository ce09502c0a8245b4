import { Link, type Notice, type Signal } from "./Link";
import { iceConfiguration, openMedia } from "./media";
import { watchQuality, type QualityReport } from "./quality";
import { Recovery } from "./Recovery";

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
  /** Asked when both offer at once; the two sides must answer differently. */
  polite: () => boolean;
  send: (signal: Signal) => void;
  /** Whether a signal that is sent now has a way to the server. */
  canSend: () => boolean;
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

/** A call of two, from the first offer to the end of it. It knows nothing of the events that carry its signals. */
export class Call {
  view: CallView = nobody;
  private link: Link | null = null;
  private early: Signal[] = [];
  private camera: MediaStreamTrack | null = null;
  private display: MediaStream | null = null;
  private stopWatching: () => void = () => undefined;
  private readonly recovery: Recovery;

  constructor(private readonly options: CallOptions) {
    this.recovery = new Recovery({
      polite: options.polite,
      attempt: () => void this.findAnotherWay(),
      giveUp: (why) => this.end(why === "left" ? "they-left" : "lost"),
    });
  }

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

  /** The server says that the other side is gone. A connection that stands needs no server, and a lost one may come back with them. */
  peerLeft(): void {
    const { state } = this.view;
    if (state === "calling" || state === "ringing" || state === "connecting") this.end("they-left");
    this.recovery.theyAre(false);
  }

  /** The server brings signals to the other side again: after a reconnection, for example. What was sent meanwhile may be lost. */
  peerIsBack(): void {
    const { state } = this.view;
    if (state === "calling" || state === "connecting") this.link?.repeat();
    this.recovery.theyAre(true);
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
    if (!track || !this.link || !this.view.local) return stop(display);
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
    let configuration: RTCConfiguration;
    const opening = openMedia(!this.options.audioOnly);
    try {
      [local, configuration] = await Promise.all([opening, iceConfiguration()]);
    } catch (error) {
      if (this.view.state === state) this.end("failed", (error as Error).message);
      return void opening.then(stop, () => undefined);
    }
    if (this.view.state !== state) return stop(local);
    this.camera = local.getVideoTracks()[0] ?? null;
    this.set({ local, video: this.camera !== null });
    const link = (this.link = this.connect(configuration));
    link.add(local);
    for (const signal of this.early.splice(0)) this.receive(signal);
  }

  private connect(configuration: RTCConfiguration): Link {
    const { options } = this;
    const link: Link = new Link({
      get polite() {
        return options.polite();
      },
      configuration,
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
        this.recovery.stop();
        this.set({ state: "connected" });
        break;
      case "connecting":
        if (this.view.state === "calling") this.set({ state: "connecting" });
        break;
      case "disconnected":
      case "failed":
        this.set({ state: "reconnecting" });
        this.recovery.start();
        break;
      case "closed":
        this.end("they-hung-up");
        break;
    }
  }

  private async findAnotherWay(): Promise<void> {
    const link = this.link;
    // An offer that waits for the server would be of a network that is gone by then.
    if (!this.options.canSend()) return;
    const configuration = await iceConfiguration().catch(() => undefined);
    if (this.link === link && this.view.state === "reconnecting") link?.restart(configuration);
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
    stop(this.display);
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
    this.recovery.stop();
    this.stopWatching();
    const link = this.link;
    this.link = null;
    link?.close();
    this.early = [];
    this.camera = null;
    stop(this.view.local);
    stop(this.display);
    this.display = null;
  }

  private set(change: Partial<CallView>): void {
    this.view = { ...this.view, ...change };
    this.options.onChange(this.view);
  }
}

function stop(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
