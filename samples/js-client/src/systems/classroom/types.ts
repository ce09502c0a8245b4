export type UserType = "tutor" | "student" | "admin";

export interface ChatMessage {
  id: string;
  sessionId: string;
  senderId: string;
  senderType: UserType;
  text: string;
  timestamp: string;
  correction?: string;
  isSystemMessage?: boolean;
  fileUrl?: string;
  fileName?: string;
  fileType?: "image" | "file";
  fileSize?: number;
}

export interface Attachment {
  fileUrl: string;
  fileName: string;
  fileType: "image" | "file";
  fileSize: number;
}

export interface SessionState {
  sessionId: string;
  participants: { tutorId?: string; studentId?: string; tutorSocketId?: string; studentSocketId?: string };
  status: "active" | "waiting";
}

export interface Person {
  userId: string;
  userType: UserType;
}

/** A name to show for a user id of sign-in for development, `tutor-anna`. */
export function nameOf(userId: string): string {
  const name = userId.replace(/^(tutor|student|admin)-/, "");
  return name.charAt(0).toUpperCase() + name.slice(1);
}
