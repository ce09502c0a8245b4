import { breakoutOf, leads, type Room } from "./room";
import type { Data } from "./RoomSocket";

/** As its page wrote it, to be sent back the same: the documented page counts its questions in numbers. */
export type Id = string | number;

export interface Poll {
  key: number;
  /** Ours alone: a vote that names another poll came too late. */
  id: Id | undefined;
  by: string;
  question: string;
  options: string[];
  /** What each person chose first, by the number of the option. */
  votes: ReadonlyMap<string, number>;
  open: boolean;
  /** The breakout room that it was asked in; empty for the room itself. */
  place: string;
}

export interface Question {
  key: number;
  id: Id;
  by: string;
  name: string;
  text: string;
  voters: ReadonlySet<string>;
  /** Null while there is none; empty for one that was given aloud. */
  answer: string | null;
  place: string;
}

/** What was asked since one came in, oldest first. The room keeps nothing of it: these counts are the page's own. */
export interface Asked {
  polls: readonly Poll[];
  questions: readonly Question[];
  /** What happened before one came in, or while one was away, is not in here. */
  incomplete: boolean;
}

export const nothingAsked: Asked = { polls: [], questions: [], incomplete: false };

export const mostOptions = 10;
export const longest = 500;
const mostPolls = 50;
const mostQuestions = 300;
let nextKey = 1;

/** A breakout room seldom has a host in it: there anybody may ask all and answer. */
export function mayModerate(room: Room, id: string): boolean {
  return leads(room, id) || breakoutOf(room, id) !== undefined;
}

/** Where somebody is: what is said there stays there. */
export function placeOf(room: Room, id: string): string {
  return breakoutOf(room, id)?.id ?? "";
}

/** The poll that a vote cast here counts for: there is one at a time. */
export function openPoll(asked: Asked, place: string): Poll | undefined {
  return asked.polls.find((poll) => poll.open && poll.place === place);
}

/** What is asked after an event from somebody; the same object when the event is about something else. */
export function reduceAsked(asked: Asked, room: Room, event: string, data: Data, from: string): Asked {
  const place = placeOf(room, room.me);
  const poll = openPoll(asked, place);
  switch (event) {
    case "poll-created":
      return created(asked, data, from, place);
    case "poll-vote":
      return poll ? { ...asked, polls: replace(asked.polls, poll, voted(poll, data, from)) } : asked;
    case "poll-closed":
      return poll && (poll.by === from || mayModerate(room, from)) ? closed(asked, place) : asked;
    case "question-asked":
      return questionAsked(asked, data, from, place);
    case "question-upvote":
      return change(asked, data, (one) => (one.voters.has(from) ? one : { ...one, voters: new Set(one.voters).add(from) }));
    case "question-answered":
      return mayModerate(room, from) ? change(asked, data, (one) => (one.answer === null ? { ...one, answer: short(data.answer) } : one)) : asked;
    case "breakout-closed":
      return { ...asked, polls: asked.polls.map((one) => (one.place ? { ...one, open: false } : one)), incomplete: asked.incomplete || place !== "" };
    case "breakout-assigned":
      // Meanwhile the others vote on where one was.
      return { ...asked, incomplete: true };
    default:
      return asked;
  }
}

/** What a poll asks; null when it asks nothing that one could answer. */
export function pollIn(data: Data): Pick<Poll, "question" | "options"> | null {
  const options = (Array.isArray(data.options) ? data.options : []).slice(0, mostOptions).map((one) => short((one as Data | null)?.text));
  const question = short(data.question);
  return question && options.length >= 2 ? { question, options } : null;
}

function created(asked: Asked, data: Data, by: string, place: string): Asked {
  const asks = pollIn(data);
  if (!asks) return asked;
  const id = typeof data.id === "string" || typeof data.id === "number" ? data.id : undefined;
  // Votes that it brings with it were cast by nobody.
  const poll: Poll = { key: nextKey++, id, by, ...asks, votes: new Map(), open: true, place };
  return { ...asked, polls: [...closed(asked, place).polls, poll].slice(-mostPolls) };
}

function voted(poll: Poll, data: Data, from: string): Poll {
  const option = typeof data.optionId === "number" ? data.optionId : -1;
  const isOther = poll.id !== undefined && data.pollId !== undefined && data.pollId !== poll.id;
  if (isOther || !(option in poll.options) || poll.votes.has(from)) return poll;
  return { ...poll, votes: new Map(poll.votes).set(from, option) };
}

function closed(asked: Asked, place: string): Asked {
  return { ...asked, polls: asked.polls.map((one) => (one.open && one.place === place ? { ...one, open: false } : one)) };
}

function questionAsked(asked: Asked, data: Data, by: string, place: string): Asked {
  const text = short(data.question);
  const { id } = data;
  if (!text || (typeof id !== "string" && typeof id !== "number")) return asked;
  const question: Question = { key: nextKey++, id, by, name: short(data.username) || "Somebody", text, voters: new Set(), answer: null, place };
  return { ...asked, questions: [...asked.questions, question].slice(-mostQuestions) };
}

/** Two documented pages may give their questions the same number: the first one is meant, as on those pages. */
function change(asked: Asked, data: Data, changed: (question: Question) => Question): Asked {
  const question = asked.questions.find(({ id }) => id === data.questionId);
  return question ? { ...asked, questions: replace(asked.questions, question, changed(question)) } : asked;
}

function replace<T>(all: readonly T[], old: T, changed: T): readonly T[] {
  return all.map((one) => (one === old ? changed : one));
}

export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

function short(value: unknown): string {
  return typeof value === "string" ? value.trim().slice(0, longest) : "";
}
