/**
 * The long run of one target, in a thread that `scripts/fuzz.mjs` watches: an input that reaches code
 * that none before it reached is kept and mutated further. The code, that of a parser's libraries too,
 * is instrumented by Istanbul.
 */
import { parentPort, workerData } from "node:worker_threads";
import fc from "fast-check";
import { mutatedBytes, mutatedJson } from "./mutate.js";
import type { FuzzTarget } from "./target.js";

/** From the thread that watches. */
interface Work {
  seconds: number;
  seed: number;
  /** The input that is tried: its length, when it was begun, and from byte 16 on the input itself. */
  shared: SharedArrayBuffer;
}

const HEAD_BYTES = 16;
/** Mutations of one input before the next one is chosen. */
const MUTATIONS = 32;
const REPORT_EVERY_MS = 1000;
/** Shorter than the deep values that `mutatedJson` puts in. */
const LONGEST_JSON = 10_000;

type Counters = Record<string, number>;
interface FileCoverage {
  s: Counters;
  b: Record<string, Counters>;
}

/** Statements and branches that no input has reached. */
class Unreached {
  private left: [counters: Counters, key: string][];

  constructor() {
    const { __coverage__ } = globalThis as unknown as {
      __coverage__: Record<string, FileCoverage>;
    };
    this.left = Object.values(__coverage__)
      .flatMap(({ s, b }) => [s, ...Object.values(b)])
      .flatMap((counters) =>
        Object.keys(counters).map((key): [Counters, string] => [counters, key]),
      );
    this.all = this.left.length;
  }

  private readonly all: number;

  get reached(): number {
    return this.all - this.left.length;
  }

  /** Whether something was reached for the first time since the last call. */
  hasShrunk(): boolean {
    if (this.left.every(([counters, key]) => counters[key] === 0)) return false;
    this.left = this.left.filter(([counters, key]) => counters[key] === 0);
    return true;
  }
}

/** Runs until the time is over or something is found; the watching thread hears of both. */
export async function run(target: FuzzTarget): Promise<void> {
  const { seconds, seed, shared } = workerData as Work;
  const head = new DataView(shared, 0, HEAD_BYTES);
  const room = new Uint8Array(shared, HEAD_BYTES);
  const until = performance.now() + 1000 * seconds;
  const unreached = new Unreached();
  const corpus: Uint8Array[] = [];
  let inputs = 0;
  let reported = 0;

  const report = (more: object = {}) =>
    parentPort?.postMessage({ inputs, reached: unreached.reached, kept: corpus.length, ...more });

  /** @returns whether to go on */
  const attempt = async (input: Uint8Array, isSeed: boolean): Promise<boolean> => {
    if (input.length > room.length) return true;
    room.set(input);
    head.setFloat64(8, Date.now());
    head.setUint32(0, input.length);
    try {
      await target.check(input);
    } catch (error) {
      const { stack } = error as Error;
      report({ finding: input, why: stack ?? String(error) });
      return false;
    } finally {
      head.setFloat64(8, 0);
      inputs += 1;
    }
    if (unreached.hasShrunk() || isSeed) corpus.push(input);
    if (performance.now() > reported + REPORT_EVERY_MS) {
      reported = performance.now();
      report();
    }
    return reported < until;
  };

  for (const input of target.seeds) if (!(await attempt(input, true))) return;
  for (let round = 0; performance.now() < until; round += 1) {
    const chosen = corpus[chosenPlace(round, corpus.length)] as Uint8Array;
    const values = target.isJson && round % 2 === 0 ? jsonMutations(chosen) : undefined;
    const mutations = fc.sample(values ?? mutatedBytes([chosen]), {
      seed: seed + round,
      numRuns: MUTATIONS,
    });
    for (const input of mutations) if (!(await attempt(input, false))) return;
  }
  report({ isOver: true });
}

/** All in turn, and what was kept lately every other time. */
function chosenPlace(round: number, count: number): number {
  const latest = Math.min(count, 16);
  return round % 4 < 2 ? (round >> 2) % count : count - 1 - ((round >> 2) % latest);
}

/** Undefined for what is no JSON any more, or too deep for going through it. */
function jsonMutations(input: Uint8Array): fc.Arbitrary<Uint8Array> | undefined {
  if (input.length > LONGEST_JSON) return undefined;
  try {
    return mutatedJson([input]);
  } catch {
    return undefined;
  }
}
