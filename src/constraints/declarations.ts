/**
 * Every constraint as it is shown and asked for: what a page or an activating extension needs. Checks
 * that carry much data, of the language and of numbers of sentences, come in with `catalogue.ts`.
 */

import { type Declaration, UnknownConstraintError } from "./definition/constraint.js";
import { nearestIds } from "./definition/nearest.js";
import { capitalWordFrequency, englishCapital, englishLowercase } from "./families/case.js";
import { placeholders, postscript } from "./families/content.js";
import {
  bulletList,
  constrainedResponse,
  highlightedSections,
  json,
  multipleSections,
  title,
} from "./families/format.js";
import {
  forbiddenWords,
  keywordExistence,
  keywordFrequency,
  letterFrequency,
} from "./families/keywords.js";
import { responseLanguage } from "./families/language.js";
import { nthParagraphFirstWord, numberParagraphs, numberWords } from "./families/length.js";
import { concise, numberSentences, verbose } from "./families/sentence-length.js";
import { endPhrase, noComma, quotation, repeatPrompt, twoResponses } from "./families/shape.js";

/** In the order in which a person is shown them. */
export const declarations: readonly Declaration[] = [
  englishCapital,
  englishLowercase,
  capitalWordFrequency,
  noComma,
  quotation,
  endPhrase,
  repeatPrompt,
  twoResponses,
  bulletList,
  json,
  title,
  multipleSections,
  highlightedSections,
  constrainedResponse,
  concise,
  verbose,
  numberSentences,
  numberWords,
  numberParagraphs,
  nthParagraphFirstWord,
  keywordExistence,
  forbiddenWords,
  keywordFrequency,
  letterFrequency,
  placeholders,
  postscript,
  responseLanguage,
];

const byId = new Map(declarations.map((declaration) => [declaration.id, declaration]));

/**
 * The declaration with this id.
 *
 * @throws UnknownConstraintError naming the id and the nearest known ones.
 */
export function findDeclaration(id: string): Declaration {
  const declaration = byId.get(id);
  if (!declaration) throw unknownConstraint(id);
  return declaration;
}

/** The error for an id that nobody has. */
export function unknownConstraint(id: string): UnknownConstraintError {
  return new UnknownConstraintError(id, nearestIds(id, [...byId.keys()]));
}
