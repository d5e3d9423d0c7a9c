/** Everyday requests without any constraint, in disjoint sets (`vectors/base-queries.json`). */
import queries from "../../vectors/base-queries.json" with { type: "json" };

/** Contrast pairs are made from these. */
export const extractionQueries: readonly string[] = queries.extraction;
/** Layers and strengths are chosen on these. */
export const validationQueries: readonly string[] = queries.validation;
/** Figures are measured on these; nothing is chosen on them. */
export const evaluationQueries: readonly string[] = queries.evaluation;

/** A request and a word to include in, or exclude from, its answer; for evaluation. */
export interface WordQuery {
  query: string;
  word: string;
}
export const inclusionQueries: readonly WordQuery[] = queries.inclusion;
export const exclusionQueries: readonly WordQuery[] = queries.exclusion;
