/** The camera and the microphone, or as much of them as there is. */
export async function openMedia(video = true): Promise<MediaStream> {
  if (!navigator.mediaDevices) throw new Error("Camera and microphone need https, or localhost.");
  const audio: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true };
  if (video) {
    try {
      return await navigator.mediaDevices.getUserMedia({ audio, video: { width: { ideal: 1280 }, height: { ideal: 720 } } });
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

/** STUN and TURN servers as the server is configured; none when it has none or does not say. */
export async function iceServers(): Promise<RTCIceServer[]> {
  try {
    const response = await fetch("/api/ice-servers");
    if (!response.ok) return [];
    return (await response.json()).data?.iceServers ?? [];
  } catch {
    return [];
  }
}
