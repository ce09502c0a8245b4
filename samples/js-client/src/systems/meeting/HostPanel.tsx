import { useState } from "preact/hooks";
import type { Meeting } from "./Meeting";
import type { Asking, Room } from "./room";

/** Who waits for an answer of the host's. */
export function Waiting({ meeting, room }: { meeting: Meeting; room: Room }) {
  const wantToShare = room.hostId === room.me ? room.wantToShare : [];
  if (room.waiting.length + wantToShare.length === 0) return null;
  return (
    <section class="card waiting" aria-label="Waiting for you">
      <Asks title="Waiting to be let in" people={room.waiting} yes="Admit" no="Deny"
        onYes={(id) => meeting.command("admit-participant", id)} onNo={(id) => meeting.command("deny-participant", id)} />
      <Asks title="Asking to share the screen" people={wantToShare} yes="Allow" no="Refuse"
        onYes={(id) => meeting.command("approve-screen-share", id)} onNo={(id) => meeting.command("deny-screen-share", id)} />
    </section>
  );
}

/** What hosts and co-hosts can do for the whole room. */
export function HostPanel({ meeting, room }: { meeting: Meeting; room: Room }) {
  const isHost = room.hostId === room.me;
  const hands = room.people.some(({ hand }) => hand !== null);
  return (
    <section class="card host-panel" aria-label="Host panel">
      <details open>
        <summary>Host panel</summary>
        <div class="switches">
          <Switch on={room.locked} label="Lock the room" turn={(on) => meeting.send(on ? "lock-room" : "unlock-room")} />
          <Switch on={room.waitingRoom} label="Waiting room" turn={(on) => meeting.send(on ? "enable-waiting-room" : "disable-waiting-room")} />
          <Switch on={!room.chatOff} label="Chat" turn={(on) => meeting.send(on ? "enable-chat" : "disable-chat")} />
        </div>
        <div class="row">
          <button onClick={() => meeting.send("mute-all")}>Mute everybody</button>
          <button disabled={!hands} onClick={() => meeting.send("clear-all-hands")}>Lower all hands</button>
          {room.breakouts.length > 0
            ? <button onClick={() => meeting.send("breakout-close")}>Close breakout rooms</button>
            : <OpenBreakouts meeting={meeting} room={room} />}
          {isHost && <EndForAll onEnd={() => meeting.send("end-meeting")} />}
        </div>
      </details>
    </section>
  );
}

interface AsksProps {
  title: string;
  people: Asking[];
  yes: string;
  no: string;
  onYes: (id: string) => void;
  onNo: (id: string) => void;
}

function Asks({ title, people, yes, no, onYes, onNo }: AsksProps) {
  if (people.length === 0) return null;
  return (
    <div class="asks" role="group" aria-label={title}>
      <p class="muted">{title}</p>
      {people.map(({ id, name }) => (
        <p key={id} class="row">
          <strong class="grow">{name}</strong>
          <button class="primary" aria-label={`${yes} ${name}`} onClick={() => onYes(id)}>{yes}</button>
          <button aria-label={`${no} ${name}`} onClick={() => onNo(id)}>{no}</button>
        </p>
      ))}
    </div>
  );
}

function Switch({ on, label, turn }: { on: boolean; label: string; turn: (on: boolean) => void }) {
  // What is shown is what the room has said.
  return (
    <label class="switch">
      <input type="checkbox" role="switch" checked={on} onClick={(event) => { event.preventDefault(); turn(!on); }} />
      {label}
    </label>
  );
}

/** Rooms in the room, with everybody but the hosts spread over them. */
function OpenBreakouts({ meeting, room }: { meeting: Meeting; room: Room }) {
  const [count, setCount] = useState(0);
  if (count === 0) return <button onClick={() => setCount(2)}>Breakout rooms…</button>;
  function open() {
    meeting.send("breakout-create", { rooms: Array.from({ length: count }, (_, i) => ({ name: `Room ${i + 1}` })) });
    const guests = room.people.filter(({ id, coHost }) => id !== room.hostId && !coHost);
    guests.forEach(({ id }, i) => meeting.send("breakout-assign", { peerId: id, breakoutId: `breakout-${(i % count) + 1}` }));
    setCount(0);
  }
  return (
    <span class="row">
      <label class="row">
        Rooms <input class="count" name="rooms" type="number" min={1} max={20} value={count} onInput={(e) => setCount(Math.min(20, Math.max(1, e.currentTarget.valueAsNumber || 1)))} />
      </label>
      <button class="primary" onClick={open}>Open them</button>
      <button class="quiet" onClick={() => setCount(0)}>Cancel</button>
    </span>
  );
}

function EndForAll({ onEnd }: { onEnd: () => void }) {
  const [asked, setAsked] = useState(false);
  if (!asked) return <button class="danger" onClick={() => setAsked(true)}>End for all…</button>;
  return (
    <span class="row" role="alertdialog" aria-label="End the meeting for all?">
      <button class="danger" onClick={onEnd}>Yes, end it for all</button>
      <button class="quiet" onClick={() => setAsked(false)}>Cancel</button>
    </span>
  );
}
