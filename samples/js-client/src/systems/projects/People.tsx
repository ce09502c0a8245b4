import type { CallType, JoinRequest, Member } from "./types";

interface PeopleProps {
  me: string;
  members: Member[];
  online: string[];
  requests: JoinRequest[];
  nameOf: (userId: string) => string;
  /** Whether this page can call somebody now. */
  canCall: (userId: string) => boolean;
  onCall: (userId: string, type: CallType) => void;
  onAnswer: (request: JoinRequest, approved: boolean) => void;
}

/** Who takes part: those who are there first, with the buttons to call them, and those who would like to. */
export function People({ me, members, online, requests, nameOf, canCall, onCall, onAnswer }: PeopleProps) {
  const isOnline = (member: Member) => online.includes(member.user_id);
  const sorted = [...members].sort((a, b) => Number(isOnline(b)) - Number(isOnline(a)) || nameOf(a.user_id).localeCompare(nameOf(b.user_id)));
  return (
    <section class="people card" aria-label="People">
      <h2>People</h2>
      <ul>
        {sorted.map((member) => (
          <li key={member.user_id} class={isOnline(member) ? "online" : ""} data-user={member.user_id} data-online={isOnline(member)}>
            <span class="dot" aria-hidden="true" />
            <span class="grow">
              {nameOf(member.user_id)} {member.user_id === me && <span class="muted">(you)</span>}
              <span class="hidden">{isOnline(member) ? ", here" : ", away"}</span>
            </span>
            {member.user_id !== me && (
              <>
                <button class="quiet" disabled={!isOnline(member) || !canCall(member.user_id)} aria-label={`Video call with ${nameOf(member.user_id)}`} onClick={() => onCall(member.user_id, "video")}>Video</button>
                <button class="quiet" disabled={!isOnline(member) || !canCall(member.user_id)} aria-label={`Voice call with ${nameOf(member.user_id)}`} onClick={() => onCall(member.user_id, "audio")}>Voice</button>
              </>
            )}
          </li>
        ))}
      </ul>
      {requests.length > 0 && (
        <>
          <h2>Would like to take part</h2>
          <ul>
            {requests.map((request) => (
              <li key={request.id}>
                <span class="grow">{request.user_name ?? request.user_id}</span>
                <button class="quiet" onClick={() => onAnswer(request, true)}>Let in</button>
                <button class="quiet" onClick={() => onAnswer(request, false)}>Refuse</button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
