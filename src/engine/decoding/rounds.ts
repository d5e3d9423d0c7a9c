/**
 * Keeps texts in step, so that each decode computes a token of every one of them.
 *
 * Left alone, node-llama-cpp begins the next batch as soon as one sequence has asked for it, without
 * those whose last token is still being sampled: four texts are computed three and one at a time.
 */
export class Rounds {
  private participants = 0;
  private waiting: (() => void)[] = [];
  private isEnding = false;

  join(): void {
    this.participants += 1;
  }

  leave(): void {
    this.participants -= 1;
    this.endWhenComplete();
  }

  /**
   * Resolves when every participant waits for its turn: nothing is being computed then, and what all
   * ask for before the next event shares a batch.
   */
  turn(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.endWhenComplete();
    });
  }

  /** Does work that is no part of a round, and for which the others need not wait. */
  async outside<T>(work: () => Promise<T>): Promise<T> {
    this.leave();
    try {
      return await work();
    } finally {
      this.join();
    }
  }

  private endWhenComplete(): void {
    if (this.isEnding || !this.isComplete) return;
    this.isEnding = true;
    // In an event of its own: whoever sampled last has then come to its end within node-llama-cpp.
    setImmediate(() => {
      this.isEnding = false;
      // Meanwhile somebody may have joined.
      if (!this.isComplete) return;
      for (const go of this.waiting.splice(0)) go();
    });
  }

  private get isComplete(): boolean {
    return this.waiting.length > 0 && this.waiting.length >= this.participants;
  }
}
