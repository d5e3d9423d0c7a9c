/** Who may write: one thing at a time, and the newest wish wins. */
export class Turns {
  private stopper = new AbortController();
  private running: Promise<void> = Promise.resolve();
  /** Counts wishes, so that of several that wait for a turn to end only the last one begins. */
  private wishes = 0;
  /** How many works that were wished for run or wait. */
  private taken = 0;

  /** Settles when nothing runs. */
  get idle(): Promise<void> {
    return this.running;
  }

  /** Stops what runs; what it has written stays. Settles when it has ended. */
  async stop(): Promise<void> {
    this.stopper.abort();
    await this.running;
  }

  /**
   * Stops what runs, then does the work, unless a newer wish has come meanwhile.
   *
   * @param work must end soon after its signal aborts; what it throws is thrown here
   */
  async take(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.taken += 1;
    try {
      await this.next(work);
    } finally {
      this.taken -= 1;
    }
  }

  /** As `take`, for work that nobody waits for: it stops only its like, and is left out otherwise. */
  async offer(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.taken === 0) await this.next(work);
  }

  private async next(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.wishes += 1;
    const wish = this.wishes;
    await this.stop();
    if (wish !== this.wishes) return;
    this.stopper = new AbortController();
    const running = work(this.stopper.signal);
    this.running = running.catch(() => {});
    await running;
  }
}
