/**
 * A folder for unfinished files that is removed however the run ends: at its end, on Ctrl+C, and
 * after a crash at the start of the next run.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";

const PREFIX = ".unfinished-";

/** @param out contains the folder, so that finished files can be moved out in one step */
export async function withScratchFolder<T>(
  out: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  mkdirSync(out, { recursive: true });
  for (const name of readdirSync(out)) {
    if (name.startsWith(PREFIX) && !isRunning(name)) remove(join(out, name));
  }
  const folder = mkdtempSync(join(out, `${PREFIX}${process.pid}-`));
  const end = (signal: NodeJS.Signals) => {
    remove(folder);
    process.exit(128 + constants.signals[signal]);
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.once(signal, end);
  try {
    return await work(folder);
  } finally {
    for (const signal of signals) process.off(signal, end);
    remove(folder);
  }
}

function isRunning(name: string): boolean {
  const id = Number(name.slice(PREFIX.length).split("-")[0]);
  if (id === process.pid) return true;
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
