/** How long a pass is used before another one is asked for, in milliseconds. For a call it is good for an hour. */
const fresh = 30 * 60_000;
/** How long the room has to give another one. */
const patience = 5_000;

/**
 * What the room gives to whoever it has let in, and what the server's other addresses are shown: for the way to the others, and for
 * recordings. Kept for the tab, so that the recordings can be played after the meeting.
 */
export class Pass {
  value: string;
  private issuedAt = 0;
  private asking: ((pass: string) => void)[] = [];

  /** @param ask Asks the room for another one; false when it cannot be asked. */
  constructor(private readonly roomId: string, private readonly ask: () => boolean) {
    this.value = sessionStorage.getItem(this.item) ?? "";
  }

  /** The room has given one. */
  take(value: string): void {
    this.value = value;
    this.issuedAt = Date.now();
    sessionStorage.setItem(this.item, value);
    for (const resolve of this.asking.splice(0)) resolve(value);
  }

  /** One that is good for a call; empty when the room gives none. */
  current(): Promise<string> {
    if (!this.value || Date.now() - this.issuedAt < fresh || !this.ask()) return Promise.resolve(this.value);
    return new Promise((resolve) => {
      this.asking.push(resolve);
      setTimeout(() => resolve(this.value), patience);
    });
  }

  private get item(): string {
    return `meeting-pass:${this.roomId}`;
  }
}
