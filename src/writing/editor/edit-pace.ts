/**
 * When a stream may edit its document next.
 *
 * An edit costs the editor a frame, whatever its length, and a key that comes in that frame waits for
 * the next. So a fast model's tokens go in a few at a time: often enough to be read as they come, and
 * less often while a person types beside them.
 */
import { setTimeout as timer } from "node:timers/promises";

/** What a stream needs of it. */
export interface Pace {
  /** Settles when the next edit may begin; at once for the first. */
  next(): Promise<void>;
  /** A person has changed the document. */
  typed(): void;
  /** Nothing waits any more. */
  end(): void;
}

const INTERVAL_MS = 33;
const INTERVAL_BESIDE_TYPING_MS = 66;
/** Without a change for so long, a person does not type any more. */
const TYPING_LASTS_MS = 500;

export interface Clock {
  /** Milliseconds. */
  now(): number;
  /** Settles after so many milliseconds, or when the signal aborts. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

const realClock: Clock = {
  now: () => performance.now(),
  wait: (milliseconds, signal) => timer(milliseconds, undefined, { signal }).catch(() => {}),
};

export class EditPace implements Pace {
  private readonly ended = new AbortController();
  private begun = Number.NEGATIVE_INFINITY;
  private lastTyped = Number.NEGATIVE_INFINITY;

  constructor(private readonly clock: Clock = realClock) {}

  async next(): Promise<void> {
    const { clock, ended } = this;
    const isTyping = clock.now() - this.lastTyped < TYPING_LASTS_MS;
    const interval = isTyping ? INTERVAL_BESIDE_TYPING_MS : INTERVAL_MS;
    const left = this.begun + interval - clock.now();
    if (left > 0 && !ended.signal.aborted) await clock.wait(left, ended.signal);
    this.begun = clock.now();
  }

  typed(): void {
    this.lastTyped = this.clock.now();
  }

  end(): void {
    this.ended.abort();
  }
}
