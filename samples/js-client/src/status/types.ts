/** What the server says of itself once, on `hello`. */
export interface Hello {
  serverId: string;
  version: string;
  runtime: string;
  pid: number;
  processors: number;
  adapter: string;
}

/** One second of the server, on `status`. Rates are per second; problems count since somebody began to watch. */
export interface Status {
  time: number;
  uptime: number;
  connections: { total: number; websocket: number; polling: number; legacy: number };
  queues: { bytes: number; largest: number; waiting: number };
  namespaces: { name: string; sockets: number; rooms: number }[];
  sockets: number;
  rooms: number;
  perSecond: Record<"eventsIn" | "eventsOut" | "messagesIn" | "messagesOut" | "bytesIn" | "bytesOut" | "opened" | "closed" | "published", number>;
  process: { cpu: number; heap: number; memory: number; gcPause: number; collections: number[]; threads: number; pendingWork: number };
  problems: Record<string, number>;
  servers: number | null;
  health: Record<string, string>;
}
