import { fit, play } from "../../call/recorder";

const width = 1280;
const height = 720;
const framesPerSecond = 15;

/** Records all of these as one picture with all voices; who comes later is in it from then on. The result of the returned function is the recording. */
export function recordMeeting(streams: () => MediaStream[]): () => Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d")!;
  const audio = new AudioContext();
  const mixed = audio.createMediaStreamDestination();
  const shown = new Map<MediaStream, { video: HTMLVideoElement; voice?: MediaStreamAudioSourceNode }>();

  function follow(now: MediaStream[]): void {
    for (const stream of now) {
      const one = shown.get(stream) ?? { video: play(stream) };
      // A voice may come after the picture.
      if (!("voice" in one) && stream.getAudioTracks().length > 0) {
        Object.assign(one, { voice: audio.createMediaStreamSource(stream) }).voice.connect(mixed);
      }
      shown.set(stream, one);
    }
    for (const [stream, one] of shown) {
      if (now.includes(stream)) continue;
      forget(one);
      shown.delete(stream);
    }
  }

  function draw(): void {
    follow(streams());
    const columns = Math.ceil(Math.sqrt(shown.size));
    const rows = Math.ceil(shown.size / columns);
    const [w, h] = [width / columns, height / rows];
    context.fillRect(0, 0, width, height);
    [...shown.values()].forEach(({ video }, i) => fit(context, video, (i % columns) * w, Math.floor(i / columns) * h, w, h));
  }

  // A timer and not the screen's frames: those stop while the page is not looked at, and the recording with them.
  draw();
  const timer = setInterval(draw, 1000 / framesPerSecond);
  const recorder = new MediaRecorder(new MediaStream([...canvas.captureStream(framesPerSecond).getTracks(), ...mixed.stream.getTracks()]));
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => data.size > 0 && parts.push(data);
  recorder.start(1000);

  return () =>
    new Promise((resolve) => {
      recorder.onstop = () => {
        clearInterval(timer);
        shown.forEach(forget);
        void audio.close();
        resolve(new Blob(parts, { type: recorder.mimeType }));
      };
      recorder.stop();
    });
}

/** Gives a file to the person at the browser. */
export function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function forget({ video, voice }: { video: HTMLVideoElement; voice?: MediaStreamAudioSourceNode }): void {
  voice?.disconnect();
  video.srcObject = null;
}
