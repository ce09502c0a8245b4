import { useEffect, useState } from "preact/hooks";
import { io, type ManagerOptions, type Socket, type SocketOptions } from "socket.io-client";

export interface ConnectionStatus {
  state: "connecting" | "connected" | "reconnecting" | "refused" | "closed";
  reason?: string;
}

let socket: Socket | null = null;

/** Makes the page's socket, not yet connected. An earlier one is closed. */
export function initSocket(auth: Record<string, unknown> = {}, options: Partial<ManagerOptions & SocketOptions> = {}): Socket {
  destroySocket();
  socket = io({
    withCredentials: true,
    autoConnect: false,
    reconnectionDelay: 500,
    reconnectionDelayMax: 5000,
    // Each page is a connection of its own: what a connection is, is decided by what it brought.
    forceNew: true,
    auth,
    ...options,
  });
  return socket;
}

export function getSocket(): Socket | null {
  return socket;
}

export function connectSocket(): void {
  socket?.connect();
}

export function destroySocket(): void {
  socket?.disconnect();
  socket = null;
}

/** The socket's state, for showing it. */
export function useConnection(of: Socket): ConnectionStatus {
  const [status, setStatus] = useState<ConnectionStatus>({ state: of.connected ? "connected" : "connecting" });
  useEffect(() => {
    const connected = () => setStatus({ state: "connected" });
    // `active` tells whether the client goes on trying: it does not after the server's refusal or its disconnect.
    const failed = (error: Error) => setStatus(of.active ? { state: "reconnecting" } : { state: "refused", reason: error.message });
    const disconnected = () => setStatus({ state: of.active ? "reconnecting" : "closed" });
    of.on("connect", connected).on("connect_error", failed).on("disconnect", disconnected);
    return () => {
      of.off("connect", connected).off("connect_error", failed).off("disconnect", disconnected);
    };
  }, [of]);
  return status;
}
