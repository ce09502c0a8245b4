import { Link, type Notice, type Signal } from "./Link";
import { iceConfiguration, openMedia } from "./media";
import { watchQuality, type QualityReport } from "./quality";

/** Somebody else in the call. */
export interface MeshPeer {
  id: string;
  /** `waiting`: the other side has yet to offer, or to come back. */
  state: "waiting" | "connecting" | "connected" | "reconnecting";
  stream: MediaStream | null;
  /** What the other side has turned on. */
  audio: boolean;
  video: boolean;
  screen: boolean;
  recording: boolean;
  quality: QualityReport;
}

export interface MeshView {
  /** Null while the call is not open. */
  local: MediaStream | null;
  audio: boolean;
  video: boolean;
  screen: boolean;
  /** In the order in which they were added. */
  peers: readonly MeshPeer[];
}

interface MeshOptions {
  send: (peerId: string, signal: Signal) => void;
  /** After every change, with a new object. */
  onChange: (view: MeshView) => void;
}

interface Peer {
  view: MeshPeer;
  polite: boolean;
  link: Link | null;
  early: Signal[];
  stopWatching: () => void;
}

const closed: MeshView = { local: null, audio: true, video: true, screen: false, peers: [] };
const nothingMeasured: QualityReport = { quality: "unknown", loss: 0, roundTrip: 0 };

/** Each sends to each other, so the pictures are small. */
const picture: MediaTrackConstraints = { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 20, max: 30 } };

/**
 * A call of many: one connection to each of the others, the same camera and microphone for all. Who is in it is the server's to say; the
 * page passes that on with `add` and `remove`, and the signals with `receive`.
 */
export class Mesh {
  view: MeshView = closed;
  private readonly peers = new Map<string, Peer>();
  private configuration: RTCConfiguration = {};
  private camera: MediaStreamTrack | null = null;
  private display: MediaStream | null = null;
  private opening: object | null = null;

  constructor(private readonly options: MeshOptions) {}

  /**
   * Opens camera and microphone, or takes what is open already, which may be nothing. Throws an Error whose message can be shown. False
   * when it was closed meanwhile.
   */
  async open(audioOnly = false, media: Promise<MediaStream> = openMedia(!audioOnly)): Promise<boolean> {
    const opening = (this.opening = {});
    const [local, configuration] = await Promise.all([media, iceConfiguration()]).catch((error: unknown) => {
      void media.then(stop, () => undefined);
      throw error;
    });
    if (this.opening !== opening) {
      stop(local);
      return false;
    }
    this.configuration = configuration;
    this.camera = local.getVideoTracks()[0] ?? null;
    await this.camera?.applyConstraints(picture).catch(() => undefined);
    this.set({ local, audio: local.getAudioTracks().some((track) => track.enabled), video: this.camera?.enabled ?? false });
    for (const peer of this.peers.values()) {
      if (!peer.polite) this.connect(peer);
      for (const signal of peer.early.splice(0)) this.receive(peer.view.id, signal);
    }
    return true;
  }

  has(peerId: string): boolean {
    return this.peers.has(peerId);
  }

  isConnected(peerId: string): boolean {
    return this.peers.get(peerId)?.view.state === "connected";
  }

  /**
   * Somebody is in the call. The impolite side offers, the polite one waits for it and gives way when both do: one must be, the other must
   * not. Somebody who is connected already stays so; a connection that is not there yet, or is lost, is made anew.
   */
  add(peerId: string, polite: boolean): void {
    const before = this.peers.get(peerId);
    if (before?.view.state === "connected") return;
    if (before) this.disconnect(before);
    const view: MeshPeer = {
      id: peerId, state: "waiting", stream: null, audio: true, video: true, screen: false, recording: false, quality: nothingMeasured,
    };
    const peer: Peer = { view, polite, link: null, early: [], stopWatching: () => undefined };
    this.peers.set(peerId, peer);
    if (this.view.local && !polite) this.connect(peer);
    this.changed();
  }

  receive(peerId: string, signal: Signal): void {
    const peer = this.peers.get(peerId);
    if (!peer) return;
    const description = signal.description;
    const isOffer = description?.type === "offer";
    if (!this.view.local) {
      // An offer begins everything anew; what came before it belongs to nothing.
      if (isOffer) peer.early = [];
      peer.early.push(signal);
      return;
    }
    const theirs = peer.link?.pc.remoteDescription;
    // The other side's page was loaded anew: its offer does not fit the old connection.
    if (isOffer && theirs && sessionOf(theirs) !== sessionOf(description)) this.disconnect(peer);
    if (isOffer && !peer.link) this.connect(peer);
    // What does not fit is of a connection that is over; the next offer brings another.
    peer.link?.receive(signal).catch(() => undefined);
  }

  remove(peerId: string): void {
    const peer = this.peers.get(peerId);
    if (!peer) return;
    this.peers.delete(peerId);
    this.disconnect(peer);
    this.changed();
  }

