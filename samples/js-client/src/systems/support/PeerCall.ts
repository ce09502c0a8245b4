import type { SignalData } from "simple-peer/simplepeer.min.js";
import { readBlur } from "../../call/blur";
import { CallOfTwo, type CallOfTwoOptions } from "../../call/CallOfTwo";
import type { CallEnd, CallState } from "../../call/CallView";
import type { Notice } from "../../call/notice";
import { iceConfiguration, openMedia, stop } from "../../call/media";
import { OwnMedia } from "../../call/OwnMedia";
import { watchQuality } from "../../call/quality";
import { Recovery } from "../../call/Recovery";
import { idOf, Wire } from "./wire";

/** Whose socket an offer came from. When both sides offer at once, the higher rank's offer counts. */
interface Caller {
  id: string;
  rank: string;
}

interface PeerCallOptions extends CallOfTwoOptions {
  /** Our own rank, asked when it is needed. */
  rank: () => string;
  /** Sends a signal to one socket, or to all others of the session. */
  send: (signal: SignalData, to?: string) => void;
}

/** How long a connection that stands still is given to move again by itself, in milliseconds. */
const pause = 4_000;
/** How long a new connection that was answered may take to come about, in milliseconds. */
const trying = 15_000;

/**
 * A call of two over simple-peer. Descriptions travel whole, with all candidates in them, so that one may be sent again to somebody who
 * comes later. simple-peer cannot look for another way when it has lost its own: a new connection takes the place of a lost one then.
 */
export class PeerCall extends CallOfTwo {
  /** What the call is known by on both sides: the id of the offer that it began with. */
  private id = "";
  /** The last call, when it is over. */
  private over = "";
  /** The last call that another window of ours took. */
  private elsewhere = "";
  private wasCalled = false;
  private wire: Wire | null = null;
  /** The connection before, which stays open until the present one stands: its end would be taken for the call's. */
  private replaced: Wire | null = null;
  /** The offer that the present connection is made of: our own, or one that rings or was taken. */
  private offer: SignalData | null = null;
  /** Who made it; null when we did. */
  private caller: Caller | null = null;
  private answer: SignalData | null = null;
  private answeredAt = 0;
  private lostAt = 0;
  private configuration: RTCConfiguration = {};
  private attempts = 0;
  private stopWatching: () => void = () => undefined;
  private readonly recovery: Recovery;

  constructor(private readonly options: PeerCallOptions) {
    super(options);
    this.recovery = new Recovery({
      polite: () => this.wasCalled,
      attempt: () => void this.findAnotherWay(),
      giveUp: (why) => this.end(why === "left" ? "they-left" : "lost"),
    });
  }

  receive(signal: SignalData, from?: Caller): void {
    // The server brings what others send as it is.
    if (typeof (signal.sdp ?? "") !== "string" || typeof (signal.call ?? "") !== "string") return;
    if (signal.type === "bye") {
      // A connection that stands tells by itself when it ends; another tab's refusal does not concern it.
      if (this.id !== "" && signal.call === this.id && this.view.state !== "connected") this.theyEnded();
    } else if (signal.type === "taken") {
      this.takenElsewhere(String(signal.call));
    } else if (signal.type === "offer" && from) {
      this.receiveOffer(signal, from);
    } else if (signal.type === "answer") {
      this.receiveAnswer(signal);
    } else if (signal.renegotiate || signal.transceiverRequest || signal.candidate) {
      this.wire?.signal(signal);
    }
  }

  /** Takes the call that rings, and only here. */
  override accept(): Promise<void> {
    if (this.view.state === "ringing") this.sayOfCall("taken", this.id);
    return super.accept();
  }

  /** The server brings signals to others again, or to somebody who has just come: what was sent before may be lost. */
  repeat(): void {
    if (this.view.state === "calling" && this.offer && !this.caller) this.options.send(this.offer);
    this.recovery.theyAre(true);
  }

  /** The server says that the other side is gone. A connection that stands needs no server, and a call may go on until somebody comes. */
  peerLeft(): void {
    if (this.view.state === "ringing" || this.view.state === "connecting") this.end("they-left");
    this.recovery.theyAre(false);
  }

  protected tell(notice: Notice): void {
    this.wire?.tell(notice);
  }

