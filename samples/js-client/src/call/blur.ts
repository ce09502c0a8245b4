/**
 * What happens to the own picture before it is sent. `system`: the camera's own software blurs what is behind the person, where the browser
 * offers that. `around`: all but an oval in the middle is blurred, wherever the person is. `all`: the whole picture is.
 */
export type Blur = "none" | "system" | "around" | "all";

/** What is chosen, and what can be. */
export interface BlurView {
  chosen: Blur;
  possible: Blur[];
}

/** What the picture is made of where it is blurred, in points from left to right: enough for colours and shapes, not for a face or a text. */
const points = 48;
const framesPerSecond = 20;
const key = "blur";

/** The last choice: whoever hides something once wants it hidden in the next call too. */
export function readBlur(): Blur {
  const kept = localStorage.getItem(key);
  return kept === "system" || kept === "around" || kept === "all" ? kept : "none";
}

export function keepBlur(blur: Blur): void {
  localStorage.setItem(key, blur);
}

/** Which kinds there are for a camera. */
export function blursOf(camera: MediaStreamTrack): Blur[] {
  // The standard's name, which TypeScript does not know yet; some browsers do not tell what a camera can do.
  const { backgroundBlur } = (camera.getCapabilities?.() ?? {}) as { backgroundBlur?: boolean[] };
  return ["none", ...(backgroundBlur?.includes(true) ? ["system" as const] : []), "around", "all"];
}

/** Turns on or off what the camera's own software does. */
export async function blurBySystem(camera: MediaStreamTrack, on: boolean): Promise<void> {
  await camera.applyConstraints({ ...camera.getConstraints(), backgroundBlur: on } as MediaTrackConstraints);
}

export interface BlurredPicture {
  track: MediaStreamTrack;
  stop: () => void;
}

/** A camera's picture, blurred. The camera goes on; to end it is the caller's. */
export function blurPicture(camera: MediaStreamTrack, kind: "around" | "all"): BlurredPicture {
  const video = document.createElement("video");
  video.muted = true;
  video.srcObject = new MediaStream([camera]);
  void video.play().catch(() => undefined);

  const picture = canvas();
  const coarse = canvas();
  const sharp = canvas();
  const { width = 640, height = 360 } = camera.getSettings();
  [picture.canvas.width, picture.canvas.height] = [width, height];

  // A timer and not the screen's frames: those stop while the page is not looked at, and the other side's picture with them.
  const timer = setInterval(() => {
    if (video.videoWidth === 0) return;
    fit(picture, video.videoWidth, video.videoHeight);
    fit(coarse, points, Math.max(1, Math.round((points * video.videoHeight) / video.videoWidth)));
    coarse.drawImage(video, 0, 0, coarse.canvas.width, coarse.canvas.height);
    picture.drawImage(coarse.canvas, 0, 0, picture.canvas.width, picture.canvas.height);
    if (kind === "all") return;
    fit(sharp, video.videoWidth, video.videoHeight);
    cutOval(sharp, video);
    picture.drawImage(sharp.canvas, 0, 0);
  }, 1000 / framesPerSecond);

  const track = picture.canvas.captureStream(framesPerSecond).getVideoTracks()[0]!;
  return {
    track,
    stop: () => {
      clearInterval(timer);
      track.stop();
      video.srcObject = null;
    },
  };
}

/** The middle of the picture, head and shoulders of somebody who sits before the camera, with a soft edge. */
function cutOval(context: CanvasRenderingContext2D, video: HTMLVideoElement): void {
  const { width, height } = context.canvas;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.globalCompositeOperation = "copy";
  context.drawImage(video, 0, 0, width, height);
  context.globalCompositeOperation = "destination-in";
  context.setTransform(height * 0.42, 0, 0, height * 0.62, width / 2, height * 0.56);
  const oval = context.createRadialGradient(0, 0, 0, 0, 0, 1);
  oval.addColorStop(0.8, "#000");
  oval.addColorStop(1, "#0000");
  context.fillStyle = oval;
  context.fillRect(-width, -height, 2 * width, 2 * height);
}

function canvas(): CanvasRenderingContext2D {
  const context = document.createElement("canvas").getContext("2d")!;
  context.imageSmoothingQuality = "high";
  return context;
}

/** Setting the size empties a canvas and forgets its settings, so only when it is another. */
function fit(context: CanvasRenderingContext2D, width: number, height: number): void {
  if (context.canvas.width === width && context.canvas.height === height) return;
  [context.canvas.width, context.canvas.height] = [width, height];
  context.imageSmoothingQuality = "high";
}
