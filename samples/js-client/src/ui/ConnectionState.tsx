import type { ConnectionStatus } from "../socket";

const texts: Record<ConnectionStatus["state"], string> = {
  connecting: "Connecting…",
  connected: "Connected",
  reconnecting: "Connection lost, reconnecting…",
  refused: "Refused",
  closed: "Disconnected by the server",
};

/** How the page stands with the server, in one line. */
export function ConnectionState({ status }: { status: ConnectionStatus }) {
  return (
    <span class={`connection ${status.state}`} role="status" data-state={status.state}>
      <span class="dot" aria-hidden="true" />
      {texts[status.state]}
      {status.reason ? `: ${status.reason}` : ""}
    </span>
  );
}
