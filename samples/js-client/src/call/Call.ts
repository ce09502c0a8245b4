import { readBlur } from "./blur";
import { CallOfTwo, type CallOfTwoOptions } from "./CallOfTwo";
import type { CallEnd, CallState } from "./CallView";
import { Link, sessionOf, type Signal } from "./Link";
import type { Notice } from "./notice";
import { iceConfiguration, openMedia, stop } from "./media";
import { OwnMedia } from "./OwnMedia";
import { watchQuality } from "./quality";
import { Recovery } from "./Recovery";

export { ends, type CallEnd, type CallState, type CallView } from "./CallView";

interface CallOptions extends CallOfTwoOptions {
  /** Asked when both offer at once; the two sides must answer differently. */
  polite: () => boolean;
  send: (signal: Signal) => void;
  /** Tells the other side that the call with this session is over. Not needed where the signalling has an event for it. */
  takeBack?: (session: string) => void;
  /** Of a system that knows its users by a token and not by a cookie. */
  token?: () => Promise<string>;
  /** Only voices: the camera stays off until it is turned on. */
  audioOnly?: boolean;
}

/** A call of two, from the first offer to the end of it. It knows nothing of the events that carry its signals. */
export class Call extends CallOfTwo {
  private link: Link | null = null;
  private early: Signal[] = [];
  private stopWatching: () => void = () => undefined;
  private readonly recovery: Recovery;

  constructor(private readonly options: CallOptions) {
    super(options);
    this.recovery = new Recovery({
      polite: options.polite,
      attempt: () => void this.findAnotherWay(),
      giveUp: (why) => this.end(why === "left" ? "they-left" : "lost"),
    });
  }

  /** The server says that somebody calls; the offer may come later. */
  ring(): void {
    if (this.view.state === "idle") this.set({ state: "ringing" });
  }

  receive(signal: Signal): void {
    const { description } = signal;
    if (description?.type === "rollback") {
      // One that comes late may be of a call before this one.
      if (description.sdp && this.sessions().includes(description.sdp)) this.theyEnded();
    } else if (description?.type === "answer" && this.view.state === "idle") {
      // The call that they take is over here.
      this.takeBack(sessionOf(description));
    } else if (this.link) {
      // An offer of a page that was loaded anew does not fit the old connection: the call rings again.
      this.link.receive(signal).catch(() => description?.type === "offer" && this.ringAgain(signal));
    } else if (description?.type === "offer") {
      // It begins everything anew: what came before it is of a page that was closed, or is in the offer that is sent again.
      this.early = [signal];
      this.ring();
    } else if (this.view.state !== "idle") {
      this.early.push(signal);
    }
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

  protected tell(notice: Notice): void {
    this.link?.tell(notice);
  }

  protected async open(state: CallState): Promise<void> {
    this.fresh({ state, video: !this.options.audioOnly });
    const opening = openMedia(!this.options.audioOnly);
    let configuration: RTCConfiguration;
    let own: OwnMedia;
    try {
      configuration = await iceConfiguration(this.options.token?.());
      const local = await opening;
      own = new OwnMedia(local, async (track) => this.link?.showTrack(track, local));
      // Before the first picture is sent. A camera that cannot be blurred as wanted is not shown.
      await own.setBlur(readBlur());
    } catch (error) {
      if (this.view.state === state) this.end("failed", (error as Error).message);
      return void opening.then(stop, () => undefined);
    }
    if (this.view.state !== state) return own.stop();
    this.own = own;
    const local = own.stream;
    this.set({ local, video: own.hasCamera, blur: own.blurView });
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
    const configuration = await iceConfiguration(this.options.token?.()).catch(() => undefined);
    if (this.link === link && this.view.state === "reconnecting") link?.restart(configuration);
  }

  private ringAgain(signal: Signal): void {
    this.clear();
    this.early = [signal];
    this.fresh({ state: "ringing" });
  }

  protected end(why: CallEnd, message?: string): void {
    const { state } = this.view;
    if (state === "idle") return;
    const isOurs = why === "hung-up" || why === "failed" || why === "lost";
    // Once they are connected they tell each other directly.
    if (isOurs && !(state === "connected" && this.link?.canTell)) this.takeBack(this.sessions()[0]);
    this.clear();
    this.fresh();
    this.options.onEnd(why, message);
  }

  private takeBack(session: string | undefined): void {
    if (session) this.options.takeBack?.(session);
  }

  /** By which the call's descriptions can be told from another call's: those of this side and of the other, as far as there are any. */
  private sessions(): string[] {
    const { localDescription, remoteDescription } = this.link?.pc ?? {};
    return [localDescription, remoteDescription, ...this.early.map(({ description }) => description)].flatMap((d) => (d && sessionOf(d)) || []);
  }

  protected clear(): void {
    this.recovery.stop();
    this.stopWatching();
    const link = this.link;
    this.link = null;
    link?.close();
    this.early = [];
    this.stopOwn();
  }
}
