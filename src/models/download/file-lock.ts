/**
 * Only one process at a time downloads a file. The lock is proper-lockfile's: a folder whose
 * modification time its holder keeps renewing, so a lock left behind by a dead process, even on
 * another machine, goes stale. We retry ourselves: the library's own
 * `retries` cannot be stopped and do not tell anybody that they are waiting.
 */
import { mkdir, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import * as l10n from "@vscode/l10n";
import { lock } from "proper-lockfile";
import { DownloadError } from "../connection/download-error.js";
import type { Clock } from "../connection/surroundings.js";

/** A lock that has not been renewed for this many milliseconds is stale. */
export const LOCK_IS_STALE_AFTER = 10_000;
const ASKED_AGAIN_AFTER = 1000;

/**
 * Runs something while nobody else downloads to a path; waits as long as somebody does.
 *
 * @param onWait called before each wait
 */
export async function alone<T>(
  path: string,
  clock: Clock,
  signal: AbortSignal,
  onWait: () => void,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const taken = new AbortController();
  const release = await acquire(path, clock, signal, onWait, () =>
    // After a long sleep, another window may have taken over.
    taken.abort(
      new DownloadError(
        "download-failed",
        l10n.t("Another window has continued this download; look there."),
      ),
    ),
  );
  try {
    return await work(AbortSignal.any([signal, taken.signal]));
  } catch (error) {
    throw taken.signal.aborted ? taken.signal.reason : error;
  } finally {
    // A lock that was taken away cannot be released.
    if (!taken.signal.aborted) await release();
  }
}

async function acquire(
  path: string,
  clock: Clock,
  signal: AbortSignal,
  onWait: () => void,
  onCompromised: () => void,
): Promise<() => Promise<void>> {
  let renewed: number | undefined;
  let since = 0;
  for (;;) {
    signal.throwIfAborted();
    try {
      // The path does not exist yet, so it has no real path.
      return await lock(path, {
        realpath: false,
        lockfilePath: lockOf(path),
        stale: LOCK_IS_STALE_AFTER,
        onCompromised,
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ELOCKED") throw error;
    }
    // If the clock was set back, an abandoned lock would lie in the future for hours.
    const found = await renewalOf(path);
    if (found !== renewed) {
      renewed = found;
      since = clock.now();
    } else if (isAhead(found) && clock.now() - since > LOCK_IS_STALE_AFTER) {
      await rm(lockOf(path), { recursive: true, force: true });
      continue;
    }
    onWait();
    await clock.sleep(ASKED_AGAIN_AFTER, signal);
  }
}

function isAhead(time: number | undefined): boolean {
  return time !== undefined && time > Date.now() + LOCK_IS_STALE_AFTER;
}

function lockOf(path: string): string {
  return `${path}.lock`;
}

/** When the lock was last renewed, by whichever clock; undefined if it has just been removed. */
async function renewalOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(lockOf(path))).mtimeMs;
  } catch {
    return undefined;
  }
}
