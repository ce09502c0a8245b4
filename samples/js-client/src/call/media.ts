const picture: MediaTrackConstraints = { width: { ideal: 1280 }, height: { ideal: 720 } };
const voice: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true };

/** Which camera and which microphone, by their ids; the browser's choice without. */
export interface Devices {
  audio?: string;
  video?: string;
}

/** The camera and the microphone, or as much of them as there is. */
export async function openMedia(video = true, devices: Devices = {}): Promise<MediaStream> {
  requireDevices();
  const audio: MediaTrackConstraints = { ...voice, deviceId: devices.audio };
  if (video) {
    try {
      return await navigator.mediaDevices.getUserMedia({ audio, video: { ...picture, deviceId: devices.video } });
    } catch (error) {
      if ((error as Error).name !== "NotFoundError" && (error as Error).name !== "NotReadableError") throw explain(error);
    }
  }
  try {
    return await navigator.mediaDevices.getUserMedia({ audio });
  } catch (error) {
    throw explain(error);
  }
}

/** The microphone of somebody who began without one. */
export async function openMicrophone(): Promise<MediaStreamTrack> {
  requireDevices();
  try {
    return (await navigator.mediaDevices.getUserMedia({ audio: voice })).getAudioTracks()[0]!;
  } catch (error) {
    throw (error as Error).name === "NotFoundError" ? new Error("No microphone was found.") : explain(error);
  }
}

/** The camera of somebody whose microphone is open already. */
export async function openCamera(): Promise<MediaStreamTrack> {
  requireDevices();
  try {
    return (await navigator.mediaDevices.getUserMedia({ video: picture })).getVideoTracks()[0]!;
  } catch (error) {
    throw (error as Error).name === "NotFoundError" ? new Error("No camera was found.") : explain(error);
  }
}

export function stop(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

function requireDevices(): void {
  if (!navigator.mediaDevices) throw new Error("Camera and microphone need https, or localhost.");
}

function explain(error: unknown): Error {
  switch ((error as Error).name) {
    case "NotAllowedError":
      return new Error("The browser does not allow camera and microphone for this page.");
    case "NotFoundError":
      return new Error("No camera and no microphone was found.");
    case "NotReadableError":
      return new Error("Another program uses the camera or the microphone.");
    default:
      return error as Error;
  }
}

/**
 * The ways to the other side, as the server is configured: STUN and TURN servers, and whether only they may be used. Nothing in it for
 * somebody whom the server does not know. Throws when it does not answer: a call that only a relay may carry must not go another way.
 * @param token Of a system that knows its users by a token and not by a cookie.
 */
export async function iceConfiguration(token?: Promise<string>): Promise<RTCConfiguration> {
  const bearer = await token;
  const headers: Record<string, string> = bearer ? { authorization: `Bearer ${bearer}` } : {};
  const response = await fetch("/api/ice-servers", { headers, signal: AbortSignal.timeout(10_000) }).catch(() => null);
  if (response?.status === 401 || response?.status === 404) return {};
  if (!response?.ok) throw new Error("The server does not say how to connect the call.");
  const { iceServers, iceTransportPolicy } = (await response.json()).data;
  return { iceServers, iceTransportPolicy };
}
