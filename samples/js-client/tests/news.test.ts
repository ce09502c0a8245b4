import { expect, test } from "vitest";
import { news } from "../src/systems/meeting/news";
import { enter } from "../src/systems/meeting/room";

const room = enter({ yourId: "me", hostId: "host", participants: [{ peerId: "host", username: "Hanna" }] }, "Mia");

test("a poll is told of with what it asks", () => {
  const { line, toast } = news(room, "poll-created", { peerId: "host", question: " Tea? ", options: [{ text: "yes" }, { text: "no" }] });
  expect([line, toast]).toEqual(["Hanna asks: Tea?", "Hanna has started a poll"]);
});

test("what is no poll is not told of, and breaks nothing", () => {
  const options = [{ text: "yes" }, { text: "no" }];
  for (const question of [undefined, null, "", 7, {}, { toString: 1 }, ["Tea?"]]) expect(news(room, "poll-created", { peerId: "host", question, options })).toEqual({});
  for (const few of [undefined, null, "yes", {}, [], [{ text: "yes" }]]) expect(news(room, "poll-created", { peerId: "host", question: "Tea?", options: few })).toEqual({});
});
