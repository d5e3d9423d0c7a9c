/**
 * Takes times by alternating, so that other load on the machine affects all ways equally. Our own code:
 * tinybench runs all rounds of one way before the next, so it has no ratios within a round.
 */
import { median } from "./median.js";

export async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** The times of each way, one per round. The first round is for warming up and does not count. */
export async function byTurns(
  ways: readonly (() => Promise<unknown>)[],
  rounds: number,
): Promise<number[][]> {
  const times = ways.map((): number[] => []);
  for (let round = -1; round < rounds; round++) {
    for (const turn of ways.keys()) {
      // No way always follows the same other way.
      const index = (turn + Math.max(0, round)) % ways.length;
      const ms = await milliseconds(ways[index] as () => Promise<unknown>);
      if (round >= 0) times[index]?.push(ms);
    }
  }
  return times;
}

/** The median over rounds of one way's time divided by another's in the same round. */
export function ratio(times: readonly number[], base: readonly number[]): number {
  return median(times.map((ms, round) => ms / (base[round] ?? Number.NaN)));
}
