/** What a download needs of the machine it runs on; tests give it their own. */
import { statfs } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";

export interface Clock {
  /** Milliseconds; only differences mean something. */
  now(): number;
  /** Rejects when the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export interface Surroundings {
  clock: Clock;
  environment: Readonly<Record<string, string | undefined>>;
  /** Bytes that can be written into a folder; undefined where the system does not tell. */
  freeBytes(folder: string): Promise<number | undefined>;
  /** A connection on which nothing arrives for so many milliseconds is given up. */
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
