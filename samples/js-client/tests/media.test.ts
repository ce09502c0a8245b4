import { afterEach, expect, test, vi } from "vitest";
import { iceConfiguration, openCamera, openMedia } from "../src/call/media";

afterEach(() => void vi.unstubAllGlobals());

const failure = (name: string) => Object.assign(new Error(name), { name });

/** A browser that answers each question for devices with the next of these. */
function devices(...answers: (Error | object)[]) {
  const getUserMedia = vi.fn(async (_: MediaStreamConstraints) => {
    const answer = answers.shift()!;
    if (answer instanceof Error) throw answer;
    return answer;
  });
  vi.stubGlobal("navigator", { mediaDevices: { getUserMedia } });
  return getUserMedia;
}

function server(status: number, body: object = {}) {
  const fetch = vi.fn(async (_path: string, _options: { headers: Record<string, string> }) => new Response(JSON.stringify(body), { status }));
  vi.stubGlobal("fetch", fetch);
  return fetch;
}

test.each(["NotFoundError", "NotReadableError"])("without a camera (%s) there is the microphone", async (name) => {
  const microphone = {};
  const getUserMedia = devices(failure(name), microphone);
  expect(await openMedia()).toBe(microphone);
  expect(getUserMedia.mock.calls.map(([asked]) => "video" in asked)).toEqual([true, false]);
});

test("who refuses is not asked twice", async () => {
  const getUserMedia = devices(failure("NotAllowedError"), {});
  await expect(openMedia()).rejects.toThrow("The browser does not allow camera and microphone for this page.");
  expect(getUserMedia).toHaveBeenCalledOnce();
});

test("why nothing could be opened is said in words", async () => {
  devices(failure("NotFoundError"), failure("NotFoundError"));
  await expect(openMedia()).rejects.toThrow("No camera and no microphone was found.");
  devices(failure("NotFoundError"));
  await expect(openCamera()).rejects.toThrow("No camera was found.");
  vi.stubGlobal("navigator", {});
  await expect(openMedia()).rejects.toThrow("https");
});

test("the servers are those that the server names, asked with the token", async () => {
  const fetch = server(200, { data: { iceServers: [{ urls: "turn:x" }], iceTransportPolicy: "relay", ttl: 60 } });
  expect(await iceConfiguration(Promise.resolve("t"))).toEqual({ iceServers: [{ urls: "turn:x" }], iceTransportPolicy: "relay" });
  expect(fetch.mock.calls[0]![1].headers).toEqual({ authorization: "Bearer t" });
});

test.each([401, 404])("whom the server does not know (%d) it names none", async (status) => {
  server(status);
  expect(await iceConfiguration()).toEqual({});
});

test("a server that does not say whether only a relay may be used lets no call begin", async () => {
  server(503);
  await expect(iceConfiguration()).rejects.toThrow("does not say");
  vi.stubGlobal("fetch", async () => Promise.reject(new TypeError("network")));
  await expect(iceConfiguration()).rejects.toThrow("does not say");
});
