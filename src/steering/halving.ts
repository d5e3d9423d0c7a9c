/**
 * The search for a choice by successive halving (Jamieson and Talwalkar 2016): all candidates are
 * tried on a few examples, the better ones on more, and the best on all.
 */
import type { SteeringChoice } from "./choice.js";

/** How one candidate did on one validation example. */
export interface Trial {
  held: boolean;
  degenerate: boolean;
}

/** A candidate and its trials on the first examples. */
export interface TriedCandidate {
  choice: SteeringChoice;
  trials: readonly Trial[];
}

export interface Search {
  /** In the order of preference among equals. */
  candidates: readonly SteeringChoice[];
  /** Whether the constraint holds without steering, per example. */
  off: readonly boolean[];
  /** Tries choices on the examples `from` to `to` - 1; one row of trials per choice. */
  tryOut(choices: readonly SteeringChoice[], from: number, to: number): Promise<Trial[][]>;
}

/** How many examples candidates are tried on, and which share or number of them advances. */
const ROUNDS = [
  { examples: 1, keep: (count: number) => Math.ceil(count / 2) },
  { examples: 2, keep: (count: number) => Math.ceil(count / 3) },
  { examples: 4, keep: () => 3 },
] as const;
/** The best are tried one by one, in two steps: most of the others fall behind in the first. */
const FINAL_STEP = 8;
/**
 * The first candidate is tried on this many examples at once; if it is perfect, no other is tried.
 */
const FAVOURITE_EXAMPLES = 4;

/** How many texts the search writes if the first candidate is perfect, and if none is good. */
export function searchCost(
  candidateCount: number,
  examples: number,
): { least: number; most: number } {
  let most = Math.min(FAVOURITE_EXAMPLES, examples);
  let [tried, count] = [0, candidateCount - 1];
  for (const round of ROUNDS) {
    most += count * (Math.min(round.examples, examples) - tried);
    tried = Math.min(round.examples, examples);
    count = Math.min(count, round.keep(count));
  }
  return { least: examples, most: most + count * (examples - tried) };
}

/**
 * The candidate with which the constraint holds most often in sound texts, tried on all examples;
 * undefined if none is clearly better than no steering, which wins ties.
 */
export async function findChoice({
  candidates,
  off,
  tryOut,
}: Search): Promise<TriedCandidate | undefined> {
  const all = off.length;
  const offHeld = off.filter((held) => held).length;
  const wanted = offHeld + leastGain(all);
  if (wanted > all) return undefined;

  const trials = new Map(candidates.map((choice) => [choice, [] as Trial[]]));
  const good = (choice: SteeringChoice) =>
    (trials.get(choice) ?? []).filter(({ held, degenerate }) => held && !degenerate).length;
  const tried = (choice: SteeringChoice) => trials.get(choice)?.length ?? 0;
  const advance = async (choices: readonly SteeringChoice[], examples: number) => {
    const to = Math.min(examples, all);
    for (const from of new Set(choices.map(tried))) {
      const group = choices.filter((choice) => tried(choice) === from && from < to);
      if (group.length === 0) continue;
      const rows = await tryOut(group, from, to);
      for (const [i, choice] of group.entries()) trials.get(choice)?.push(...(rows[i] ?? []));
    }
  };
  /** Whether a choice can still hold on this many examples. */
  const canReach = (choice: SteeringChoice, count: number) =>
    good(choice) + all - tried(choice) >= count;

  const favourite = candidates.slice(0, 1);
  await advance(favourite, FAVOURITE_EXAMPLES);
  if (favourite.every((choice) => canReach(choice, all))) await advance(favourite, all);
  if (favourite.every((choice) => good(choice) < all)) {
    let left = candidates;
    for (const { examples, keep } of ROUNDS) {
      await advance(left, examples);
      left = bestOf(left, (choice) => good(choice) / tried(choice))
        .slice(0, keep(left.length))
        .filter((choice) => canReach(choice, wanted));
    }
    let most = wanted - 1;
    for (const choice of left.filter((choice) => good(choice) > 0)) {
      for (const examples of [FINAL_STEP, all]) {
        if (canReach(choice, most + 1)) await advance([choice], examples);
      }
      most = Math.max(most, good(choice));
    }
  }
  const [best] = bestOf(
    candidates.filter((choice) => tried(choice) === all && good(choice) >= wanted),
    good,
  );
  return best && { choice: best, trials: trials.get(best) ?? [] };
}

/**
 * Among many candidates, one gains an example by luck, so steering must gain more than one example
 * in twelve.
 */
function leastGain(examples: number): number {
  return Math.max(1, Math.ceil(examples / 8));
}

/** Best first; the order given decides among equals. */
function bestOf(
  choices: readonly SteeringChoice[],
  score: (choice: SteeringChoice) => number,
): SteeringChoice[] {
  return [...choices].sort((a, b) => score(b) - score(a));
}
