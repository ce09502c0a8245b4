/** What we use of simple-peer's prebuilt file, which brings its own `Buffer` and streams and so needs nothing of Node.js. */
declare module "simple-peer/simplepeer.min.js" {
  export type SignalData = { type: string; sdp?: string; [more: string]: unknown };

  export default class Peer {
    constructor(options: {
      initiator?: boolean;
      trickle?: boolean;
      stream?: MediaStream;
      config?: RTCConfiguration;
      iceCompleteTimeout?: number;
    });
    /** Not documented; the only way to the senders, whose bitrate is to be limited. */
    readonly _pc: RTCPeerConnection;
    readonly connected: boolean;
    signal(data: SignalData): void;
    send(data: string): void;
    addTrack(track: MediaStreamTrack, stream: MediaStream): void;
    replaceTrack(old: MediaStreamTrack, track: MediaStreamTrack | null, stream: MediaStream): void;
    destroy(): void;
    on(event: "signal", listener: (data: SignalData) => void): this;
    on(event: "connect" | "close", listener: () => void): this;
    on(event: "stream", listener: (stream: MediaStream) => void): this;
    on(event: "data", listener: (data: Uint8Array) => void): this;
    on(event: "iceStateChange", listener: (connection: RTCIceConnectionState) => void): this;
    on(event: "error", listener: (error: Error & { code?: string }) => void): this;
  }
}
