import { useRef, useState } from "preact/hooks";
import { takeFocus } from "../../ui/focus";
import { count, longest, mayModerate, placeOf, type Question } from "./asked";
import type { PollsProps } from "./Polls";

/** What people want to know, what most want to know first, and what has an answer last. */
export function Questions({ polls, asked, room, disabled }: PollsProps) {
  const [text, setText] = useState("");
  const here = placeOf(room, room.me);
  const questions = [...asked.questions].sort((a, b) => Number(a.answer !== null) - Number(b.answer !== null) || b.voters.size - a.voters.size);
  function ask(event: Event) {
    event.preventDefault();
    if (!text.trim()) return;
    polls.ask(text.trim());
    setText("");
  }
  return (
    <section aria-label="Questions">
      <h2>Questions</h2>
      <form class="compose" onSubmit={ask}>
        <input type="text" name="ask" aria-label="Your question" placeholder="Your question" autocomplete="off" maxLength={longest} value={text} disabled={disabled} onInput={(e) => setText(e.currentTarget.value)} />
        <button disabled={disabled || !text.trim()}>Ask</button>
      </form>
      <ul class="questions">
        {questions.map((question) => (
          <Row key={question.key} question={question} me={room.me} disabled={disabled || question.place !== here} mayAnswer={mayModerate(room, room.me)}
            onUpvote={() => polls.upvote(question.id)} onAnswer={(answer) => polls.answer(question.id, answer)} />
        ))}
      </ul>
    </section>
  );
}

interface RowProps {
  question: Question;
  me: string;
  disabled: boolean;
  mayAnswer: boolean;
  onUpvote: () => void;
  onAnswer: (answer: string) => void;
}

function Row({ question, me, disabled, mayAnswer, onUpvote, onAnswer }: RowProps) {
  const [answer, setAnswer] = useState<string | null>(null);
  const row = useRef<HTMLLIElement>(null);
  const upvoted = question.voters.has(me);
  function submit(event: Event) {
    event.preventDefault();
    onAnswer(answer!.trim());
    setAnswer(null);
    row.current?.focus();
  }
  return (
    <li ref={row} tabIndex={-1} data-answered={question.answer !== null}>
      <p>{question.text}</p>
      {question.answer !== null && <p class="answer">{question.answer || "Answered aloud"}</p>}
      <p class="row">
        <span class="muted grow">{question.by === me ? "You" : question.name}</span>
        <button class="quiet" aria-pressed={upvoted} aria-label={`I want to know too: ${question.text} (${count(question.voters.size, "vote")})`} disabled={disabled || upvoted || question.by === me || question.answer !== null} onClick={onUpvote}>
          ▲ {question.voters.size}
        </button>
        {mayAnswer && question.answer === null && answer === null && <button class="quiet" disabled={disabled} onClick={() => setAnswer("")}>Answer</button>}
      </p>
      {answer !== null && question.answer === null && (
        <form class="compose" onSubmit={submit}>
          <input ref={takeFocus} type="text" name="answer" aria-label="Answer" placeholder="Empty when you have answered aloud" autocomplete="off" maxLength={longest} value={answer} onInput={(e) => setAnswer(e.currentTarget.value)} />
          <button class="primary" disabled={disabled}>Answer it</button>
        </form>
      )}
    </li>
  );
}
