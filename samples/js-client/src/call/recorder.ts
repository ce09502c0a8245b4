export interface Take {
  blob: Blob;
  durationMs: number;
}

const width = 1280;
const height = 720;
const framesPerSecond = 15;

/** Records both sides of a call as one picture with both voices. The result of the returned function is the recording. */
export function startRecording(local: MediaStream, remote: MediaStream): () => Promise<Take> {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d")!;
  const [theirs, own] = [play(remote), play(local)];

  // A timer and not the screen's frames: those stop while the page is not looked at, and the recording with them.
  const timer = setInterval(() => {
    context.fillRect(0, 0, width, height);
    fit(context, theirs, 0, 0, width, height);
    fit(context, own, width * 0.74, height * 0.74, width * 0.24, height * 0.24);
  }, 1000 / framesPerSecond);

  const audio = new AudioContext();
  const mixed = audio.createMediaStreamDestination();
  for (const stream of [local, remote]) {
    if (stream.getAudioTracks().length > 0) audio.createMediaStreamSource(stream).connect(mixed);
  }

  const recorder = new MediaRecorder(new MediaStream([...canvas.captureStream(framesPerSecond).getTracks(), ...mixed.stream.getTracks()]));
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => data.size > 0 && parts.push(data);
  recorder.start(1000);
  const started = performance.now();

  return () =>
    new Promise((resolve) => {
      recorder.onstop = () => {
        clearInterval(timer);
        void audio.close();
        for (const video of [theirs, own]) video.srcObject = null;
        resolve({ blob: new Blob(parts, { type: recorder.mimeType }), durationMs: Math.round(performance.now() - started) });
      };
      recorder.stop();
    });
}

export function play(stream: MediaStream): HTMLVideoElement {
  const video = document.createElement("video");
  video.muted = true;
  video.srcObject = stream;
  void video.play().catch(() => undefined);
  return video;
}

export function fit(context: CanvasRenderingContext2D, video: HTMLVideoElement, x: number, y: number, w: number, h: number): void {
  if (video.videoWidth === 0) return;
  const scale = Math.min(w / video.videoWidth, h / video.videoHeight);
  const [dw, dh] = [video.videoWidth * scale, video.videoHeight * scale];
  context.drawImage(video, x + (w - dw) / 2, y + (h - dh) / 2, dw, dh);
}
