import { expect, test } from "vitest";
import { breakoutOf, company, enter, leads, nameOf, reduce, type Room } from "../src/systems/meeting/room";
import type { Data } from "../src/systems/meeting/RoomSocket";

const peers: Data = {
  yourId: "me", hostId: "host", coHosts: ["ann"], roomLocked: true, waitingRoom: true,
  participants: [{ peerId: "host", username: "Hanna" }, { peerId: "ann", username: "Ann" }],
};
const room = enter(peers, "Mia");
const after = (...events: [string, Data][]): Room => events.reduce((so, [event, data]) => reduce(so, event, data), room);

test("a room is entered as it is described, oneself first", () => {
  expect(room.people.map(({ id, name, coHost }) => [id, name, coHost])).toEqual([["me", "Mia", false], ["host", "Hanna", false], ["ann", "Ann", true]]);
  expect([room.me, room.hostId, room.locked, room.waitingRoom]).toEqual(["me", "host", true, true]);
  expect([leads(room, "host"), leads(room, "ann"), leads(room, "me")]).toEqual([true, true, false]);
});

test("servers that tell no names list ids", () => {
  const { people } = enter({ yourId: "me", hostId: "me", peers: ["abcdefgh"] }, "Mia");
  expect(people.map(({ name }) => name)).toEqual(["Mia", "Guest abcd"]);
});

test("whoever comes is there once, under the last name, and no longer waits", () => {
  const joined = after(
    ["waiting-participant-joined", { peerId: "ben", username: "B" }], ["waiting-participant-joined", { peerId: "ben", username: "Ben" }],
    ["peer-joined", { peerId: "ben", username: "Ben" }], ["peer-joined", { peerId: "ben", username: "Benno" }],
  );
  expect(joined.people.map(({ name }) => name)).toEqual(["Mia", "Hanna", "Ann", "Benno"]);
  expect(joined.waiting).toEqual([]);
});

test("whoever leaves asks for nothing any more", () => {
  const left = after(["screen-share-request", { peerId: "ann", peerName: "Ann" }], ["peer-left", { peerId: "ann" }]);
  expect([left.people.map(({ id }) => id), left.wantToShare, nameOf(left, "ann")]).toEqual([["me", "host"], [], "Somebody"]);
});

test("a co-host who becomes host is co-host no longer", () => {
  const changed = after(["host-changed", { hostId: "ann" }]);
  expect([changed.hostId, changed.people.some(({ coHost }) => coHost), leads(changed, "host")]).toEqual(["ann", false, false]);
});

test("whoever is no co-host any more does not see who asks", () => {
  const asked: [string, Data][] = [["cohost-promoted", {}], ["waiting-participant-joined", { peerId: "x", username: "X" }], ["screen-share-request", { peerId: "ann", peerName: "Ann" }]];
  expect([leads(after(...asked), "me"), after(...asked).waiting.length, after(...asked).wantToShare.length]).toEqual([true, 1, 1]);
  const demoted = after(...asked, ["cohost-demoted", {}]);
  expect([leads(demoted, "me"), demoted.waiting, demoted.wantToShare]).toEqual([false, [], []]);
});

test("one sees and hears those in the same breakout room, and all when they are closed", () => {
  const parted = after(["breakout-rooms", { rooms: [{ id: "1", name: "One", peers: ["me", "ann"] }, { id: "2", name: "Two", peers: ["host"] }] }]);
  expect([company(parted), breakoutOf(parted, "host")?.name]).toEqual([["ann"], "Two"]);
  expect(company(after(["breakout-rooms", { rooms: [{ id: "1", name: "One", peers: ["ann"] }] }]))).toEqual(["host"]);
  expect(company(reduce(parted, "breakout-closed", {}))).toEqual(["host", "ann"]);
});

test("hands go up and down, one and all", () => {
  const raised = after(["raise-hand", { peerId: "ann", timestamp: 7 }], ["raise-hand", { peerId: "me" }]);
  const hands = (of: Room) => of.people.map(({ hand }) => hand);
  expect(hands(raised)).toEqual([0, null, 7]);
  expect(hands(reduce(raised, "lower-hand", { peerId: "me" }))).toEqual([null, null, 7]);
  expect(hands(reduce(raised, "all-hands-cleared", {}))).toEqual([null, null, null]);
});

test.each(["", "peer-waved", "constructor", "__proto__", "toString"])("an event that changes nothing (%j) leaves the very same room", (event) => {
  expect(reduce(room, event, {})).toBe(room);
});

test.each(["peer-joined", "peer-left", "host-changed", "breakout-rooms", "raise-hand", "screen-share-request", "waiting-participant-joined"])(
  "%s with nothing, or with nonsense, in it does no harm", (event) => {
    for (const data of [{}, { peerId: 7, hostId: null, rooms: [{ peers: "x" }], username: [] }] as Data[]) {
      expect(reduce(room, event, data).people.slice(0, 3).map(({ id }) => id)).toEqual(["me", "host", "ann"]);
    }
  },
);