  protected async open(state: CallState): Promise<void> {
    const attempt = ++this.attempts;
    this.fresh({ state });
    const opening = openMedia();
    let own: OwnMedia;
    try {
      this.configuration = await iceConfiguration();
      own = new OwnMedia(await opening, async (track) => this.wire?.show(track));
      // Before the first picture is sent. A camera that cannot be blurred as wanted is not shown.
      await own.setBlur(readBlur());
    } catch (error) {
      if (attempt === this.attempts) this.end("failed", (error as Error).message);
      return void opening.then(stop, () => undefined);
    }
    // The call may be over meanwhile.
    if (attempt !== this.attempts) return own.stop();
    this.own = own;
    this.set({ local: own.stream, video: own.hasCamera, blur: own.blurView });
    // Somebody who called meanwhile is answered.
    if (this.caller) this.take();
    else this.connect(true);
  }

  private receiveOffer(offer: SignalData, from: Caller): void {
    const { state } = this.view;
    const isResumed = this.id !== "" && offer.resume === this.id;
    if (this.elsewhere !== "" && idOf(offer) === this.elsewhere) return;
    // It may be on its way to a window that has not been there long enough to know.
    if (this.wasCalled && idOf(offer) === this.id && state !== "idle" && state !== "ringing") this.sayOfCall("taken", this.id);
    if (offer.resume !== undefined && !isResumed) {
      if (offer.resume === this.over) this.sayOfCall("bye", this.over);
    } else if (state === "idle" || state === "ringing") {
      this.ring(offer, from);
    } else if (!this.own) {
      this.know(offer, from);
    } else if (idOf(offer) === idOf(this.caller ? this.offer : this.answer)) {
      this.hearAgain(offer, from);
    } else if (state === "calling" || isResumed) {
      // Both have offered: the lower rank takes the other's offer, and the other waits for the answer.
      const both = this.wire !== null && !this.caller && !this.answer;
      if (!both || this.options.rank() < from.rank) this.take(offer, from);
    } else {
      // A page that was loaded anew: the old call is nothing to it.
      this.clear();
      this.ring(offer, from);
    }
  }

  /** An offer of the page that we talk to: the same once more, perhaps from another address, or a new one for the same connection. */
  private hearAgain(offer: SignalData, from: Caller): void {
    const isSame = this.caller !== null && offer.sdp === this.offer?.sdp;
    if (this.caller) [this.offer, this.caller] = [offer, from];
    if (!isSame) this.wire?.signal(offer);
    else if (this.answer && this.view.state !== "connected") this.options.send(this.answer, from.id);
  }

  private receiveAnswer(answer: SignalData): void {
    // The first to answer has the call. An answer to an offer that was given up comes too late; the original's do not say to which.
    if (!this.wire || !this.offer || this.caller || this.answer) return;
    if (answer.offer !== undefined && answer.offer !== idOf(this.offer)) return;
    [this.answer, this.answeredAt] = [answer, performance.now()];
    if (this.view.state === "calling") this.set({ state: "connecting" });
    this.wire.signal(answer);
  }

  private ring(offer: SignalData, from: Caller): void {
    this.know(offer, from);
    this.fresh({ state: "ringing" });
  }

  private know(offer: SignalData, from: Caller): void {
    [this.offer, this.caller, this.answer] = [offer, from, null];
    if (offer.resume === undefined) [this.id, this.wasCalled] = [idOf(offer), true];
  }

  private take(offer = this.offer!, from = this.caller!): void {
    // Of two offers that met, ours is not needed any more: like the one that is taken, it must not go on ringing in another window.
    const ours = this.view.state === "calling" && !this.wasCalled ? this.id : "";
    this.know(offer, from);
    for (const call of [ours, this.id]) if (call !== "" && offer.resume === undefined) this.sayOfCall("taken", call);
    if (offer.resume !== undefined) this.reconnecting();
    else this.set({ state: "connecting" });
    this.connect(false);
    this.wire!.signal(offer);
  }

