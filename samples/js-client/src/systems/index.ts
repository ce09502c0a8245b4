import type { ComponentType } from "preact";
import type { Identity } from "../session/identity";

/** What every page gets: who is signed in, and the rest of the address (`#/classroom/lesson-1` has `lesson-1`). */
export interface PageProps {
  me: Identity;
  room: string;
}

export interface System {
  /** The first part of the address. */
  path: string;
  title: string;
  /** Where its link leads when no room is named. */
  defaultRoom: string;
  load: () => Promise<{ default: ComponentType<PageProps> }>;
}

/** The pages. Each is loaded when it is first opened. */
export const systems: System[] = [
  { path: "classroom", title: "Classroom", defaultRoom: "lesson-1", load: () => import("./classroom/ClassroomPage") },
  { path: "support", title: "Support", defaultRoom: "session-1", load: () => import("./support/SupportPage") },
  { path: "calls", title: "Calls", defaultRoom: "", load: () => import("./calls/CallsPage") },
  { path: "projects", title: "Project chat", defaultRoom: "project-1", load: () => import("./projects/ProjectPage") },
  { path: "meeting", title: "Meeting", defaultRoom: "lounge", load: () => import("./meeting/MeetingPage") },
];
