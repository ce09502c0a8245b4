import { expect, test } from "vitest";
import { readAddress } from "../src/address";

test("an address is a system and a room, whatever the room is called", () => {
  expect(readAddress("#/classroom/lesson-1")).toEqual(["classroom", "lesson-1"]);
  expect(readAddress("#/meeting/100%25%20of%2Fus")).toEqual(["meeting", "100% of/us"]);
  expect(readAddress("#meeting/a/b")).toEqual(["meeting", "a/b"]);
  expect([readAddress(""), readAddress("#/support")]).toEqual([["", ""], ["support", ""]]);
});

test("a room that was written by hand and is not encoded is meant as it is", () => {
  for (const room of ["100%", "%zz", "%ed%a0%80", "%"]) expect(readAddress(`#/meeting/${room}`)).toEqual(["meeting", room]);
});