  /** A new connection in the place of the one that there is. */
  private connect(initiator: boolean): void {
    this.stopWatching();
    if (this.wire?.isConnected) {
      this.replaced?.close();
      this.replaced = this.wire;
      this.wire.silence();
    } else {
      this.wire?.close();
    }
    const wire: Wire = new Wire(initiator, this.own!.stream, this.configuration, {
      onSignal: (signal) => this.emit(signal),
      onConnect: () => this.connected(),
      onStream: (remote) => this.set({ remote }),
      onNotice: (notice) => this.noticed(notice),
      onIce: (state) => this.iceChanged(state),
      onClose: () => this.theyEnded(),
      onLost: () => this.lost(),
      onError: (error) => this.end("failed", error.message),
    });
    this.wire = wire;
    if (this.own!.screen) wire.show(this.own!.screen);
    this.stopWatching = watchQuality(() => wire.pc, (quality) => this.wire === wire && this.set({ quality }));
  }

  private emit(signal: SignalData): void {
    if (signal.type === "offer") {
      if (this.view.state === "reconnecting") signal = { ...signal, resume: this.id };
      else if (this.view.state === "calling") [this.id, this.wasCalled] = [idOf(signal), false];
      [this.offer, this.answer] = [signal, null];
    } else if (signal.type === "answer" && this.caller) {
      signal = { ...signal, offer: idOf(this.offer) };
      [this.answer, this.answeredAt] = [signal, performance.now()];
    }
    this.options.send(signal, this.caller?.id);
  }

  private connected(): void {
    this.recovery.stop();
    this.replaced?.close();
    this.replaced = null;
    this.set({ state: "connected" });
    this.tellMedia();
  }

  private reconnecting(): void {
    if (this.view.state !== "reconnecting") this.lostAt = performance.now();
    this.set({ state: "reconnecting" });
    this.recovery.start();
  }

  private iceChanged(state: RTCIceConnectionState): void {
    if (state === "disconnected" && this.view.state === "connected") {
      this.reconnecting();
    } else if ((state === "connected" || state === "completed") && this.view.state === "reconnecting" && this.wire?.isConnected) {
      this.connected();
    }
  }

  private lost(): void {
    if (this.view.state === "connecting") return this.end("failed", "no way was found between the two browsers");
    this.drop();
    this.reconnecting();
  }

  private async findAnotherWay(): Promise<void> {
    // An offer that was answered is given its time. One that waits for the server would be of a network that is gone by then.
    const isUnderWay = this.wire?.isConnected === false && this.answer !== null && performance.now() - this.answeredAt < trying;
    const mayMoveAgain = this.wire?.isConnected === true && performance.now() - this.lostAt < pause;
    if (isUnderWay || mayMoveAgain || !this.options.canSend()) return;
    const { own, wire } = this;
    this.configuration = await iceConfiguration().catch(() => this.configuration);
    if (this.own !== own || this.wire !== wire || this.view.state !== "reconnecting") return;
    [this.caller, this.offer, this.answer] = [null, null, null];
    this.connect(true);
  }

  protected end(why: CallEnd, message?: string): void {
    const { state } = this.view;
    if (state === "idle") return;
    const isOurs = why === "hung-up" || why === "failed" || why === "lost";
    if (isOurs && this.id !== "") this.sayOfCall("bye", this.id);
    this.clear();
    this.fresh();
    this.options.onEnd(why, message);
  }

  /** It goes on in that window: its end, or an offer to resume it, is nothing to this one, and nobody is told that it is over. */
  private takenElsewhere(call: string): void {
    this.elsewhere = call;
    if (this.view.state !== "ringing" || this.id !== call) return;
    this.id = "";
    this.end("taken-elsewhere");
  }

  /**
   * Tells everybody over the server that a call is over, or not wanted, or taken: only that reaches a page that is not connected. The
   * original's page knows no such signals, and simple-peer would end a connection that gets one: there it is the end of the candidates,
   * which does no harm.
   */
  private sayOfCall(type: "bye" | "taken", call: string): void {
    this.options.send({ type, call, candidate: { candidate: "", sdpMid: "0", sdpMLineIndex: 0 } });
  }

  private drop(): void {
    this.stopWatching();
    for (const wire of [this.wire, this.replaced]) wire?.close();
    this.wire = this.replaced = null;
  }

  protected clear(): void {
    this.attempts++;
    this.recovery.stop();
    this.drop();
    [this.offer, this.caller, this.answer] = [null, null, null];
    if (this.id !== "") [this.over, this.id] = [this.id, ""];
    this.stopOwn();
  }
}
