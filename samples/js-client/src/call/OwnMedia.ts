import { blurBySystem, blurPicture, blursOf, type Blur, type BlurredPicture, type BlurView } from "./blur";
import { openCamera, openMicrophone, stop } from "./media";

/** What this side sends: the microphone, and the camera, blurred or not, or the screen in its place. */
export class OwnMedia {
  private blur: Blur = "none";
  private camera: MediaStreamTrack | null;
  private blurred: BlurredPicture | null = null;
  /** The screen while it is shared. */
  display: MediaStream | null = null;

  /**
   * @param stream What was opened; it is also what the own picture shows.
   * @param show Sends another picture in place of the present one, or a voice where there was none.
   */
  constructor(readonly stream: MediaStream, private readonly show: (track: MediaStreamTrack | null) => Promise<void>) {
    this.camera = stream.getVideoTracks()[0] ?? null;
  }

  get hasCamera(): boolean {
    return this.camera !== null;
  }

  get hasMicrophone(): boolean {
    return this.stream.getAudioTracks().length > 0;
  }

  /** The screen's picture while it is shared. */
  get screen(): MediaStreamTrack | null {
    return this.display?.getVideoTracks()[0] ?? null;
  }

  get blurView(): BlurView | undefined {
    return this.camera ? { chosen: this.blur, possible: blursOf(this.camera) } : undefined;
  }

  enableAudio(on: boolean): void {
    for (const track of this.stream.getAudioTracks()) track.enabled = on;
  }

  enableVideo(on: boolean): void {
    for (const track of [this.camera, this.blurred?.track]) if (track) track.enabled = on;
  }

  /** Opens the camera of somebody who began without one. Throws an Error whose message can be shown. */
  async openCamera(): Promise<void> {
    const camera = await openCamera();
    // Another click may have opened one meanwhile.
    if (this.camera) return camera.stop();
    this.camera = camera;
    await this.setBlur(this.blur);
  }

  /** Opens the microphone of somebody who began without one. Throws an Error whose message can be shown. */
  async openMicrophone(): Promise<void> {
    const voice = await openMicrophone();
    // Another click may have opened it meanwhile.
    if (this.hasMicrophone) return voice.stop();
    this.stream.addTrack(voice);
    await this.show(voice);
  }

  /** A camera that cannot do so stays as it is. */
  async limitCamera(picture: MediaTrackConstraints): Promise<void> {
    await this.camera?.applyConstraints(picture).catch(() => undefined);
  }

  async setBlur(blur: Blur): Promise<void> {
    const { camera, blurred: before } = this;
    const bySystem = camera !== null && blursOf(camera).includes("system");
    // Another camera than the one it was chosen for: less is shown rather than more.
    this.blur = blur = blur === "system" && camera && !bySystem ? "around" : blur;
    if (!camera) return;
    if (bySystem) await blurBySystem(camera, blur === "system");
    this.blurred = blur === "around" || blur === "all" ? blurPicture(camera, blur) : null;
    const picture = this.blurred?.track ?? camera;
    picture.enabled = camera.enabled;
    for (const track of this.stream.getVideoTracks()) if (track !== picture) this.stream.removeTrack(track);
    this.stream.addTrack(picture);
    if (!this.display) await this.show(picture);
    before?.stop();
  }

  /** Asks which screen or window to show. False when it is not wanted any more. */
  async shareScreen(onEnd: () => void, isWanted: () => boolean): Promise<boolean> {
    const display = await navigator.mediaDevices.getDisplayMedia({ video: true });
    const track = display.getVideoTracks()[0];
    if (!track || !isWanted()) {
      stop(display);
      return false;
    }
    this.display = display;
    track.onended = onEnd;
    await this.show(track);
    return true;
  }

  async stopScreen(): Promise<void> {
    stop(this.display);
    this.display = null;
    await this.show(this.blurred?.track ?? this.camera);
  }

  /** Gives everything back. */
  stop(): void {
    this.blurred?.stop();
    this.camera?.stop();
    stop(this.stream);
    stop(this.display);
  }
}
