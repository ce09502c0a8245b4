import { expect, test } from "vitest";
import { longest, mostOptions, nothingAsked, openPoll, reduceAsked, type Asked } from "../src/systems/meeting/asked";
import { MeetingPolls } from "../src/systems/meeting/MeetingPolls";
import { enter, reduce, type Room } from "../src/systems/meeting/room";

const others = [{ peerId: "host", username: "Anna" }, { peerId: "cleo", username: "Cleo" }];
const hall = enter({ yourId: "me", hostId: "host", participants: others }, "Ben");
const apart = reduce(hall, "breakout-rooms", { rooms: [{ id: "breakout-1", name: "Room 1", peers: ["me", "cleo"] }] });

const poll = (more: object = {}) => ({ question: "Tea?", options: [{ id: 0, text: "Yes" }, { id: 1, text: "No" }], ...more });
const question = (more: object = {}) => ({ id: 1, username: "Cleo", question: "When?", ...more });

/** What a page knows after these events, each from somebody. */
function after(room: Room, ...events: [string, object, string][]): Asked {
  return events.reduce((asked, [event, data, from]) => reduceAsked(asked, room, event, data as Record<string, unknown>, from), nothingAsked);
}

test("the first vote of each person counts, and one for nothing does not", () => {
  const { polls } = after(hall,
    ["poll-created", poll(), "host"],
    ["poll-vote", { optionId: 1 }, "me"],
    ["poll-vote", { optionId: 0 }, "me"],
    ["poll-vote", { optionId: 0 }, "cleo"],
    ["poll-vote", { optionId: 2 }, "host"],
    ["poll-vote", { optionId: null }, "host"],
    ["poll-vote", {}, "host"]);
  expect([...polls[0]!.votes]).toEqual([["me", 1], ["cleo", 0]]);
});

test("a vote that names another poll came too late", () => {
  const { polls } = after(hall,
    ["poll-created", poll({ id: 1 }), "host"],
    ["poll-created", poll({ id: 2, question: "Milk?" }), "host"],
    ["poll-vote", { optionId: 0, pollId: 1 }, "me"],
    ["poll-vote", { optionId: 1, pollId: 2 }, "cleo"]);
  expect(polls.map(({ question, open, votes }) => [question, open, [...votes]])).toEqual([["Tea?", false, []], ["Milk?", true, [["cleo", 1]]]]);
});

test("votes that a poll brings with it, and what is no poll, do not count", () => {
  const options = [{ id: 0, text: "Yes", votes: 9, voters: ["x"] }, { id: 1, text: "No" }];
  const asked = after(hall, ["poll-created", { question: "x".repeat(longest + 1), options }, "host"]);
  expect(asked.polls[0]).toMatchObject({ votes: new Map(), question: "x".repeat(longest) });
  expect(after(hall, ["poll-created", { question: "One?", options: [{ text: "a" }] }, "host"])).toBe(nothingAsked);
  expect(after(hall, ["poll-created", { question: 7, options: "no" }, "host"])).toBe(nothingAsked);
  const many = after(hall, ["poll-created", poll({ options: Array(mostOptions + 5).fill({ text: "same" }) }), "host"]);
  expect(many.polls[0]!.options).toHaveLength(mostOptions);
});

test("a poll is closed by who asked it or by a host", () => {
  const asked = after(hall, ["poll-created", poll(), "cleo"]);
  expect(openPoll(reduceAsked(asked, hall, "poll-closed", {}, "me"), "")).toBeDefined();
  expect(openPoll(reduceAsked(asked, hall, "poll-closed", {}, "cleo"), "")).toBeUndefined();
  expect(openPoll(reduceAsked(asked, hall, "poll-closed", {}, "host"), "")).toBeUndefined();
});

test("a question has one vote of each person and one answer of a host", () => {
  const { questions } = after(hall,
    ["question-asked", question(), "cleo"],
    ["question-upvote", { questionId: 1 }, "me"],
    ["question-upvote", { questionId: 1 }, "me"],
    ["question-upvote", { questionId: "1" }, "host"],
    ["question-answered", { questionId: 1, answer: "Never" }, "me"],
    ["question-answered", { questionId: 1, answer: " Soon " }, "host"],
    ["question-answered", { questionId: 1, answer: "Later" }, "host"]);
  expect(questions[0]).toMatchObject({ by: "cleo", name: "Cleo", text: "When?", answer: "Soon", voters: new Set(["me"]) });
});

test("in a breakout room anybody moderates, and its polls end with it", () => {
  const asked = after(apart,
    ["poll-created", poll(), "cleo"],
    ["question-asked", question(), "me"],
    ["question-answered", { questionId: 1, answer: "Now" }, "cleo"]);
  expect(openPoll(asked, "")).toBeUndefined();
  expect(openPoll(asked, "breakout-1")).toBeDefined();
  expect(asked.questions[0]!.answer).toBe("Now");
  const closed = reduceAsked(asked, apart, "breakout-closed", {}, "");
  expect(openPoll(closed, "breakout-1")).toBeUndefined();
  expect(closed.incomplete).toBe(true);
});

test("what one does oneself counts at once and is sent in the documented shape", () => {
  const sent: [string, Record<string, unknown>][] = [];
  let asked = nothingAsked;
  const polls = new MeetingPolls({ name: "Ben", room: () => hall, send: (event, data) => sent.push([event, data]), onChange: (next) => (asked = next) });
  polls.entered(hall, false);
  expect(asked.incomplete).toBe(true);
  polls.startPoll("Tea?", ["Yes", "No"]);
  polls.vote(1);
  polls.ask("When?");
  polls.upvote(asked.questions[0]!.id);
  polls.closePoll();
  expect(sent.map(([event]) => event)).toEqual(["poll-created", "poll-vote", "question-asked", "question-upvote", "poll-closed"]);
  expect(sent[0]![1]).toMatchObject({ active: true, options: [{ id: 0, text: "Yes", votes: 0, voters: [] }, { id: 1, text: "No", votes: 0, voters: [] }] });
  expect(sent[1]![1]).toMatchObject({ optionId: 1, pollId: sent[0]![1].id, username: "Ben" });
  expect(Number.isSafeInteger(sent[2]![1].id)).toBe(true);
  expect(sent[2]![1]).toMatchObject({ question: "When?", upvotes: 0, voters: [], answered: false, answer: null });
  expect([...asked.polls[0]!.votes]).toEqual([["me", 1]]);
  expect([asked.polls[0]!.open, asked.questions[0]!.voters.size]).toEqual([false, 1]);

  // Somebody who leaves and comes again is new.
  polls.entered(hall, true);
  expect(asked.polls).toHaveLength(1);
  polls.entered(enter({ yourId: "me", hostId: "me" }, "Ben"), false);
  expect(asked).toEqual(nothingAsked);
});
