import { readNotice, type Notice } from "./notice";

/** What two pages tell each other through the server while they connect. */
export interface Signal {
  description?: RTCSessionDescriptionInit;
  candidate?: RTCIceCandidateInit;
}

interface LinkOptions {
  /** When both offer at once, the polite side takes the other's offer. One side must be, the other must not. */
  polite: boolean;
  configuration: RTCConfiguration;
  send: (signal: Signal) => void;
  onState: (state: RTCPeerConnectionState) => void;
  onStream: (stream: MediaStream) => void;
  onNotice: (notice: Notice) => void;
  onOpen: () => void;
}

/** Candidates that came before their description, at most. More than any browser finds. */
const mostWaiting = 100;

/** The session's id, which is the same in all descriptions of one connection (RFC 8866, 5.2). */
export function sessionOf({ sdp }: RTCSessionDescriptionInit): string | undefined {
  return /^o=\S+ (\S+)/m.exec(sdp ?? "")?.[1];
}

/** One RTCPeerConnection with perfect negotiation, and a data channel for what the signalling has no event for. */
export class Link {
  /** The present connection; another one after the two first offers have met. */
  pc: RTCPeerConnection;
  private control: RTCDataChannel;
  private stream: MediaStream | null = null;
  private waiting: RTCIceCandidateInit[] = [];
  private making: RTCPeerConnection | null = null;
  private work: Promise<void> = Promise.resolve();

  constructor(private readonly options: LinkOptions) {
    this.pc = new RTCPeerConnection(options.configuration);
    this.control = this.listen(this.pc);
  }

  add(stream: MediaStream): void {
    this.stream = stream;
    for (const track of stream.getTracks()) this.pc.addTrack(track, stream);
  }

  /** Sends another picture, or voice, in place of the present one, without negotiating when there is or was one. Null is for no picture. */
  async showTrack(track: MediaStreamTrack | null, stream: MediaStream): Promise<void> {
    const kind = track?.kind ?? "video";
    // A sender whose picture was taken away has no track that would tell its kind.
    const sending = this.pc.getTransceivers().find(({ receiver, direction }) => receiver.track.kind === kind && direction.startsWith("send"));
    if (sending) await sending.sender.replaceTrack(track);
    else if (track) this.pc.addTrack(track, stream);
  }

  /** Signals are taken one after another: the second must not overtake the first while that is awaited. */
  receive(signal: Signal): Promise<void> {
    return (this.work = this.work.catch(() => undefined).then(() => this.take(signal)));
  }

  /** Whether `tell` reaches the other side. */
  get canTell(): boolean {
    return this.control.readyState === "open";
  }

  tell(notice: Notice): void {
    if (this.canTell) this.control.send(JSON.stringify(notice));
  }

  /** Looks for another way to the other side. The servers, or the credentials for them, may be others now. */
  restart(configuration: RTCConfiguration = {}): void {
    const pc = this.pc;
    pc.setConfiguration({ ...pc.getConfiguration(), ...configuration });
    if (!this.repeat()) pc.restartIce();
  }

  /** Sends an offer that has no answer yet once more, with the candidates found since: it may have been lost. False when there is none. */
  repeat(): boolean {
    const { signalingState, localDescription } = this.pc;
    if (signalingState !== "have-local-offer" || !localDescription) return false;
    this.options.send({ description: localDescription.toJSON() });
    return true;
  }

  close(): void {
    this.tell({ type: "bye" });
    this.drop();
  }

  private listen(pc: RTCPeerConnection): RTCDataChannel {
    const { send, onState, onStream, onOpen, onNotice } = this.options;
    pc.onnegotiationneeded = () => void this.offer();
    pc.onicecandidate = ({ candidate }) => candidate && send({ candidate: candidate.toJSON() });
    pc.onconnectionstatechange = () => onState(pc.connectionState);
    pc.ontrack = ({ streams }) => streams[0] && onStream(streams[0]);

    // Agreed on beforehand, so neither side has to wait for the other to make it. A page that does not know it loses nothing.
    const control = pc.createDataChannel("control", { negotiated: true, id: 0 });
    control.onopen = () => onOpen();
    control.onmessage = ({ data }) => {
      const notice = readNotice(data);
      if (notice) onNotice(notice);
    };
    control.onclose = () => onState("closed");
    return control;
  }

  private drop(): void {
    const { pc, control } = this;
    pc.onnegotiationneeded = pc.onicecandidate = pc.onconnectionstatechange = pc.ontrack = null;
    control.onopen = control.onmessage = control.onclose = null;
    pc.close();
  }

  /** A new connection that sends what the old one did. */
  private renew(): void {
    const tracks = this.pc.getSenders().flatMap(({ track }) => track ?? []);
    this.drop();
    this.pc = new RTCPeerConnection(this.pc.getConfiguration());
    this.control = this.listen(this.pc);
    for (const track of tracks) this.pc.addTrack(track, this.stream!);
  }

  private async offer(): Promise<void> {
    const pc = (this.making = this.pc);
    try {
      await pc.setLocalDescription();
      if (pc === this.pc) this.options.send({ description: pc.localDescription!.toJSON() });
    } finally {
      if (pc === this.making) this.making = null;
    }
  }

  private async take({ description, candidate }: Signal): Promise<void> {
    if (candidate) return this.addCandidate(candidate);
    if (!description || !this.isWanted(description.type)) return;
    const pc = this.pc;
    await pc.setRemoteDescription(description);
    if (description.type === "offer") {
      await pc.setLocalDescription();
      this.options.send({ description: pc.localDescription!.toJSON() });
    }
    for (const early of this.waiting.splice(0)) await this.addCandidate(early);
  }

  private isWanted(type: RTCSdpType): boolean {
    const mayOffer = this.making !== this.pc && this.pc.signalingState === "stable";
    if (type !== "offer") return this.pc.signalingState === "have-local-offer";
    if (mayOffer) return true;
    if (!this.options.polite) return false;
    // Chromium that takes back its first offer while it looks for candidates sometimes never finds any (seen in version 156,
    // one call in ten): nothing stands yet, so a new connection takes the other's offer. A later offer can be taken back.
    if (!this.pc.remoteDescription) this.renew();
    return true;
  }

  private async addCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    const { remoteDescription: theirs } = this.pc;
    const name = candidate.usernameFragment;
    if (theirs && (!name || theirs.sdp.includes(`a=ice-ufrag:${name}`))) {
      // One that the browser does not like is not the only one.
      await this.pc.addIceCandidate(candidate).catch(() => undefined);
    } else {
      // It belongs to a description that has yet to come, or to an offer that was not taken.
      this.waiting = [...this.waiting, candidate].slice(-mostWaiting);
    }
  }
}
