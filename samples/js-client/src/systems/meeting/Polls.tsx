import { useRef, useState } from "preact/hooks";
import { takeFocus } from "../../ui/focus";
import type { MeetingPolls } from "./MeetingPolls";
import { count, longest, mayModerate, mostOptions, openPoll, placeOf, type Asked, type Poll } from "./asked";
import { Questions } from "./Questions";
import { nameOf, type Room } from "./room";

export interface PollsProps {
  polls: MeetingPolls;
  asked: Asked;
  room: Room;
  disabled: boolean;
}

/** What is asked of all, and what anybody asks. */
export function Polls({ polls, asked, room, disabled }: PollsProps) {
  const place = placeOf(room, room.me);
  const open = openPoll(asked, place);
  const mayStart = mayModerate(room, room.me);
  const earlier = asked.polls.filter((poll) => poll !== open).reverse();
  const heading = useRef<HTMLHeadingElement>(null);
  // What was pressed goes away with what it did.
  function act(doIt: () => void) {
    doIt();
    heading.current?.focus();
  }
  return (
    <div class="card asked">
      <section aria-label="Polls">
        <h2 ref={heading} tabIndex={-1}>Polls</h2>
        {open && (
          <OpenPoll key={open.key} poll={open} room={room} disabled={disabled} mayClose={mayStart || open.by === room.me} onVote={(option) => act(() => polls.vote(option))} onClose={() => act(() => polls.closePoll())} />
        )}
        {!open && mayStart && <NewPoll disabled={disabled} onStart={(question, options) => act(() => polls.startPoll(question, options))} />}
        {!open && !mayStart && earlier.length === 0 && <p class="muted">The host has not started a poll.</p>}
        {earlier.map((poll, i) => (
          <details key={poll.key} open={!open && i === 0}>
            <summary>{poll.question}</summary>
            <Results poll={poll} me={room.me} />
          </details>
        ))}
      </section>
      <Questions polls={polls} asked={asked} room={room} disabled={disabled} />
      {asked.incomplete && <p class="muted">What was asked and voted before you came, or while you were away, is not known here.</p>}
    </div>
  );
}

interface OpenPollProps {
  poll: Poll;
  room: Room;
  disabled: boolean;
  mayClose: boolean;
  onVote: (option: number) => void;
  onClose: () => void;
}

function OpenPoll({ poll, room, disabled, mayClose, onVote, onClose }: OpenPollProps) {
  const mine = poll.votes.get(room.me);
  const [choice, setChoice] = useState<number>();
  function vote(event: Event) {
    event.preventDefault();
    if (choice !== undefined) onVote(choice);
  }
  return (
    <div class="poll">
      <p><strong>{poll.question}</strong> <span class="muted">{poll.by === room.me ? "You ask" : `${nameOf(room, poll.by)} asks`}</span></p>
      {mine === undefined ? (
        <form onSubmit={vote}>
          <fieldset disabled={disabled}>
            <legend class="hidden">{poll.question}</legend>
            {poll.options.map((text, option) => (
              <label key={option} class="option">
                <input type="radio" name={`poll-${poll.key}`} checked={choice === option} onChange={() => setChoice(option)} /> {text}
              </label>
            ))}
          </fieldset>
          <p class="row">
            <button class="primary" disabled={disabled || choice === undefined}>Vote</button>
            <span class="muted" title="Every page counts by itself">{count(poll.votes.size, "vote")} so far. Votes are not secret.</span>
          </p>
        </form>
      ) : (
        <Results poll={poll} me={room.me} />
      )}
      {mayClose && <button disabled={disabled} onClick={onClose}>Close the poll</button>}
    </div>
  );
}

/** What was chosen, as this page has counted it. */
function Results({ poll, me }: { poll: Poll; me: string }) {
  const votes = poll.options.map((_, option) => [...poll.votes.values()].filter((one) => one === option).length);
  const all = poll.votes.size;
  return (
    <>
      <ul class="results" aria-label={`Results: ${poll.question}`}>
        {poll.options.map((text, option) => (
          <li key={option} data-votes={votes[option]} style={{ "--share": all ? votes[option]! / all : 0 }}>
            <span class="grow">{text}{poll.votes.get(me) === option && <span class="muted"> (you)</span>}</span>
            <span>{votes[option]}</span>
          </li>
        ))}
      </ul>
      <p class="muted">{count(all, "vote")}{poll.open ? "" : ", closed"}</p>
    </>
  );
}

function NewPoll({ disabled, onStart }: { disabled: boolean; onStart: (question: string, options: string[]) => void }) {
  const [question, setQuestion] = useState<string | null>(null);
  const [options, setOptions] = useState(["", ""]);
  const [wasOpen, setWasOpen] = useState(false);
  if (question === null) {
    return <button ref={wasOpen ? takeFocus : undefined} disabled={disabled} onClick={() => { setQuestion(""); setWasOpen(true); }}>New poll…</button>;
  }
  const given = options.map((one) => one.trim()).filter(Boolean);
  function finish(start: boolean) {
    if (start) onStart(question!.trim(), given);
    setQuestion(null);
    setOptions(["", ""]);
  }
  return (
    <form class="new-poll" aria-label="New poll" onSubmit={(event) => { event.preventDefault(); finish(true); }}>
      <input ref={takeFocus} type="text" name="question" aria-label="What to ask all" placeholder="What to ask all" autocomplete="off" maxLength={longest} value={question} onInput={(e) => setQuestion(e.currentTarget.value)} />
      {options.map((text, i) => (
        <input key={i} type="text" name={`option-${i + 1}`} aria-label={`Option ${i + 1}`} placeholder={`Option ${i + 1}`} autocomplete="off" maxLength={longest} value={text}
          onInput={(e) => setOptions(options.map((one, j) => (j === i ? e.currentTarget.value : one)))} />
      ))}
      <p class="row">
        {options.length < mostOptions && <button type="button" class="quiet" onClick={() => setOptions([...options, ""])}>Add option</button>}
        <span class="grow" />
        <button type="button" class="quiet" onClick={() => finish(false)}>Cancel</button>
        <button class="primary" disabled={disabled || !question.trim() || given.length < 2}>Start the poll</button>
      </p>
    </form>
  );
}
