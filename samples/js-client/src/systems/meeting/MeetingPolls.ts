import { nothingAsked, openPoll, placeOf, reduceAsked, type Asked, type Id } from "./asked";
import type { Room } from "./room";
import type { Data } from "./RoomSocket";

interface MeetingPollsOptions {
  name: string;
  room: () => Room | null;
  send: (event: string, data: Data) => void;
  onChange: (asked: Asked) => void;
}

/** The polls and questions of a meeting. What one does oneself counts here at once: the room passes it on to the others only. */
export class MeetingPolls {
  private asked = nothingAsked;

  constructor(private readonly options: MeetingPollsOptions) {}

  /** One is in the room, for the first time or again. */
  entered(room: Room, again: boolean): void {
    const known = again ? this.asked : nothingAsked;
    this.set({ ...known, incomplete: again || room.people.length > 1 });
  }

  heard(event: string, data: Data): void {
    const room = this.options.room();
    if (room) this.set(reduceAsked(this.asked, room, event, data, String(data.peerId ?? "")));
  }

  /** In the shape of the documented page, whose options are known by their numbers. */
  startPoll(question: string, options: string[]): void {
    this.say("poll-created", { id: number(), question, options: options.map((text, id) => ({ id, text, votes: 0, voters: [] })), active: true });
  }

  vote(option: number): void {
    const room = this.options.room();
    const poll = room && openPoll(this.asked, placeOf(room, room.me));
    if (poll) this.say("poll-vote", { pollId: poll.id, optionId: option, username: this.options.name });
  }

  closePoll(): void {
    this.say("poll-closed", {});
  }

  ask(question: string): void {
    const username = this.options.name;
    this.say("question-asked", { id: number(), username, question, upvotes: 0, voters: [], answered: false, answer: null, timestamp: Date.now() });
  }

  upvote(questionId: Id): void {
    this.say("question-upvote", { questionId });
  }

  /** Nothing for an answer that was given aloud. */
  answer(questionId: Id, answer: string): void {
    this.say("question-answered", { questionId, answer });
  }

  private say(event: string, data: Data): void {
    const room = this.options.room();
    if (!room) return;
    const said = { ...data, peerId: room.me };
    this.options.send(event, said);
    this.heard(event, said);
  }

  private set(asked: Asked): void {
    if (asked === this.asked) return;
    this.asked = asked;
    this.options.onChange(asked);
  }
}

/** The documented page takes numbers only, and two pages must not choose the same. */
function number(): number {
  return Date.now() * 1000 + Math.floor(Math.random() * 1000);
}
