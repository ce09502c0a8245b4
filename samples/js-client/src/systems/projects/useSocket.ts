import { useEffect, useState } from "preact/hooks";
import type { ConnectionStatus } from "../../socket";
import { ApiError, type Api } from "./api";

type Listener = (data: any, timestamp: number) => void;

const firstDelay = 500;
const longestDelay = 8000;
/** How often the server is asked whether it is there; without an answer until the next time the connection is dead. */
const heartbeat = 20_000;
/** What waits for the next connection: the signals of a call, no more. */
const mostKept = 200;
const policyViolation = 1008;
const invalidToken = "Invalid token";

const refusals: Record<string, string> = {
  "Too many connections": "this chat is open in too many places",
  "Too many messages": "this page sent too much",
};

/**
 * The project chat's connection: JSON of `{event, data}` on a plain WebSocket. It connects again by itself after everything but a
 * refusal. What came in a `chat:update` is given to the listeners of its inner event; `open` and `lost` are this page's own.
 */
export class ChatSocket {
  onStatus: (status: ConnectionStatus) => void = () => undefined;
  private readonly listeners = new Map<string, Set<Listener>>();
  private socket: WebSocket | null = null;
  private turn: object | null = null;
  private accepted = false;
  /** The token was asked for anew since the last one was good. */
  private renewed = false;
  private attempts = 0;
  private awaitsPong = false;
  private kept: [string, object][] = [];
  private retry: ReturnType<typeof setTimeout> | undefined;
  private beat: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly api: Api,
    private readonly projectId: string,
  ) {}

  /** Whether the server has taken the connection. */
  get isOpen(): boolean {
    return this.accepted;
  }

  on(event: string, listener: Listener): () => void {
    const listeners = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  /** Sends now or not at all: what is old when the connection is back is better not said. */
  send(event: string, data: object): void {
    if (this.accepted) this.write(event, data);
  }

  /** Sends now or as soon as the connection is back. */
  keep(event: string, data: object): void {
    if (this.accepted) return this.write(event, data);
    this.kept.push([event, data]);
    if (this.kept.length > mostKept) this.kept.shift();
  }

  async connect(): Promise<void> {
    clearTimeout(this.retry);
    this.retry = undefined;
    const turn = (this.turn = {});
    try {
      const query = new URLSearchParams({ token: await this.api.token(), project_id: this.projectId });
      if (this.turn !== turn) return;
      const socket = (this.socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/ws?${query}`));
      // Not connected yet: who is refused is told so after the upgrade, in place of the first answer.
      socket.onopen = () => {
        this.awaitsPong = true;
        this.beat = setInterval(() => this.check(), heartbeat);
        this.write("ping", { timestamp: Date.now() });
      };
      socket.onmessage = ({ data }) => this.received(data as string);
      socket.onclose = (event) => this.closed(event);
    } catch (error) {
      if (this.turn !== turn) return;
      if (error instanceof ApiError && error.status < 500) this.refuse(error.message);
      else this.connectLater();
    }
  }

  /** Tries at once what would be tried later: the page is looked at again, or the network is back. */
  hurry(): void {
    if (this.retry !== undefined) void this.connect();
  }

  /** The browser says that there is no network: what is sent now would be said when it is old. */
  cut(): void {
    if (!this.accepted) return;
    this.lost();
    this.connectLater();
  }

  close(): void {
    this.turn = null;
    this.stop();
  }

  private received(text: string): void {
    const { event, data, timestamp } = JSON.parse(text) as { event: string; data: any; timestamp: number };
    if (event === "pong") {
      this.awaitsPong = false;
      if (!this.accepted) this.open();
    } else if (event !== "chat:update") {
      this.emit(event, data, timestamp);
    } else if (data.conversation_id === this.projectId) {
      this.emit(data.event, data, timestamp);
    }
  }

  private open(): void {
    this.accepted = true;
    this.renewed = false;
    this.attempts = 0;
    this.onStatus({ state: "connected" });
    this.emit("open", {}, Date.now());
    for (const [event, data] of this.kept.splice(0)) this.write(event, data);
  }

  private check(): void {
    if (this.awaitsPong) {
      this.lost();
      return this.connectLater();
    }
    this.awaitsPong = true;
    this.write("ping", { timestamp: Date.now() });
  }

  private closed({ code, reason }: CloseEvent): void {
    this.lost();
    if (code !== policyViolation) return this.connectLater();
    // Its time is over, or the server has another key since it was started again: the next token will do.
    if (reason === invalidToken && !this.renewed) {
      this.renewed = true;
      this.api.forgetToken();
      return void this.connect();
    }
    this.refuse(refusals[reason] ?? (reason || "the server gave no reason"));
  }

  private connectLater(): void {
    const delay = Math.min(longestDelay, firstDelay * 2 ** this.attempts++);
    this.onStatus({ state: "reconnecting" });
    // Not all pages at the same moment when the server is back.
    this.retry = setTimeout(() => void this.connect(), delay * (0.5 + Math.random() / 2));
  }

  private refuse(reason: string): void {
    this.kept = [];
    this.onStatus({ state: "refused", reason });
  }

  private lost(): void {
    const wasAccepted = this.accepted;
    this.stop();
    if (!wasAccepted) return;
    this.onStatus({ state: "reconnecting" });
    this.emit("lost", {}, Date.now());
  }

  private stop(): void {
    clearTimeout(this.retry);
    clearInterval(this.beat);
    this.retry = undefined;
    this.accepted = false;
    this.awaitsPong = false;
    if (!this.socket) return;
    this.socket.onopen = this.socket.onmessage = this.socket.onclose = null;
    this.socket.close();
    this.socket = null;
  }

  private write(event: string, data: object): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ event, data }));
  }

  private emit(event: string, data: unknown, timestamp: number): void {
    for (const listener of [...(this.listeners.get(event) ?? [])]) listener(data, timestamp);
  }
}

/** The page's connection and how it stands, for as long as the page is there. */
export function useSocket(api: Api, projectId: string): { socket: ChatSocket; connection: ConnectionStatus } {
  const [socket] = useState(() => new ChatSocket(api, projectId));
  const [connection, setConnection] = useState<ConnectionStatus>({ state: "connecting" });
  useEffect(() => {
    socket.onStatus = setConnection;
    const hurry = () => !document.hidden && socket.hurry();
    const cut = () => socket.cut();
    addEventListener("offline", cut);
    addEventListener("online", hurry);
    document.addEventListener("visibilitychange", hurry);
    // Nothing comes before the token is there, and by then the other hooks listen.
    void socket.connect();
    return () => {
      removeEventListener("offline", cut);
      removeEventListener("online", hurry);
      document.removeEventListener("visibilitychange", hurry);
      // The other hooks take their leave first.
      queueMicrotask(() => socket.close());
    };
  }, [socket]);
  return { socket, connection };
}
