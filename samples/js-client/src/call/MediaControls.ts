import { keepBlur, type Blur, type BlurView } from "./blur";
import type { Notice } from "./notice";
import type { OwnMedia } from "./OwnMedia";

/** What the page shows of the own side in any call. */
export interface OwnView {
  audio: boolean;
  video: boolean;
  screen: boolean;
  /** How the own picture is blurred, and how it could be; not there without a camera. */
  blur?: BlurView;
}

/** What a person can turn on and off in a call, and how the others are told of it, whatever carries the call. */
export abstract class MediaControls<View extends OwnView> {
  protected own: OwnMedia | null = null;

  constructor(public view: View, private readonly onChange: (view: View) => void) {}

  /** Tells the other side, or all others, directly. */
  protected abstract tell(notice: Notice): void;

  /** The screen while it is shared. */
  get display(): MediaStream | null {
    return this.own?.display ?? null;
  }

  /** Throws an Error whose message can be shown when there was no microphone and none can be opened now. */
  async toggleAudio(on = !this.view.audio): Promise<void> {
    const own = this.own;
    if (!own) return;
    if (on && !own.hasMicrophone) await own.openMicrophone();
    if (this.own !== own) return own.stop();
    own.enableAudio(on);
    this.set({ audio: on });
    this.tellMedia();
  }

  /** Throws an Error whose message can be shown when there was no camera and none can be opened now. */
  async toggleVideo(on = !this.view.video): Promise<void> {
    const own = this.own;
    if (!own) return;
    if (on && !own.hasCamera) await own.openCamera();
    if (this.own !== own) return own.stop();
    own.enableVideo(on);
    this.set({ video: on, blur: own.blurView });
    this.tellMedia();
  }

  async toggleScreen(): Promise<void> {
    const own = this.own;
    if (!own) return;
    if (own.screen) return this.stopScreen();
    if (!(await own.shareScreen(() => void this.stopScreen(), () => this.own === own))) return;
    this.set({ screen: true });
    this.tellMedia();
  }

  async setBlur(blur: Blur): Promise<void> {
    keepBlur(blur);
    const own = this.own;
    await own?.setBlur(blur);
    if (own && this.own === own) this.set({ blur: own.blurView });
  }

  tellRecording(on: boolean): void {
    this.tell({ type: "recording", on });
  }

  tellRecorded(): void {
    this.tell({ type: "recorded" });
  }

  /** Camera and microphone are given back. */
  protected stopOwn(): void {
    this.own?.stop();
    this.own = null;
  }

  protected get media(): Notice {
    const { audio, video, screen } = this.view;
    return { type: "media", audio, video, screen };
  }

  protected tellMedia(): void {
    this.tell(this.media);
  }

  protected set(change: Partial<OwnView> | Partial<View>): void {
    this.view = { ...this.view, ...change };
    this.onChange(this.view);
  }

  private async stopScreen(): Promise<void> {
    const own = this.own;
    await own?.stopScreen();
    if (!own || this.own !== own) return;
    this.set({ screen: false });
    this.tellMedia();
  }
}
