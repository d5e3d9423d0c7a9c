/**
 * Finds which sentences of one text correspond to which of another. Our own dynamic program: a diff
 * finds equal sentences, but in a rewritten text nearly all are changed, and what counts is how
 * many words two sentences share. (Gale and Church align translations this way, by length.)
 */
import { comparableWords } from "./comparable-words.js";

/** How many sentences of each text belong together; one of the two numbers may be 0. */
export interface Step {
  readonly original: number;
  readonly rewritten: number;
}

/**
 * At most, two sentences become one or one becomes two. The first wins ties, so surplus sentences
 * go to the end unless something else says where they belong.
 */
const STEPS: readonly Step[] = [
  { original: 1, rewritten: 0 },
  { original: 0, rewritten: 1 },
  { original: 1, rewritten: 1 },
  { original: 2, rewritten: 1 },
  { original: 1, rewritten: 2 },
];

/**
 * What a pair is worth apart from its words, so that sentences without a common word are paired in
 * order.
 */
const PAIRED = 0.1;

/** The steps with the most words in common, from the first sentences to the last. */
export function alignment(original: readonly string[], rewritten: readonly string[]): Step[] {
  const numbers = new Map<string, number>();
  const bags = (sentences: readonly string[]) =>
    sentences.map((sentence) => comparableWords(sentence).map((word) => numberOf(word, numbers)));
  const old = withNeighbours(bags(original));
  const fresh = withNeighbours(bags(rewritten));
  const width = rewritten.length + 1;
  const best = new Float64Array((original.length + 1) * width);
  const taken = new Uint8Array(best.length);
  for (let i = 0; i <= original.length; i++) {
    for (let j = 0; j <= rewritten.length; j++) {
      let most = i + j === 0 ? 0 : Number.NEGATIVE_INFINITY;
      STEPS.forEach((step, number) => {
        const [fromOld, fromNew] = [i - step.original, j - step.rewritten];
        if (fromOld < 0 || fromNew < 0) return;
        const pair = likeness(old[step.original]?.[fromOld], fresh[step.rewritten]?.[fromNew]);
        const worth = (best[fromOld * width + fromNew] as number) + pair;
        if (worth > most) {
          most = worth;
          taken[i * width + j] = number;
        }
      });
      best[i * width + j] = most;
    }
  }
  return stepsBack(taken, original.length, rewritten.length);
}

function stepsBack(taken: Uint8Array, original: number, rewritten: number): Step[] {
  const steps: Step[] = [];
  for (let i = original, j = rewritten; i + j > 0; ) {
    const step = STEPS[taken[i * (rewritten + 1) + j] as number] as Step;
    steps.push(step);
    i -= step.original;
    j -= step.rewritten;
  }
  return steps.reverse();
}

function numberOf(word: string, numbers: Map<string, number>): number {
  const number = numbers.get(word) ?? numbers.size;
  numbers.set(word, number);
  return number;
}

/** Words by number of sentences taken: none, each one, and each one with the next. */
function withNeighbours(bags: number[][]): readonly (readonly number[][])[] {
  const sorted = (words: number[]) => words.toSorted((a, b) => a - b);
  return [
    [],
    bags.map(sorted),
    bags.slice(1).map((words, i) => sorted([...(bags[i] as number[]), ...words])),
  ];
}

/** Dice's coefficient of two bags of words, plus what a pair is worth; 0 if there is no pair. */
function likeness(a: readonly number[] | undefined, b: readonly number[] | undefined): number {
  if (!a || !b) return 0;
  let common = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const difference = (a[i] as number) - (b[j] as number);
    if (difference === 0) common++;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return PAIRED + (2 * common) / (a.length + b.length);
}
