/** What the presets that everybody has switch on. They also tell: that and steering follow best. */
import { parseConstraint } from "../../constraints/notation.js";
import type { Selection } from "../../constraints/selection.js";

const told = (...constraints: string[]): Selection => ({
  constraints: constraints.map(parseConstraint),
  tell: true,
});

export const headline = (): Selection =>
  told(
    "change_case:english_capital",
    "length_constraints:number_sentences!,num_sentences=1",
    "length_constraints:number_words,num_words=12",
  );

export const plainSummary = (): Selection =>
  told(
    "length_constraints:concise",
    "length_constraints:number_sentences!,num_sentences=2,relation=at most",
    "length_constraints:number_paragraphs,num_paragraphs=1",
  );

export const toDoList = (): Selection =>
  told("detectable_format:number_bullet_lists,num_bullets=5");

export const quietProse = (): Selection =>
  told(
    "change_case:english_lowercase",
    "punctuation:no_comma",
    "length_constraints:number_paragraphs,num_paragraphs=1",
  );

export const jsonRecord = (): Selection => told("detectable_format:json_format!");
