/**
 * The subjects of an evaluation: constraints, each with the held-out requests that its texts
 * answer.
 */
import { findConstraint } from "../constraints/catalogue.js";
import { languageName } from "../constraints/families/language.js";
import type { ActiveConstraint } from "../constraints/selection.js";
import { evaluationQueries, exclusionQueries, inclusionQueries } from "../steering/base-queries.js";
import { argumentsOf } from "../steering/contrast.js";
import type { Subject } from "./results.js";

/** A request, and the constraint that its answer should hold. */
export interface Example {
  query: string;
  active: ActiveConstraint;
}

export interface EvaluatedConstraint extends Subject {
  examples: readonly Example[];
  /** Whether what it steers with is only ever subtracted, as to exclude a word. */
  isSubtracted: boolean;
}

/**
 * A constraint with the first `queries` held-out requests. Words to include or exclude differ from
 * request to request: they were chosen to suit it, regardless of the words that the constraint
 * itself names.
 */
export function evaluatedConstraint(
  active: ActiveConstraint,
  queries: number,
): EvaluatedConstraint {
  const { label, family, steering } = findConstraint(active.id);
  return {
    constraint: nameOf(active),
    label: `${label}${argumentsSaid(active)}`,
    family,
    examples: examplesFor(active).slice(0, queries),
    isSubtracted: steering.words?.subtracts !== undefined,
  };
}

function examplesFor(active: ActiveConstraint): Example[] {
  const { words } = findConstraint(active.id).steering;
  if (!words) return evaluationQueries.map((query) => ({ query, active }));
  const queries = words.subtracts === undefined ? inclusionQueries : exclusionQueries;
  return queries.map(({ query, word }) => ({
    query,
    active: { ...active, args: argumentsOf(words, word) },
  }));
}

/** Whether it is a length in sentences. */
export function limitsSentences(subject: EvaluatedConstraint): boolean {
  return sentenceClaims(subject).length > 0;
}

/** The number of sentences that it wants exactly. */
export function sentencesWanted(subject: EvaluatedConstraint): number | undefined {
  return sentenceClaims(subject).find(({ min, max }) => min === max)?.min;
}

function sentenceClaims({ family, examples }: EvaluatedConstraint) {
  const [example] = examples;
  if (family !== "length" || !example) return [];
  const { id, args } = example.active;
  return findConstraint(id)
    .claims(args)
    .flatMap((claim) => (claim.kind === "either" ? claim.claims : [claim]))
    .filter((claim) => claim.kind === "count")
    .filter(({ unit }) => unit === "sentences");
}

/** `ID[,ARG=VALUE...]`; words are left out. */
function nameOf({ id, args }: ActiveConstraint): string {
  if (findConstraint(id).steering.words) return id;
  return [id, ...Object.entries(args).map(([name, value]) => `${name}=${value}`)].join(",");
}

/** For a label: ": exactly 3", ": French". */
function argumentsSaid({ id, args }: ActiveConstraint): string {
  if (findConstraint(id).steering.words) return "";
  const { language, relation, ...others } = args;
  const values = Object.values(others).filter((value) => value !== undefined);
  const said = [
    ...(typeof language === "string" ? [languageName(language)] : []),
    ...(relation === undefined ? [] : [relation]),
    ...values,
  ].join(" ");
  return said && `: ${said}`;
}
