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

/** What `GET /api/sessions/{id}` says of a session, as far as the page shows it. */
export interface SupportSession {
  sessionId: string;
  customerId: Participant | null;
  agentId: Participant | null;
  agents: Participant[];
  status: string;
  resolution: { resolvedAt?: string };
  messages: { _id: string; senderId: string; message: string; timestamp: string }[];
  transcripts: { speaker: string; transcript: string; timestamp: string }[];
}

/** A participant's name by the id. */
export function nameIn(session: SupportSession | null, id: string): string {
  const known = session ? [session.customerId, ...session.agents] : [];
  return known.find((person) => person?._id === id)?.name || "Somebody";
}
