/** The inputs that a run of libFuzzer begins with: a target's seeds, and mutations of them. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { mutatedBytes, mutatedJson } from "./mutate.js";
import { targets } from "./targets.js";

/** Letters alone would seldom make other values of JSON's. */
const MUTATED = 500;

/** For each target, whether it waits for something and how long its inputs may become. */
export function describeTargets(): { name: string; isAsync: boolean; longest: number }[] {
  return Object.entries(targets).map(([name, { isAsync = false, seeds }]) => ({
    name,
    isAsync,
    longest: 4 * Math.max(1024, ...seeds.map(({ length }) => length)),
  }));
}

export function writeCorpus(name: string, folder: string, seed: number): void {
  const target = targets[name];
  if (!target) throw new RangeError(`There is no target ${name}.`);
  const mutated = target.isJson ? mutatedJson(target.seeds) : mutatedBytes(target.seeds);
  mkdirSync(folder, { recursive: true });
  const inputs = [...target.seeds, ...fc.sample(mutated, { seed, numRuns: MUTATED })];
  for (const [i, input] of inputs.entries()) writeFileSync(join(folder, String(i)), input);
}
