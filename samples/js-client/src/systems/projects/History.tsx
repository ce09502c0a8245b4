import type { CallRow } from "./types";

interface HistoryProps {
  calls: CallRow[];
  me: string;
  nameOf: (userId: string) => string;
}

const endings: Record<CallRow["status"], string> = {
  ringing: "rings",
  connected: "running",
  completed: "",
  cancelled: "cancelled",
  rejected: "not taken",
  busy: "busy",
  missed: "missed",
  lost: "connection lost",
};

/** The project's calls, newest first. */
export function History({ calls, me, nameOf }: HistoryProps) {
  return (
    <section class="history card" aria-label="Call history">
      <h2>Calls</h2>
      {calls.length === 0 && <p class="muted">Nobody has called anybody yet.</p>}
      <ul>
        {calls.map((call) => (
          <li key={call.id} data-call-status={call.status}>
            <span class="grow">
              {call.is_group ? `Group call of ${name(call.caller_id, call.caller_name, me, nameOf)}` : between(call, me, nameOf)}
              <span class="muted"> · {call.call_type === "audio" ? "voice" : "video"}{call.is_group ? `, ${call.participants.length} people` : ""}</span>
            </span>
            <span class={call.status === "missed" || call.status === "lost" ? "error" : "muted"}>{endings[call.status] || duration(call.duration_seconds)}</span>
            <time class="muted" dateTime={call.started_at}>{when(call.started_at)}</time>
          </li>
        ))}
      </ul>
    </section>
  );
}

function between(call: CallRow, me: string, nameOf: (userId: string) => string): string {
  const callee = call.callee_id ? name(call.callee_id, call.callee_name, me, nameOf) : "somebody";
  return `${name(call.caller_id, call.caller_name, me, nameOf)} called ${callee === "You" ? "you" : callee}`;
}

function name(userId: string, given: string | null | undefined, me: string, nameOf: (userId: string) => string): string {
  return userId === me ? "You" : (given ?? nameOf(userId));
}

export function duration(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function when(iso: string): string {
  const date = new Date(iso);
  const isToday = date.toDateString() === new Date().toDateString();
  return date.toLocaleString([], { ...(isToday ? {} : { day: "numeric", month: "short" }), hour: "2-digit", minute: "2-digit" });
}
