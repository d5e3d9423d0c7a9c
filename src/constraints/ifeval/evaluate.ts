/** IFEval's evaluation of one example: every instruction, strict and loose. */

import { strip } from "../../text/python-text.js";
import { quoted } from "../../text/quoted.js";
import { ConstraintError, UnknownConstraintError } from "../definition/constraint.js";
import * as changeCase from "./case.js";
import * as content from "./content.js";
import * as format from "./format.js";
import type { Instruction } from "./instruction.js";
import * as keywords from "./keywords.js";
import * as language from "./language.js";
import * as length from "./length.js";

/** The 25 instruction ids of IFEval. */
export const instructions: Readonly<Record<string, Instruction>> = {
  "change_case:capital_word_frequency": changeCase.capitalWordFrequency,
  "change_case:english_capital": changeCase.englishCapital,
  "change_case:english_lowercase": changeCase.englishLowercase,
  "combination:repeat_prompt": content.repeatPrompt,
  "combination:two_responses": content.twoResponses,
  "detectable_content:number_placeholders": content.numberPlaceholders,
  "detectable_content:postscript": content.postscript,
  "detectable_format:constrained_response": format.constrainedResponse,
  "detectable_format:json_format": format.jsonFormat,
  "detectable_format:multiple_sections": format.multipleSections,
  "detectable_format:number_bullet_lists": format.numberBulletLists,
  "detectable_format:number_highlighted_sections": format.numberHighlightedSections,
  "detectable_format:title": format.title,
  "keywords:existence": keywords.existence,
  "keywords:forbidden_words": keywords.forbiddenWords,
  "keywords:frequency": keywords.frequency,
  "keywords:letter_frequency": keywords.letterFrequency,
  "language:response_language": language.responseLanguage,
  "length_constraints:nth_paragraph_first_word": length.nthParagraphFirstWord,
  "length_constraints:number_paragraphs": length.numberParagraphs,
  "length_constraints:number_sentences": length.numberSentences,
  "length_constraints:number_words": length.numberWords,
  "punctuation:no_comma": format.noComma,
  "startend:end_checker": format.endChecker,
  "startend:quotation": format.quotation,
};

/** An instruction whose kwargs are in place. */
export type Check = (response: string) => boolean;

/**
 * The check for an instruction id with its kwargs; null kwargs count as absent, as some copies of
 * the benchmark carry every name in every record.
 *
 * @throws UnknownConstraintError, or ConstraintError in one sentence that names the kwarg.
 */
export function resolveInstruction(id: string, kwargs: Record<string, unknown>): Check {
  const found = Object.hasOwn(instructions, id) ? instructions[id] : undefined;
  if (!found) throw new UnknownConstraintError(id, Object.keys(instructions));
  const given = Object.fromEntries(Object.entries(kwargs).filter(([, value]) => value !== null));
  const parsed = found.kwargs.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = issue?.path.join(".");
    throw new ConstraintError(
      `${id}: ${name ? `${quoted(name)}: ` : ""}${quoted(`${issue?.message}`)}.`,
    );
  }
  return (response) => found.follows(response, parsed.data);
}

/** Whether the response follows the instruction. An empty response never does. */
export function followsStrict(check: Check, response: string): boolean {
  return strip(response) !== "" && check(response);
}

/**
 * Whether any of eight variants of the response follows the instruction: with and without its first
 * line, its last line and its asterisks. Forgives "Sure, here it is:" and emphasis.
 */
export function followsLoose(check: Check, response: string): boolean {
  return looseVariants(response).some((variant) => followsStrict(check, variant));
}

function looseVariants(response: string): string[] {
  const lines = response.split("\n");
  const cut = [
    response,
    strip(lines.slice(1).join("\n")),
    strip(lines.slice(0, -1).join("\n")),
    strip(lines.slice(1, -1).join("\n")),
  ];
  return [...new Set([...cut, ...cut.map((variant) => variant.replaceAll("*", ""))])];
}
