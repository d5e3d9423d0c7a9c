/**
 * Which vectors a constraint needs, and the contrast pairs to measure them with: the same base
 * query with and without one phrasing of the instruction.
 */
import { findConstraint } from "../constraints/catalogue.js";
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

/** Constraints whose arguments are words. */
export const INCLUDE = "keywords:existence";
export const EXCLUDE = "keywords:forbidden_words";

/**
 * Words are steered one by one, each with its own vector. Excluding a word subtracts the vector
 * that includes it: a vector made from "do not use X" carries X itself and steers far worse
 * (Stolfo et al. 2025, section 5).
 *
 * Throws a ConstraintError for an unknown id or arguments the catalogue refuses.
 */
export function neededVectors(
  { id, args }: ActiveConstraint,
  { exclusionVectors = false } = {},
): NeededVector[] {
  if (id === INCLUDE) return wordsIn(args, "keywords").map((word) => inclusion(word, 1));
  if (id === EXCLUDE) {
    return wordsIn(args, "forbidden_words").map((word) =>
      exclusionVectors ? exclusion(word) : inclusion(word, -1),
    );
  }
  const constraint = findConstraint(id);
  return [
    {
      name: vectorName(id, args),
      constraintId: id,
      phrasings: constraint.phrasings(args),
      sign: 1,
    },
  ];
}

/** The vector that includes a word; subtract it to exclude the word. */
export function inclusion(word: string, sign: 1 | -1): NeededVector {
  return {
    name: `${INCLUDE},keyword=${word}`,
    constraintId: INCLUDE,
    phrasings: findConstraint(INCLUDE).phrasings({ keywords: [word] }),
    sign,
  };
}

/** A vector made from "do not use the word": steers far worse, and shows that it does. */
export function exclusion(word: string): NeededVector {
  return {
    name: `${EXCLUDE},forbidden_word=${word}`,
    constraintId: EXCLUDE,
    phrasings: findConstraint(EXCLUDE).phrasings({ forbidden_words: [word] }),
    sign: 1,
  };
}

function wordsIn(args: ActiveConstraint["args"], key: string): string[] {
  const words = args[key];
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
