import { readBlur } from "./blur";
import { Link, sessionOf, type Signal } from "./Link";
import type { Notice } from "./notice";
import { iceConfiguration, openMedia, stop } from "./media";
import { MediaControls } from "./MediaControls";
import { closed, nothingMeasured, type MeshPeer, type MeshView } from "./MeshView";
import { OwnMedia } from "./OwnMedia";
import { watchQuality } from "./quality";
import { Recovery } from "./Recovery";

export type { MeshPeer, MeshView } from "./MeshView";

interface MeshOptions {
  send: (peerId: string, signal: Signal) => void;
  /** Of a system that knows its users by a token and not by a cookie. */
  token?: () => Promise<string>;
  /** After every change, with a new object. */
  onChange: (view: MeshView) => void;
}

interface Peer {
  view: MeshPeer;
  polite: boolean;
  link: Link | null;
  early: Signal[];
  stopWatching: () => void;
  recovery: Recovery;
}

/** Each sends to each other, so the pictures are small. */
const picture: MediaTrackConstraints = { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 20, max: 30 } };

/**
 * A call of many: one connection to each of the others, the same camera and microphone for all. Who is in it is the server's to say; the
 * page passes that on with `add` and `remove`, and the signals with `receive`.
 */
export class Mesh extends MediaControls<MeshView> {
  private readonly peers = new Map<string, Peer>();
  private configuration: RTCConfiguration = {};
  private opening: object | null = null;
  private recording = false;

  constructor(private readonly options: MeshOptions) {
    super(closed, options.onChange);
  }

  /**
   * Opens camera and microphone, or takes what is open already, which may be nothing. Throws an Error whose message can be shown. False
   * when it was closed meanwhile.
   */
  async open(audioOnly = false, media: Promise<MediaStream> = openMedia(!audioOnly)): Promise<boolean> {
    const opening = (this.opening = {});
    let own: OwnMedia;
    try {
      this.configuration = await iceConfiguration(this.options.token?.());
      own = new OwnMedia(await media, (track) => this.showOnAll(track));
      await own.limitCamera(picture);
      // Before the first picture is sent. A camera that cannot be blurred as wanted is not shown.
      await own.setBlur(readBlur());
    } catch (error) {
      void media.then(stop, () => undefined);
      throw error;
    }
    if (this.opening !== opening) {
      own.stop();
      return false;
    }
    this.own = own;
    const local = own.stream;
    this.set({
      local, blur: own.blurView, audio: local.getAudioTracks().some((track) => track.enabled), video: local.getVideoTracks().some((track) => track.enabled),
    });
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
    const peer: Peer = { view, polite, link: null, early: [], stopWatching: () => undefined, recovery: this.recoveryOf(() => peer) };
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
      peer.recovery.theyAre(true);
    }
  }

  /** Tells those who are there, and those who come while it goes on. */
  override tellRecording(on: boolean): void {
    this.recording = on;
    super.tellRecording(on);
  }

  override async toggleVideo(on = !this.view.video): Promise<void> {
    const hadCamera = this.own?.hasCamera;
    await super.toggleVideo(on);
    if (!hadCamera) await this.own?.limitCamera(picture);
  }

  /** Leaves all of them, and gives camera and microphone back. It can be opened again. */
  close(): void {
    this.opening = null;
    this.recording = false;
    for (const peer of this.peers.values()) this.disconnect(peer);
    this.peers.clear();
    this.stopOwn();
    this.set({ blur: undefined, ...closed });
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
      onOpen: () => this.introduce(link),
    }));
    peer.stopWatching = watchQuality(() => link.pc, (quality) => this.setPeer(peer, { quality }));
    link.add(local);
    const screen = this.own?.screen;
    if (screen) void link.showTrack(screen, local);
    this.setPeer(peer, { state: "connecting" });
  }

  private linkChanged(peer: Peer, state: RTCPeerConnectionState): void {
    switch (state) {
      case "connected":
        peer.recovery.stop();
        this.setPeer(peer, { state: "connected" });
        break;
      case "disconnected":
      case "failed":
        this.setPeer(peer, { state: "reconnecting" });
        peer.recovery.start();
        break;
      case "closed":
        this.lost(peer);
        break;
    }
  }

  private recoveryOf(peer: () => Peer): Recovery {
    return new Recovery({ polite: () => peer().polite, attempt: () => void this.findAnotherWay(peer()), giveUp: () => this.lost(peer()) });
  }

  private async findAnotherWay(peer: Peer): Promise<void> {
    const link = peer.link;
    const configuration = await iceConfiguration(this.options.token?.()).catch(() => null);
    // A server that does not say brings no offer to the other side either.
    if (configuration && peer.link === link && peer.view.state === "reconnecting") link?.restart(configuration);
  }

  private noticed(peer: Peer, notice: Notice): void {
    if (notice.type === "bye") {
      this.lost(peer);
    } else if (notice.type === "recorded") {
      this.set({ recorded: this.view.recorded + 1 });
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
    peer.recovery.stop();
    peer.stopWatching();
    link?.close();
  }

  private introduce(link: Link): void {
    link.tell(this.media);
    if (this.recording) link.tell({ type: "recording", on: true });
  }

  protected tell(notice: Notice): void {
    for (const peer of this.peers.values()) peer.link?.tell(notice);
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
}
