/** What two pages tell each other through the server while they connect. */
export interface Signal {
  description?: RTCSessionDescriptionInit;
  candidate?: RTCIceCandidateInit;
}

/** What they tell each other directly once they are connected. */
export interface Notice {
  type: "bye" | "media" | "recording" | "recorded";
  audio?: boolean;
  video?: boolean;
  screen?: boolean;
  on?: boolean;
}

interface LinkOptions {
  /** When both offer at once, the polite side takes the other's offer. One side must be, the other must not. */
  polite: boolean;
  iceServers: RTCIceServer[];
  send: (signal: Signal) => void;
  onState: (state: RTCPeerConnectionState) => void;
  onStream: (stream: MediaStream) => void;
  onNotice: (notice: Notice) => void;
  onOpen: () => void;
}

/** One RTCPeerConnection with perfect negotiation, and a data channel for what the signalling has no event for. */
export class Link {
  readonly pc: RTCPeerConnection;
  private readonly control: RTCDataChannel;
  private readonly waiting: RTCIceCandidateInit[] = [];
  private making = false;
  private work: Promise<void> = Promise.resolve();

  constructor(private readonly options: LinkOptions) {
    const pc = (this.pc = new RTCPeerConnection({ iceServers: options.iceServers }));
    pc.onnegotiationneeded = () => void this.offer();
    pc.onicecandidate = ({ candidate }) => candidate && options.send({ candidate: candidate.toJSON() });
    pc.onconnectionstatechange = () => options.onState(pc.connectionState);
    pc.ontrack = ({ streams }) => streams[0] && options.onStream(streams[0]);

    // Agreed on beforehand, so neither side has to wait for the other to make it. A page that does not know it loses nothing.
    this.control = pc.createDataChannel("control", { negotiated: true, id: 0 });
    this.control.onopen = () => options.onOpen();
    this.control.onmessage = ({ data }) => options.onNotice(JSON.parse(data as string) as Notice);
    this.control.onclose = () => options.onState("closed");
  }

  add(stream: MediaStream): void {
    for (const track of stream.getTracks()) this.pc.addTrack(track, stream);
  }

  /** Shows another picture in place of the present one, without negotiating when there is one. */
  async showTrack(track: MediaStreamTrack | null, stream: MediaStream): Promise<void> {
    const sender = this.pc.getSenders().find((s) => s.track?.kind === "video");
    if (sender) await sender.replaceTrack(track);
    else if (track) this.pc.addTrack(track, stream);
  }

  /** Signals are taken one after another: the second must not overtake the first while that is awaited. */
  receive(signal: Signal): Promise<void> {
    return (this.work = this.work.catch(() => undefined).then(() => this.take(signal)));
  }

  tell(notice: Notice): void {
    if (this.control.readyState === "open") this.control.send(JSON.stringify(notice));
  }

  restart(): void {
    this.pc.restartIce();
  }

  close(): void {
    this.tell({ type: "bye" });
    this.control.onclose = null;
    this.pc.onconnectionstatechange = null;
    this.pc.close();
  }

  private async offer(): Promise<void> {
    try {
      this.making = true;
      await this.pc.setLocalDescription();
      this.options.send({ description: this.pc.localDescription!.toJSON() });
    } finally {
      this.making = false;
    }
  }

  private async take({ description, candidate }: Signal): Promise<void> {
    const pc = this.pc;
    if (description) {
      const collides = description.type === "offer" && (this.making || pc.signalingState !== "stable");
      if (collides && !this.options.polite) return;
      await pc.setRemoteDescription(description);
      if (description.type === "offer") {
        await pc.setLocalDescription();
        this.options.send({ description: pc.localDescription!.toJSON() });
      }
      for (const early of this.waiting.splice(0)) await this.addCandidate(early);
    } else if (candidate) {
      if (pc.remoteDescription) await this.addCandidate(candidate);
      else this.waiting.push(candidate);
    }
  }

  private async addCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    try {
      await this.pc.addIceCandidate(candidate);
    } catch {
      // It belongs to an offer that was ignored or taken back. Another one will do, and the rest must not be lost with it.
    }
  }
}
