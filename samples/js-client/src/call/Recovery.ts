/** How long a lost connection is given to come back, in milliseconds: less when the server says that the other side has left. */
const patience = { lost: 60_000, left: 20_000 };

/** When to try: both sides notice the loss, and should not offer at the same moment. In milliseconds. */
const pace = { impolite: { first: 1_000, then: 5_000 }, polite: { first: 8_500, then: 10_000 } };

interface RecoveryOptions {
  polite: () => boolean;
  /** Looks for another way to the other side. */
  attempt: () => void;
  giveUp: (why: keyof typeof patience) => void;
}

/** Tries to get a lost connection back, again and again, until it is there or there is no hope. */
export class Recovery {
  private next: ReturnType<typeof setTimeout> | undefined;
  private limit: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: RecoveryOptions) {}

  start(): void {
    if (this.limit !== undefined) return;
    this.hope("lost");
    this.schedule(this.pace.first);
  }

  /** The server says that the other side is there, or has left. */
  theyAre(there: boolean): void {
    if (this.limit === undefined) return;
    this.hope(there ? "lost" : "left");
    if (there && !this.options.polite()) this.schedule(0);
  }

  stop(): void {
    clearTimeout(this.next);
    clearTimeout(this.limit);
    this.limit = undefined;
  }

  private get pace() {
    return this.options.polite() ? pace.polite : pace.impolite;
  }

  private hope(why: keyof typeof patience): void {
    clearTimeout(this.limit);
    this.limit = setTimeout(() => this.options.giveUp(why), patience[why]);
  }

  private schedule(after: number): void {
    clearTimeout(this.next);
    this.next = setTimeout(() => {
      this.options.attempt();
      this.schedule(this.pace.then);
    }, after);
  }
}
