import type { ConnectionStatus } from "../../socket";

/** What an event brings. It is the server's or another page's: every member is looked at before it is used. */
export type Data = Record<string, unknown>;

interface RoomSocketOptions {
  url: string;
  /** After each connection; what is sent here comes first. */
  onOpen: () => void;
  onEvent: (event: string, data: Data) => void;
  onStatus: (status: ConnectionStatus) => void;
}

const firstDelay = 500;
const longestDelay = 15_000;
/** Keeps proxies from closing a silent connection. The server does not answer it. */
const pingPeriod = 25_000;

const normal = 1000;
const policyViolation = 1008;

/** A room's websocket: frames `{"event", "data"}`, made anew when it is lost, but not when the server says that it is over. */
export class RoomSocket {
  private socket: WebSocket | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private ping: ReturnType<typeof setInterval> | undefined;
  private failures = 0;

  constructor(private readonly options: RoomSocketOptions) {}

  open(): void {
    addEventListener("offline", this.lost);
    addEventListener("online", this.connect);
    this.options.onStatus({ state: "connecting" });
    this.connect();
  }

  /** The room has let us in: the next failure is the first again. */
  accepted(): void {
    this.failures = 0;
    this.options.onStatus({ state: "connected" });
  }

  /** Whether it went out. What does not is not kept: a command that comes late does harm. */
  send(event: string, data: Data = {}): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify({ event, data }));
    return true;
  }

  close(): void {
    removeEventListener("offline", this.lost);
    removeEventListener("online", this.connect);
    clearTimeout(this.retry);
    this.drop()?.close(normal);
  }

  private readonly connect = (): void => {
    if (this.socket) return;
    clearTimeout(this.retry);
    const socket = (this.socket = new WebSocket(this.options.url));
    socket.onopen = () => {
      this.ping = setInterval(() => this.send("ping"), pingPeriod);
      this.options.onOpen();
    };
    socket.onmessage = ({ data }) => this.take(data);
    socket.onclose = ({ code, reason }) => this.closed(code, reason);
  };

  private take(text: unknown): void {
    let frame: { event?: unknown; data?: unknown } | null;
    try {
      frame = JSON.parse(String(text));
    } catch {
      return;
    }
    if (typeof frame?.event === "string") this.options.onEvent(frame.event, typeof frame.data === "object" ? ((frame.data ?? {}) as Data) : {});
  }

  private closed(code: number, reason: string): void {
    if (code !== normal && code !== policyViolation) return this.lost();
    this.close();
    this.options.onStatus({ state: code === normal ? "closed" : "refused", reason });
  }

  /** The browser knows at once that the network is gone; the connection would tell minutes later. */
  private readonly lost = (): void => {
    this.drop()?.close();
    this.options.onStatus({ state: "reconnecting" });
    clearTimeout(this.retry);
    // Not all at the same moment, when a server comes back.
    const delay = Math.min(longestDelay, firstDelay * 2 ** this.failures++) * (0.75 + Math.random() / 2);
    this.retry = setTimeout(this.connect, delay);
  };

  /** Takes the socket away from the page, which hears no more of it. */
  private drop(): WebSocket | null {
    const socket = this.socket;
    this.socket = null;
    clearInterval(this.ping);
    if (socket) socket.onopen = socket.onmessage = socket.onclose = null;
    return socket;
  }
}
