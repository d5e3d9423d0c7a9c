/**
 * How fast bytes arrive, and when the last one will. Our own code: speedometer has a timer of its own and no
 * clock to set.
 */
import type { Clock } from "../connection/surroundings.js";

/** Older figures say little about the present. */
const WINDOW = 10_000;
/** Before this many milliseconds have passed, a rate would be a guess. */
const SHORTEST = 500;
/** People do not read faster, so the engine's channel need not carry more. */
const SHOWN_EVERY = 250;

export class Meter {
  private readonly samples: { at: number; bytes: number }[] = [];
  private shownAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly clock: Clock,
    /** Bytes of all files together. */
    private readonly total: number,
    private readonly show: (now: { bytes: number; rate?: number; secondsLeft?: number }) => void,
  ) {}

  /** @param bytes that have arrived */
  update(bytes: number): void {
    const at = this.clock.now();
    const last = this.samples.at(-1);
    // After a fresh start there are fewer bytes than before.
    if (last && bytes < last.bytes) this.samples.length = 0;
    if (at - this.shownAt < SHOWN_EVERY && bytes < this.total) return;
    this.shownAt = at;
    this.samples.push({ at, bytes });
    while (this.samples.length > 2 && at - (this.samples[0]?.at ?? at) > WINDOW) {
      this.samples.shift();
    }
    const first = this.samples[0];
    const elapsed = first ? at - first.at : 0;
    if (!first || elapsed < SHORTEST) {
      this.show({ bytes });
      return;
    }
    const rate = ((bytes - first.bytes) / elapsed) * 1000;
    this.show({ bytes, rate, ...(rate > 0 && { secondsLeft: (this.total - bytes) / rate }) });
  }
}
