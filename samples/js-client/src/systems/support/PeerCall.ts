import Peer, { type SignalData } from "simple-peer/simplepeer.min.js";
import { nobody, type CallEnd, type CallView } from "../../call/CallView";
import type { Notice } from "../../call/Link";
import { iceConfiguration, openMedia } from "../../call/media";
import { watchQuality } from "../../call/quality";

/** Whose socket an offer came from. When both sides call at once, the higher rank's offer counts. */
interface Caller {
  id: string;
  rank: string;
}

interface PeerCallOptions {
  /** Our own rank, asked when it is needed. */
  rank: () => string;
  /** Sends a signal to one socket, or to all others of the session. */
  send: (signal: SignalData, to?: string) => void;
  /** After every change, with a new object. */
  onChange: (view: CallView) => void;
  onEnd: (why: CallEnd, message?: string) => void;
}

/** How long a lost connection is given to come back before the call is over, in milliseconds. */
const patience = 20_000;
/** How long is waited for the way that a STUN or TURN server knows, in milliseconds. */
const gathering = 3000;

/**
 * A call of two over simple-peer. Descriptions travel whole, with all candidates in them, so that one may be sent again to somebody who
 * comes later. A call is known by its offer's session id.
 */
export class PeerCall {
  view: CallView = nobody;
  private peer: Peer | null = null;
  /** The offer that the call is made of: our own, or one that rings or was taken. */
  private offer: SignalData | null = null;
  /** Who made it; null when we did. */
  private caller: Caller | null = null;
  private answer: SignalData | null = null;
  private configuration: RTCConfiguration = {};
  private attempts = 0;
  private camera: MediaStreamTrack | null = null;
  private display: MediaStream | null = null;
  private stopWatching: () => void = () => undefined;
  private giveUp: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: PeerCallOptions) {}

  /** Calls, or takes the call that began to ring a moment before the button was pressed. */
  start(): Promise<void> {
    return this.view.state === "idle" ? this.open("calling") : this.accept();
  }

  /** Takes the call that rings. */
  accept(): Promise<void> {
    return this.view.state === "ringing" ? this.open("connecting") : Promise.resolve();
  }

  hangUp(): void {
    if (this.view.state === "idle") return;
    this.sayGoodbye();
    this.end("hung-up");
  }

  receive(signal: SignalData, from?: Caller): void {
    if (signal.type === "bye") {
      // A connection that stands tells by itself when it ends; another tab's refusal does not concern it.
      if (this.offer && signal.call === idOf(this.offer) && this.view.state !== "connected") this.theyEnded();
    } else if (signal.type === "offer" && from) {
      this.receiveOffer(signal, from);
    } else if (signal.type === "answer") {
      this.receiveAnswer(signal);
    } else if (signal.renegotiate || signal.transceiverRequest || signal.candidate) {
      this.peer?.signal(signal);
    }
  }

  /** Calls again those who may not have heard the call. */
  repeat(): void {
    if (this.view.state === "calling" && this.offer && !this.caller) this.options.send(this.offer);
  }

  /** The server says that the other side is gone. A connection that stands needs no server, and a call may go on until somebody comes. */
  peerLeft(): void {
    if (this.view.state === "ringing" || this.view.state === "connecting") this.end("they-left");
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
    if (this.display) return this.stopScreen();
    const display = await navigator.mediaDevices.getDisplayMedia({ video: true });
    const track = display.getVideoTracks()[0];
    if (!track || !this.peer?.connected || !this.view.local) return stop(display);
    this.display = display;
    track.onended = () => this.stopScreen();
    if (this.camera) this.peer.replaceTrack(this.camera, track, this.view.local);
    else this.peer.addTrack(track, this.view.local);
    this.set({ screen: true });
    this.tellMedia();
  }

  tellRecording(on: boolean): void {
    this.tell({ type: "recording", on });
  }

  tellRecorded(): void {
    this.tell({ type: "recorded" });
  }

  /** Closes everything without telling anybody on this page. */
  dispose(): void {
    this.clear();
  }

  private async open(state: CallView["state"]): Promise<void> {
    const attempt = ++this.attempts;
    this.set({ ...nobody, state });
    let local: MediaStream;
    const opening = openMedia();
    try {
      [local, this.configuration] = await Promise.all([opening, iceConfiguration()]);
    } catch (error) {
      if (attempt === this.attempts) this.fail((error as Error).message);
      return void opening.then(stop, () => undefined);
    }
    // The call may be over meanwhile.
    if (attempt !== this.attempts) return stop(local);
    this.camera = local.getVideoTracks()[0] ?? null;
    this.set({ local, video: this.camera !== null });
    // Somebody who called meanwhile is answered.
    if (this.caller) this.take();
    else this.connect(true);
  }

  private receiveOffer(offer: SignalData, from: Caller): void {
    const { state } = this.view;
    if (state === "idle" || state === "ringing") {
      this.ring(offer, from);
    } else if (!this.peer) {
      [this.offer, this.caller] = [offer, from];
    } else if (state === "calling") {
      // Both call. The lower rank takes the other's offer; the other waits for the answer.
      if (this.options.rank() > from.rank) return;
      this.drop();
      [this.offer, this.caller] = [offer, from];
      this.take();
    } else if (this.caller && idOf(offer) === idOf(this.offer)) {
      this.caller = from;
      if (offer.sdp !== this.offer?.sdp) this.peer.signal((this.offer = offer));
      else if (state === "connecting" && this.answer) this.options.send(this.answer, from.id);
    } else {
      // A page that was loaded anew: the old connection is nothing to it.
      this.clear();
      this.set(nobody);
      this.ring(offer, from);
    }
  }

  private receiveAnswer(answer: SignalData): void {
    // The first to answer has the call. An answer to an offer that was given up comes too late.
    if (!this.peer || this.caller || this.answer) return;
    this.answer = answer;
    if (this.view.state === "calling") this.set({ state: "connecting" });
    this.peer.signal(answer);
  }

  private ring(offer: SignalData, from: Caller): void {
    [this.offer, this.caller] = [offer, from];
    this.set({ ...nobody, state: "ringing" });
  }

  private take(): void {
    this.set({ state: "connecting" });
    this.connect(false);
    this.peer!.signal(this.offer!);
  }

  private connect(initiator: boolean): void {
    // Without any, simple-peer would ask servers of its own choice.
    const config = { ...this.configuration, iceServers: this.configuration.iceServers ?? [] };
    const peer = new Peer({ initiator, trickle: false, stream: this.view.local!, config, iceCompleteTimeout: gathering });
    this.peer = peer;
    this.stopWatching = watchQuality(() => peer._pc, (quality) => this.peer === peer && this.set({ quality }));
    // What a connection says that was given up concerns nobody.
    const ours = <T extends unknown[]>(react: (...args: T) => void) => (...args: T) => void (this.peer === peer && react(...args));
    peer.on("signal", ours((signal: SignalData) => this.emit(signal)));
    peer.on("connect", ours(() => {
      this.set({ state: "connected" });
      this.tellMedia();
    }));
    peer.on("stream", ours((remote: MediaStream) => this.set({ remote })));
    peer.on("data", ours((data: Uint8Array) => this.noticed(data)));
    peer.on("iceStateChange", ours((state: RTCIceConnectionState) => this.iceChanged(state)));
    peer.on("error", ours((error: Error & { code?: string }) => this.broken(error)));
    peer.on("close", ours(() => this.end("they-hung-up")));
  }

  private emit(signal: SignalData): void {
    if (signal.type === "offer") [this.offer, this.answer] = [signal, null];
    else if (signal.type === "answer") this.answer = signal;
    this.options.send(signal, this.caller?.id);
  }

  private iceChanged(state: RTCIceConnectionState): void {
    if (state === "disconnected" && this.view.state === "connected") {
      this.set({ state: "reconnecting" });
      this.giveUp = setTimeout(() => this.end("lost"), patience);
    } else if ((state === "connected" || state === "completed") && this.view.state === "reconnecting") {
      clearTimeout(this.giveUp);
      this.set({ state: "connected" });
    }
  }

  private broken(error: Error & { code?: string }): void {
    // A page that is closed breaks the channel and the transport below it.
    if (error.code === "ERR_DATA_CHANNEL" || error.code === "ERR_ICE_CONNECTION_CLOSED") return this.end("they-hung-up");
    const isLost = error.code === "ERR_ICE_CONNECTION_FAILURE" || error.code === "ERR_CONNECTION_FAILURE";
    if (!isLost) return this.fail(error.message);
    if (this.view.state === "connecting") return this.fail("no way was found between the two browsers");
    this.sayGoodbye();
    this.end("lost");
  }

  private theyEnded(): void {
    this.end(this.view.state === "calling" ? "rejected" : "they-hung-up");
  }

  private noticed(data: Uint8Array): void {
    const notice = JSON.parse(new TextDecoder().decode(data)) as Notice;
    if (notice.type === "recorded") {
      this.set({ recorded: this.view.recorded + 1 });
    } else if (notice.type === "recording") {
      this.set({ theirs: { ...this.view.theirs, recording: notice.on === true } });
    } else if (notice.type === "media") {
      const { audio = true, video = true, screen = false } = notice;
      this.set({ theirs: { ...this.view.theirs, audio, video, screen } });
    }
  }

  private tellMedia(): void {
    const { audio, video, screen } = this.view;
    this.tell({ type: "media", audio, video, screen });
  }

  private tell(notice: Notice): void {
    if (this.peer?.connected) this.peer.send(JSON.stringify(notice));
  }

  /**
   * Tells the other side over the server that this call is over, or not wanted: only that reaches a page that is not connected yet. The
   * original's page knows no such signal; it takes this for simple-peer's wish to negotiate again, which does no harm.
   */
  private sayGoodbye(): void {
    if (this.offer) this.options.send({ type: "bye", call: idOf(this.offer), renegotiate: true });
  }

  private stopScreen(): void {
    const track = this.display?.getVideoTracks()[0];
    stop(this.display);
    this.display = null;
    if (!track || !this.peer?.connected || !this.view.local) return;
    if (this.camera) this.peer.replaceTrack(track, this.camera, this.view.local);
    else this.peer.removeTrack(track, this.view.local);
    this.set({ screen: false });
    this.tellMedia();
  }

  private fail(message: string): void {
    this.sayGoodbye();
    this.end("failed", message);
  }

  private end(why: CallEnd, message?: string): void {
    if (this.view.state === "idle") return;
    this.clear();
    this.set(nobody);
    this.options.onEnd(why, message);
  }

  /** Gives the connection up, and keeps camera and microphone. */
  private drop(): void {
    this.stopWatching();
    const peer = this.peer;
    this.peer = null;
    peer?.destroy();
    [this.offer, this.caller, this.answer] = [null, null, null];
  }

  private clear(): void {
    this.attempts++;
    clearTimeout(this.giveUp);
    this.drop();
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

/** The session id of a description (RFC 8866, 5.2): the same for everything that one connection says of itself. */
function idOf(description: SignalData | null): string {
  return /^o=\S+ (\S+)/m.exec(description?.sdp ?? "")?.[1] ?? "";
}

function stop(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
