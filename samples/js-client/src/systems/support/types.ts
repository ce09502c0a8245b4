export interface SupportUser {
  _id: string;
  id: string;
  name: string;
  email: string;
  role: "customer" | "support_agent" | "admin";
}

/** `chat-message`, in both directions; the server writes sender and time itself. */
export interface ChatText {
  sender: string;
  text: string;
  timestamp: string;
  type?: string;
}

type Participant = Pick<SupportUser, "_id" | "name" | "email" | "role">;

/** What `GET /api/sessions/all` says of a session, as far as the page shows it. */
export interface SessionSummary {
  sessionId: string;
  customerId: Participant | null;
  agentId: Participant | null;
  agents: Participant[];
  status: string;
  createdAt: string;
}

/** What `GET /api/sessions/{id}` says of a session, as far as the page shows it. */
export interface SupportSession extends SessionSummary {
  resolution: { resolvedAt?: string };
  messages: { _id: string; senderId: string; message: string; timestamp: string }[];
  transcripts: { speaker: string; transcript: string; timestamp: string }[];
}

/** A participant's name by the id. */
export function nameIn(session: SessionSummary | null, id: string): string {
  return participants(session).find((person) => person?._id === id)?.name || "Somebody";
}

/** Whether somebody has a place in a session. */
export function isIn(session: SessionSummary, id: string): boolean {
  return participants(session).some((person) => person?._id === id);
}

/** The name of the one on the other side of a session; empty while nobody has taken that place. */
export function partnerIn(session: SessionSummary, id: string): string {
  return (session.customerId?._id === id ? session.agentId : session.customerId)?.name ?? "";
}

function participants(session: SessionSummary | null): (Participant | null)[] {
  return session ? [session.customerId, ...session.agents] : [];
}
