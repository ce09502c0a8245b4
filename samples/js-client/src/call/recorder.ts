export interface Take {
  blob: Blob;
  durationMs: number;
}

/** Where one of so many pictures is in the recording, in shares of its width and height. */
export type Layout = (index: number, count: number) => { x: number; y: number; w: number; h: number };

/** For two: the own picture, which is the first, small in a corner of the other's. */
export const inset: Layout = (index) => (index === 0 ? { x: 0.74, y: 0.74, w: 0.24, h: 0.24 } : { x: 0, y: 0, w: 1, h: 1 });

/** For many: all of the same size. */
export const tiles: Layout = (index, count) => {
  const columns = Math.ceil(Math.sqrt(count));
  const [w, h] = [1 / columns, 1 / Math.ceil(count / columns)];
  return { x: (index % columns) * w, y: Math.floor(index / columns) * h, w, h };
};

interface Shown {
  video: HTMLVideoElement;
  voice?: MediaStreamAudioSourceNode;
}

const width = 1280;
const height = 720;
const framesPerSecond = 15;

/**
 * Records all of these as one picture with all voices; who comes later is in it from then on. The result of the returned function is the
 * recording.
 */
export function startRecording(streams: () => MediaStream[], layout: Layout): () => Promise<Take> {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d")!;
  const audio = new AudioContext();
  const mixed = audio.createMediaStreamDestination();
  const shown = new Map<MediaStream, Shown>();

  function follow(now: MediaStream[]): void {
    for (const stream of now) {
      const one: Shown = shown.get(stream) ?? { video: play(stream) };
      // A voice may come after the picture.
      if (!one.voice && stream.getAudioTracks().length > 0) {
        one.voice = audio.createMediaStreamSource(stream);
        one.voice.connect(mixed);
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
    const now = streams();
    follow(now);
    context.fillRect(0, 0, width, height);
    // The first one last: it may lie upon the others.
    for (let i = now.length - 1; i >= 0; i--) {
      const { x, y, w, h } = layout(i, now.length);
      fit(context, shown.get(now[i]!)!.video, x * width, y * height, w * width, h * height);
    }
  }

  // A timer and not the screen's frames: those stop while the page is not looked at, and the recording with them.
  draw();
  const timer = setInterval(draw, 1000 / framesPerSecond);
  const recorder = new MediaRecorder(new MediaStream([...canvas.captureStream(framesPerSecond).getTracks(), ...mixed.stream.getTracks()]));
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => data.size > 0 && parts.push(data);
  recorder.start(1000);
  const started = performance.now();

  return () =>
    new Promise((resolve) => {
      recorder.onstop = () => {
        clearInterval(timer);
        shown.forEach(forget);
        void audio.close();
        resolve({ blob: new Blob(parts, { type: recorder.mimeType }), durationMs: Math.round(performance.now() - started) });
      };
      recorder.stop();
    });
}

function play(stream: MediaStream): HTMLVideoElement {
  const video = document.createElement("video");
  video.muted = true;
  video.srcObject = stream;
  void video.play().catch(() => undefined);
  return video;
}

function forget({ video, voice }: Shown): void {
  voice?.disconnect();
  video.srcObject = null;
}

function fit(context: CanvasRenderingContext2D, video: HTMLVideoElement, x: number, y: number, w: number, h: number): void {
  if (video.videoWidth === 0) return;
  const scale = Math.min(w / video.videoWidth, h / video.videoHeight);
  const [dw, dh] = [video.videoWidth * scale, video.videoHeight * scale];
  context.drawImage(video, x + (w - dw) / 2, y + (h - dh) / 2, dw, dh);
}
