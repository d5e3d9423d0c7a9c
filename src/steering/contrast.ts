/**
 * Which vectors a constraint needs, and the contrast pairs to measure them with: the same base
 * query with and without one phrasing of the instruction.
 */
import { findConstraint } from "../constraints/catalogue.js";
import type { WordSteering } from "../constraints/definition/constraint.js";
import type { ActiveConstraint } from "../constraints/selection.js";
import { vectorName } from "./vector-name.js";

/** One vector that a constraint steers with. */
export interface NeededVector {
  /**
   * Unique among all vectors of a model: the constraint's id and the arguments that its phrasings
   * depend on.
   */
  name: string;
  /** The constraint whose phrasings the vector measures. */
  constraintId: string;
  phrasings: readonly string[];
  /** -1: the vector is subtracted (exclusion of a word by its inclusion vector). */
  sign: 1 | -1;
}

/**
 * Every vector of a constraint. Words are steered one by one; those whose vectors are subtracted can
 * be steered by vectors of their own instead, for measuring how much worse that is.
 *
 * Throws a ConstraintError for an unknown id or arguments the catalogue refuses.
 */
export function neededVectors(
  { id, args }: ActiveConstraint,
  { exclusionVectors = false } = {},
): NeededVector[] {
  const constraint = findConstraint(id);
  const { words } = constraint.steering;
  if (!words) {
    const phrasings = constraint.phrasings(args);
    return [{ name: vectorName(id, args), constraintId: id, phrasings, sign: 1 }];
  }
  const { subtracts } = words;
  return wordsIn(args, words).map((word) =>
    subtracts === undefined || exclusionVectors
      ? wordVector(id, word, 1)
      : wordVector(subtracts, word, -1),
  );
}

/** The vector of one word, of a constraint whose words are steered one by one. */
function wordVector(id: string, word: string, sign: 1 | -1): NeededVector {
  const constraint = findConstraint(id);
  const { words } = constraint.steering;
  if (!words) throw new Error(`${id} has no vectors of words.`);
  return {
    name: `${id},${words.each}=${word}`,
    constraintId: id,
    phrasings: constraint.phrasings(argumentsOf(words, word)),
    sign,
  };
}

/** Arguments that name one word. */
export function argumentsOf({ argument }: WordSteering, word: string): Record<string, unknown> {
  return { [argument]: [word] };
}

function wordsIn(args: ActiveConstraint["args"], { argument }: WordSteering): string[] {
  const words = args[argument];
  return Array.isArray(words) ? words.map(String) : [];
}

/** A writing request, with and without the instruction. */
export interface ContrastPair {
  query: string;
  withInstruction: string;
}

/** One pair per base query; the phrasings take turns. */
export function contrastPairs(
  queries: readonly string[],
  phrasings: readonly string[],
): ContrastPair[] {
  if (phrasings.length === 0) return [];
  return queries.map((query, i) => ({
    query,
    withInstruction: withInstructions(query, [phrasings[i % phrasings.length] as string]),
  }));
}

/** A request followed by instructions, as they stand in the prompt. */
export function withInstructions(query: string, instructions: readonly string[]): string {
  return [query, ...instructions].join(" ");
}
