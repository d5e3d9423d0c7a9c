/**
 * The subjects of an evaluation: constraints, each with the held-out requests that its texts
 * answer.
 */
import { findConstraint } from "../constraints/catalogue.js";
import { languageName } from "../constraints/families/language.js";
import type { ActiveConstraint } from "../constraints/selection.js";
import { evaluationQueries, exclusionQueries, inclusionQueries } from "../steering/base-queries.js";
import { EXCLUDE, INCLUDE } from "../steering/contrast.js";
import type { Subject } from "./results.js";

/** A request, and the constraint that its answer should hold. */
export interface Example {
  query: string;
  active: ActiveConstraint;
}

export interface EvaluatedConstraint extends Subject {
  examples: readonly Example[];
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
  const { label, family } = findConstraint(active.id);
  const subject = { constraint: nameOf(active), label: `${label}${argumentsOf(active)}`, family };
  return { ...subject, examples: examplesFor(active).slice(0, queries) };
}

function examplesFor(active: ActiveConstraint): Example[] {
  const withWord = (args: (word: string) => Record<string, unknown>) => {
    const queries = active.id === INCLUDE ? inclusionQueries : exclusionQueries;
    return queries.map(({ query, word }) => ({ query, active: { ...active, args: args(word) } }));
  };
  switch (active.id) {
    case INCLUDE:
      return withWord((word) => ({ keywords: [word] }));
    case EXCLUDE:
      return withWord((word) => ({ forbidden_words: [word] }));
    default:
      return evaluationQueries.map((query) => ({ query, active }));
  }
}

/** `ID[,ARG=VALUE...]`; words are left out. */
function nameOf({ id, args }: ActiveConstraint): string {
  if (id === INCLUDE || id === EXCLUDE) return id;
  return [id, ...Object.entries(args).map(([name, value]) => `${name}=${value}`)].join(",");
}

/** For a label: ": exactly 3", ": French". */
function argumentsOf({ id, args }: ActiveConstraint): string {
  if (id === INCLUDE || id === EXCLUDE) return "";
  const { language, relation, ...others } = args;
  const values = Object.values(others).filter((value) => value !== undefined);
  const said = [
    ...(typeof language === "string" ? [languageName(language)] : []),
    ...(relation === undefined ? [] : [relation]),
    ...values,
  ].join(" ");
  return said && `: ${said}`;
}
