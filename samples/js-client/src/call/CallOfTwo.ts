import { nobody, type CallEnd, type CallState, type CallView } from "./CallView";
import type { Notice } from "./notice";
import { MediaControls } from "./MediaControls";

export interface CallOfTwoOptions {
  /** Whether a signal that is sent now has a way to the server. */
  canSend: () => boolean;
  /** After every change, with a new object. */
  onChange: (view: CallView) => void;
  onEnd: (why: CallEnd, message?: string) => void;
}

/** What calls of two have in common, whatever connects them: ringing, taking, hanging up, and what the other side tells. */
export abstract class CallOfTwo extends MediaControls<CallView> {
  constructor(options: CallOfTwoOptions) {
    super(nobody, options.onChange);
  }

  protected abstract open(state: CallState): Promise<void>;

  protected abstract end(why: CallEnd, message?: string): void;

  protected abstract clear(): void;

  /** Calls, or takes the call that began to ring a moment before the button was pressed. */
  start(): Promise<void> {
    return this.view.state === "idle" ? this.open("calling") : this.accept();
  }

  /** Takes the call that rings. */
  accept(): Promise<void> {
    return this.view.state === "ringing" ? this.open("connecting") : Promise.resolve();
  }

  hangUp(): void {
    this.end("hung-up");
  }

  /** The other side ended the call, or did not take it. */
  theyEnded(): void {
    this.end(this.view.state === "calling" ? "rejected" : "they-hung-up");
  }

  /** Closes everything without telling anybody on this page. */
  dispose(): void {
    this.clear();
  }

  /** A view without what was there before, blur included. */
  protected fresh(change: Partial<CallView> = {}): void {
    this.set({ blur: undefined, ...nobody, ...change });
  }

  protected noticed(notice: Notice): void {
    const { theirs } = this.view;
    if (notice.type === "bye") {
      this.end("they-hung-up");
    } else if (notice.type === "recorded") {
      this.set({ recorded: this.view.recorded + 1 });
    } else if (notice.type === "recording") {
      this.set({ theirs: { ...theirs, recording: notice.on === true } });
    } else if (notice.type === "media") {
      const { audio = true, video = true, screen = false } = notice;
      this.set({ theirs: { ...theirs, audio, video, screen } });
    }
  }
}
