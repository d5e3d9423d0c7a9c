/** Holds the engine in the middle of a text: what the extension beside this file goes by. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * From now on the engine writes so many pieces of text and then stands still, until it is let go or
 * told to stop.
 *
 * @param run the folder that the run's processes know as TILLER_RUN
 */
export function holdEngineAfter(pieces: number, run: string): void {
  writeFileSync(join(run, "hold"), String(pieces));
}

/** Lets an engine that is held go on, and holds none any more. */
export function letEngineGo(run: string): void {
  rmSync(join(run, "hold"), { force: true });
}
