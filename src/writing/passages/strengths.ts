/** How hard the texts of one request are steered. */

/** The variants of a passage: unsteered, lighter, calibrated, stronger. */
export const VARIANT_STRENGTHS: readonly number[] = [0, 0.5, 1, 1.5];

/** Which of a request's texts goes into the document while it is written: the calibrated one. */
export function streamedIndex(strengths: readonly number[]): number {
  return Math.max(0, strengths.indexOf(1));
}
