/**
 * Every constraint as it is shown and asked for: what a page or an activating extension needs. Checks
 * that carry much data, of the language and of numbers of sentences, come in with `catalogue.ts`.
 */
import { capitalWordFrequency, englishCapital, englishLowercase } from "./case.js";
import { type Declaration, UnknownConstraintError } from "./constraint.js";
import { placeholders, postscript } from "./content.js";
import {
  bulletList,
  constrainedResponse,
  highlightedSections,
  json,
  multipleSections,
  title,
} from "./format.js";
import { forbiddenWords, keywordExistence, keywordFrequency, letterFrequency } from "./keywords.js";
import { responseLanguage } from "./language.js";
import { nthParagraphFirstWord, numberParagraphs, numberWords } from "./length.js";
import { nearestIds } from "./nearest.js";
import { concise, numberSentences, verbose } from "./sentence-length.js";
import { endPhrase, noComma, quotation, repeatPrompt, twoResponses } from "./shape.js";

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