  /** The way to those who are lost may be another now: after a reconnection to the server, for example. */
  restart(): void {
    for (const peer of this.peers.values()) {
      if (peer.view.state === "reconnecting") peer.link?.restart();
    }
  }

  toggleAudio(on = !this.view.audio): void {
    for (const track of this.view.local?.getAudioTracks() ?? []) track.enabled = on;
    this.set({ audio: on });
    this.tellMedia();
  }

  toggleVideo(on = !this.view.video): void {
    if (!this.camera) return;
    this.camera.enabled = on;
    this.set({ video: on });
    this.tellMedia();
  }

  async toggleScreen(): Promise<void> {
    if (this.display) return this.stopScreen();
    const display = await navigator.mediaDevices.getDisplayMedia({ video: true });
    const track = display.getVideoTracks()[0];
    if (!track || !this.view.local) return stop(display);
    this.display = display;
    track.onended = () => void this.stopScreen();
    await this.showOnAll(track);
    this.set({ screen: true });
    this.tellMedia();
  }

  tellRecording(on: boolean): void {
    this.tell({ type: "recording", on });
  }

  /** Leaves all of them, and gives camera and microphone back. It can be opened again. */
  close(): void {
    this.opening = null;
    for (const peer of this.peers.values()) this.disconnect(peer);
    this.peers.clear();
    stop(this.view.local);
    stop(this.display);
    this.camera = null;
    this.display = null;
    this.set(closed);
  }

  private connect(peer: Peer): void {
    const local = this.view.local!;
    const link: Link = (peer.link = new Link({
      polite: peer.polite,
      configuration: this.configuration,
      send: (signal) => peer.link === link && this.options.send(peer.view.id, signal),
      onState: (state) => peer.link === link && this.linkChanged(peer, state),
      onStream: (stream) => this.setPeer(peer, { stream }),
      onNotice: (notice) => this.noticed(peer, notice),
      onOpen: () => this.tellMedia(link),
    }));
    peer.stopWatching = watchQuality(() => link.pc, (quality) => this.setPeer(peer, { quality }));
    link.add(local);
    const screen = this.display?.getVideoTracks()[0];
    if (screen) void link.showTrack(screen, local);
    this.setPeer(peer, { state: "connecting" });
  }

  private linkChanged(peer: Peer, state: RTCPeerConnectionState): void {
    switch (state) {
      case "connected":
        this.setPeer(peer, { state: "connected" });
        break;
      case "disconnected":
        this.setPeer(peer, { state: "reconnecting" });
        break;
      case "failed":
        this.setPeer(peer, { state: "reconnecting" });
        peer.link?.restart();
        break;
      case "closed":
        this.lost(peer);
        break;
    }
  }

  private noticed(peer: Peer, notice: Notice): void {
    if (notice.type === "bye") {
      this.lost(peer);
    } else if (notice.type === "recording") {
      this.setPeer(peer, { recording: notice.on === true });
    } else if (notice.type === "media") {
      const { audio = true, video = true, screen = false } = notice;
      this.setPeer(peer, { audio, video, screen });
    }
  }

  /** The other's page is gone. The server says whether for good; one that was loaded anew offers again. */
  private lost(peer: Peer): void {
    this.disconnect(peer);
    this.setPeer(peer, { state: "waiting", stream: null, recording: false, screen: false, quality: nothingMeasured });
  }

  private disconnect(peer: Peer): void {
    const link = peer.link;
    peer.link = null;
    peer.stopWatching();
    link?.close();
  }

  private tell(notice: Notice): void {
    for (const peer of this.peers.values()) peer.link?.tell(notice);
  }

  private tellMedia(link?: Link): void {
    const { audio, video, screen } = this.view;
    const notice: Notice = { type: "media", audio, video, screen };
    if (link) link.tell(notice);
    else this.tell(notice);
  }

  private async stopScreen(): Promise<void> {
    stop(this.display);
    this.display = null;
    await this.showOnAll(this.camera);
    this.set({ screen: false });
    this.tellMedia();
  }

  private async showOnAll(track: MediaStreamTrack | null): Promise<void> {
    const local = this.view.local;
    if (local) await Promise.all([...this.peers.values()].map((peer) => peer.link?.showTrack(track, local)));
  }

  private setPeer(peer: Peer, change: Partial<MeshPeer>): void {
    peer.view = { ...peer.view, ...change };
    if (this.peers.get(peer.view.id) === peer) this.changed();
  }

  private changed(): void {
    this.set({ peers: [...this.peers.values()].map((peer) => peer.view) });
  }

  private set(change: Partial<MeshView>): void {
    this.view = { ...this.view, ...change };
    this.options.onChange(this.view);
  }
}

function stop(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** The session's id, which is the same in all descriptions of one connection (RFC 8866, 5.2). */
function sessionOf({ sdp }: RTCSessionDescriptionInit): string | undefined {
  return /^o=\S+ (\S+)/m.exec(sdp ?? "")?.[1];
}
