/**
 * How often, and after how long, something that may pass is tried again.
 *
 * Own code: p-retry waits by a formula, not as long as a server asks for (Retry-After); its count does not
 * begin anew when bytes have arrived; and it has no clock that a test could set.
 */
import type { Clock } from "./surroundings.js";
import { asDownloadError, Trouble } from "./trouble.js";

/** Before each further try, in milliseconds: half a minute in all. */
const WAITS = [1000, 2000, 4000, 8000, 16_000];
/** A server that wants more than this is not waited for. */
const LONGEST_WAIT = 120_000;

export interface Patience {
  clock: Clock;
  signal: AbortSignal;
  /** Bytes that have arrived: while they grow, patience does not end. */
  arrived: () => number;
  /** Called before each wait. */
  onWait: (trouble: Trouble) => void;
}

/**
 * Tries something until it comes to its end.
 *
 * @param attempt throws Trouble for what may pass
 * @throws DownloadError when it did not pass; whatever else the attempt throws, at once
 */
export async function patiently<T>(
  attempt: () => Promise<T>,
  { clock, signal, arrived, onWait }: Patience,
): Promise<T> {
  let failures = 0;
  let before = arrived();
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof Trouble)) throw error;
      // Without a network the person shall know at once; it may also go away amid a download.
      if (error.kind === "unreachable" && arrived() === 0) throw asDownloadError(error);
      if (arrived() > before) failures = 0;
      before = arrived();
      const wait = error.retryAfter ?? WAITS[failures];
      failures += 1;
      if (wait === undefined || wait > LONGEST_WAIT || failures > WAITS.length) {
        throw asDownloadError(error);
      }
      onWait(error);
      await clock.sleep(wait, signal);
    }
  }
}
