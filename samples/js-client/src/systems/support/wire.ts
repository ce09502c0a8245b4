import Peer, { type SignalData } from "simple-peer/simplepeer.min.js";
import { readNotice, type Notice } from "../../call/notice";

/** How long is waited for the way that a STUN or TURN server knows, in milliseconds. */
const gathering = 3000;

export interface WireEvents {
  onSignal: (signal: SignalData) => void;
  onConnect: () => void;
  onStream: (stream: MediaStream) => void;
  onNotice: (notice: Notice) => void;
  onIce: (state: RTCIceConnectionState) => void;
  /** The other side closed it. */
  onClose: () => void;
  /** It is lost and may be replaced. */
  onLost: () => void;
  /** It cannot be. */
  onError: (error: Error) => void;
}

/** One connection of simple-peer, and what it sends. Nothing is heard of it once it was closed or silenced. */
export class Wire {
  private readonly peer: Peer;
  private isClosed = false;
  /** The picture that is sent, or was sent last: simple-peer knows the way of a picture by the track that went it. */
  private picture: MediaStreamTrack | null;

  constructor(initiator: boolean, private readonly stream: MediaStream, configuration: RTCConfiguration, events: WireEvents) {
    this.picture = stream.getVideoTracks()[0] ?? null;
    // Without any servers in it, simple-peer would ask some of its own choice.
    const config = { ...configuration, iceServers: configuration.iceServers ?? [] };
    const peer = (this.peer = new Peer({ initiator, trickle: false, stream, config, iceCompleteTimeout: gathering }));
    const unlessClosed = <T extends unknown[]>(react: (...args: T) => void) => (...args: T) => void (this.isClosed || react(...args));
    peer.on("signal", unlessClosed(events.onSignal));
    peer.on("connect", unlessClosed(events.onConnect));
    peer.on("stream", unlessClosed(events.onStream));
    peer.on("data", unlessClosed((data: Uint8Array) => {
      const notice = readNotice(new TextDecoder().decode(data));
      if (notice) events.onNotice(notice);
    }));
    peer.on("iceStateChange", unlessClosed(events.onIce));
    peer.on("close", unlessClosed(events.onClose));
    peer.on("error", unlessClosed((error: Error & { code?: string }) => {
      this.isClosed = true;
      switch (error.code) {
        // A page that is closed breaks the channel and the transport below it.
        case "ERR_DATA_CHANNEL":
        case "ERR_ICE_CONNECTION_CLOSED":
          return events.onClose();
        case "ERR_ICE_CONNECTION_FAILURE":
        case "ERR_CONNECTION_FAILURE":
          return events.onLost();
        default:
          return events.onError(error);
      }
    }));
  }

  get pc(): RTCPeerConnection {
    return this.peer._pc;
  }

  get isConnected(): boolean {
    return !this.isClosed && this.peer.connected;
  }

  signal(signal: SignalData): void {
    this.peer.signal(signal);
  }

  tell(notice: Notice): void {
    if (this.isConnected) this.peer.send(JSON.stringify(notice));
  }

  /** Sends another picture in place of the present one; nothing is negotiated unless there was none. */
  show(track: MediaStreamTrack | null): void {
    if (this.isClosed || track === this.picture) return;
    if (this.picture) this.peer.replaceTrack(this.picture, track, this.stream);
    else if (track) this.peer.addTrack(track, this.stream);
    this.picture = track ?? this.picture;
  }

  /** Nothing is heard of it any more, and the other side hears nothing of that. */
  silence(): void {
    this.isClosed = true;
  }

  close(): void {
    this.isClosed = true;
    this.peer.destroy();
  }
}

/** The session id of a description (RFC 8866, 5.2): the same for everything that one connection says of itself. */
export function idOf(description: SignalData | null): string {
  return /^o=\S+ (\S+)/m.exec(description?.sdp ?? "")?.[1] ?? "";
}
