import { useState } from "preact/hooks";
import type { MeshView } from "../../call/Mesh";
import type { Meeting } from "./Meeting";
import { breakoutOf, leads, type Person, type Room } from "./room";

interface PeopleProps {
  meeting: Meeting;
  room: Room;
  mesh: MeshView;
}

/** Who is in the meeting, raised hands first, and what a host can do about each. */
export function People({ meeting, room, mesh }: PeopleProps) {
  const [chosen, setChosen] = useState("");
  // A sort keeps the order of those who are equal: the others stand as they came.
  const people = [...room.people].sort((a, b) => (a.hand ?? Infinity) - (b.hand ?? Infinity) || 0);
  const mayCommand = (id: string) => leads(room, room.me) && id !== room.me && id !== room.hostId;
  return (
    <section class="card people" aria-label="People">
      <ul onKeyDown={(event) => event.key === "Escape" && setChosen("")}>
        {people.map((person) => (
          <li key={person.id} data-person={person.id}>
            <span class="grow">
              {person.hand !== null && <span title="Hand raised">✋ </span>}
              {person.name}
              {person.id === room.me && <span class="muted"> (you)</span>}
            </span>
            {breakoutOf(room, person.id) && <span class="tag">{breakoutOf(room, person.id)!.name}</span>}
            {person.id === room.hostId && <span class="tag">host</span>}
            {person.coHost && <span class="tag">co-host</span>}
            {mayCommand(person.id) && (
              <button class="quiet" aria-label={`Actions for ${person.name}`} aria-expanded={chosen === person.id} onClick={() => setChosen(chosen === person.id ? "" : person.id)}>⋯</button>
            )}
            {mayCommand(person.id) && chosen === person.id && (
              <Actions meeting={meeting} room={room} person={person} muted={mesh.peers.find(({ id }) => id === person.id)?.audio === false} onDone={() => setChosen("")} />
            )}
          </li>
        ))}
      </ul>
      {room.breakouts.length > 0 && <Breakouts meeting={meeting} room={room} />}
    </section>
  );
}

interface ActionsProps {
  meeting: Meeting;
  room: Room;
  person: Person;
  muted: boolean;
  onDone: () => void;
}

/** What the host, or a co-host, can do about somebody. */
function Actions({ meeting, room, person, muted, onDone }: ActionsProps) {
  const { id, name } = person;
  const isHost = room.hostId === room.me;
  const act = (event: string) => () => {
    meeting.command(event, id);
    onDone();
  };
  function assign(breakoutId: string) {
    meeting.send("breakout-assign", { peerId: id, breakoutId: breakoutId || null });
    onDone();
  }
  return (
    <div class="menu" role="group" aria-label={`What to do about ${name}`}>
      {muted ? <button class="quiet" onClick={act("unmute-participant")}>Ask to unmute</button> : <button class="quiet" onClick={act("mute-participant")}>Mute {name}</button>}
      {person.hand !== null && <button class="quiet" onClick={act("lower-hand")}>Lower {name}'s hand</button>}
      {isHost && person.sharing && <button class="quiet" onClick={act("revoke-screen-share")}>End {name}'s screen sharing</button>}
      {!person.coHost && <button class="quiet" onClick={act("add-cohost")}>Make {name} co-host</button>}
      {isHost && person.coHost && <button class="quiet" onClick={act("remove-cohost")}>Make {name} a participant</button>}
      {isHost && <button class="quiet" onClick={act("transfer-host")}>Make {name} host</button>}
      {room.breakouts.length > 0 && (
        <label class="row">
          Breakout room
          <select value={breakoutOf(room, id)?.id ?? ""} onChange={(e) => assign(e.currentTarget.value)}>
            <option value="">none</option>
            {room.breakouts.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
          </select>
        </label>
      )}
      <button class="quiet error" onClick={act("remove-participant")}>Remove {name}</button>
    </div>
  );
}

/** The rooms in the room, to go into and out of. */
function Breakouts({ meeting, room }: { meeting: Meeting; room: Room }) {
  const here = breakoutOf(room, room.me);
  return (
    <div class="breakouts" role="group" aria-label="Breakout rooms">
      {room.breakouts.map((one) => (
        <p key={one.id} class="row">
          <span class="grow">{one.name} <span class="muted">({one.peers.length})</span></span>
          {one === here
            ? <button class="quiet" onClick={() => meeting.send("breakout-leave")}>Back to all</button>
            : <button class="quiet" aria-label={`Go to ${one.name}`} onClick={() => meeting.send("breakout-join", { breakoutId: one.id })}>Go there</button>}
        </p>
      ))}
    </div>
  );
}
