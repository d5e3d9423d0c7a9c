/** What a download needs from the machine it runs on; tests supply their own. */
import { statfs } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";

export interface Clock {
  /** Milliseconds; only differences are meaningful. */
  now(): number;
  /** Rejects when the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export interface Surroundings {
  clock: Clock;
  environment: Readonly<Record<string, string | undefined>>;
  /** Bytes that can be written to a folder; undefined if the system does not say. */
  freeBytes(folder: string): Promise<number | undefined>;
  /** A connection is given up when nothing arrives for this many milliseconds. */
  stalledAfter: number;
}

/** The real ones. */
export function ownSurroundings(): Surroundings {
  return {
    clock: {
      now: () => performance.now(),
      sleep: async (milliseconds, signal) => {
        await setTimeout(milliseconds, undefined, { signal });
      },
    },
    environment: process.env,
    freeBytes: async (folder) => {
      const { bavail, bsize } = await statfs(folder);
      // Network folders may not know.
      return bsize > 0 ? bavail * bsize : undefined;
    },
    stalledAfter: 30_000,
  };
}
