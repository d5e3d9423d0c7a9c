/**
 * How times are taken: by turns, so that whatever else the machine does hits all alike. Own code: tinybench
 * runs all rounds of one way before the next way's, and so has no ratios within a round.
 */
import { median } from "./median.js";

export async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** The times of each way, one per round. The first, to warm up, does not count. */
export async function byTurns(
  ways: readonly (() => Promise<unknown>)[],
  rounds: number,
): Promise<number[][]> {
  const times = ways.map((): number[] => []);
  for (let round = -1; round < rounds; round++) {
    for (const turn of ways.keys()) {
      // Nobody always comes after the same other.
      const index = (turn + Math.max(0, round)) % ways.length;
      const ms = await milliseconds(ways[index] as () => Promise<unknown>);
      if (round >= 0) times[index]?.push(ms);
    }
  }
  return times;
}

/** The median over rounds of one way's time by another's in the same round. */
export function ratio(times: readonly number[], base: readonly number[]): number {
  return median(times.map((ms, round) => ms / (base[round] ?? Number.NaN)));
}
