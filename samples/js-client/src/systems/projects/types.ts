/** A message as the server writes it, on the socket and over HTTP alike. */
export interface MessageRow {
  id: string;
  project_id: string;
  sender_id: string;
  sender_name?: string | null;
  content: string;
  message_type: "text" | "file" | "image" | "video";
  file_url?: string | null;
  reply_to_message_id?: string | null;
  created_at: string;
  delivered_to: string[];
  read_by: string[];
  reactions: { emoji: string; user_id: string }[];
  is_pinned: 0 | 1;
  is_edited: 0 | 1;
  is_deleted: 0 | 1;
  is_system_message: 0 | 1;
  /** On the socket, for a message that is known already. */
  type?: "message_updated" | "message_deleted";
}

/** What the server says of a file that it has taken. */
export interface UploadedFile {
  name: string;
  content_type: string;
  url: string;
}

export interface Member {
  user_id: string;
  full_name?: string | null;
  /** Of the membership, for taking it away; those who are in the project by itself have none. */
  id?: string;
}

export interface JoinRequest {
  id: string;
  user_id: string;
  user_name?: string | null;
}

export interface ProjectRow {
  id: string;
  name: string;
  creator_id: string;
  editor_id?: string | null;
  client_id?: string | null;
}

/** A project of one's own, with what nobody has read there yet. */
export interface ProjectSummary {
  project_id: string;
  project_name: string;
  unread_count: number;
  last_message_at?: string | null;
}

export type CallType = "audio" | "video";

export interface CallRow {
  id: string;
  caller_id: string;
  caller_name?: string | null;
  callee_id?: string | null;
  callee_name?: string | null;
  call_type: CallType;
  is_group: boolean;
  status: "ringing" | "connected" | "completed" | "cancelled" | "rejected" | "busy" | "missed" | "lost";
  started_at: string;
  ended_at?: string | null;
  duration_seconds: number;
  participants: string[];
}

/** What `call:signal` brings. */
export interface CallSignal {
  type: string;
  senderId: string;
  senderName?: string;
  reason?: string;
  callType?: CallType;
  /** The offer is of a page that is in the call already. */
  resume?: boolean;
  offer?: RTCSessionDescriptionInit;
  answer?: RTCSessionDescriptionInit;
  candidate?: RTCIceCandidateInit;
  callId?: string;
  participants?: string[];
}

/** Somebody came or went while this page was open. */
export interface Visit {
  id: number;
  userId: string;
  kind: "came" | "left";
  at: number;
}
