import type { Identity } from "../../session/identity";
import { isIn, type SessionSummary, type SupportSession, type SupportUser } from "./types";

/**
 * Signs in for development: the server sets the cookie that the REST routes read. The token is the cookie's value, for the connection:
 * windows of one browser share their cookies. Throws an Error whose message can be shown.
 */
export async function signIn(me: Identity): Promise<{ user: SupportUser; token: string }> {
  const response = await fetch("/api/dev/support-sign-in", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: me.name, role: me.role === "tutor" ? "support_agent" : "customer" }),
  }).catch(() => null);
  if (!response) throw new Error("The server does not answer.");
  if (response.status === 404) throw new Error("This server has no sign-in for development. Start it with ./run.");
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? `The server answered ${response.status}.`);
  return answer.data;
}

/** The session with all that was said in it; the status when there is no such answer, 0 when there is none at all. */
export async function readSession(sessionId: string): Promise<SupportSession | number> {
  const response = await fetch(`/api/sessions/${encodeURIComponent(sessionId)}`).catch(() => null);
  if (!response?.ok) return response?.status ?? 0;
  return (await response.json()).session;
}

/** The newest sessions that somebody has a place in. Throws when the server does not say. */
export async function readOwnSessions(me: SupportUser): Promise<SessionSummary[]> {
  const response = await fetch("/api/sessions/all?own=true&limit=50");
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  // The cookie may be of somebody who signed in later, in another window of this browser.
  return ((await response.json()).sessions as SessionSummary[]).filter((session) => isIn(session, me._id));
}
