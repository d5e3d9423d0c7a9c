/**
 * How often, and after how long, to retry after a failure that may be temporary.
 *
 * Our own code: p-retry waits by a formula instead of as long as a server asks (Retry-After), does not start
 * its count anew when bytes have arrived, and has no clock that a test could set.
 */
import type { Clock } from "./surroundings.js";
import { asDownloadError, Trouble } from "./trouble.js";

/** Before each retry, in milliseconds: half a minute in total. */
const WAITS = [1000, 2000, 4000, 8000, 16_000];
/** A server that asks for a longer wait is not waited for. */
const LONGEST_WAIT = 120_000;

export interface Patience {
  clock: Clock;
  signal: AbortSignal;
  /** Bytes that have arrived: as long as they grow, patience does not run out. */
  arrived: () => number;
  /** Called before each wait. */
  onWait: (trouble: Trouble) => void;
}

/**
 * Retries something until it succeeds or fails for good.
 *
 * @param attempt throws Trouble for temporary failures
 * @throws DownloadError when the failure persists; anything else that the attempt throws, at once
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
      // Without a network, people should know right away; in the middle of a download it may come
      // back.
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
