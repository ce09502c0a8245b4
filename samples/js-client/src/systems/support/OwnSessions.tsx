import { useEffect, useState } from "preact/hooks";
import { readOwnSessions } from "./api";
import { partnerIn, type SessionSummary, type SupportUser } from "./types";

interface OwnSessionsProps {
  me: SupportUser;
  /** The one that the page is for. */
  present: string;
  /** Read again when this is something else: the present session has changed, or has been left. */
  changed: unknown;
}

/** The ways to one's other sessions. Nothing when there are none. */
export function OwnSessions({ me, present, changed }: OwnSessionsProps) {
  const [sessions, setSessions] = useState<SessionSummary[]>([]);
  useEffect(() => {
    let isWanted = true;
    // Without an answer what is shown stays as it was: the page is of use without this list.
    readOwnSessions(me).then((read) => isWanted && setSessions(read), () => undefined);
    return () => {
      isWanted = false;
    };
  }, [me, present, changed]);
  if (!sessions.some(({ sessionId }) => sessionId !== present)) return null;
  return (
    <details class="card sessions">
      <summary>Your sessions ({sessions.length})</summary>
      <ul>
        {sessions.map((session) => (
          <li key={session.sessionId}>
            <a href={`#/support/${encodeURIComponent(session.sessionId)}`} aria-current={session.sessionId === present ? "page" : undefined}>
              {session.sessionId}
            </a>{" "}
            <span class="muted">
              {partnerIn(session, me._id) || "nobody else yet"}, {session.status}, {new Date(session.createdAt).toLocaleDateString()}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
