import { expect, test } from "vitest";
import { readNotice } from "../src/call/notice";

test("a notice is what was sent", () => {
  expect(readNotice('{"type":"media","audio":true,"video":false}')).toEqual({ type: "media", audio: true, video: false });
});

test.each(["", "null", "7", '"bye"', "[]", "{}", "{", new ArrayBuffer(4), undefined])("%o is none", (data) => {
  expect(readNotice(data)).toBeNull();
});
