/**
 * Every constraint as it is shown and asked for, without the language profiles (1.5 MB) that the
 * check of the language carries: what a page or an activating extension needs.
 */
import { capitalWordFrequency, englishCapital, englishLowercase } from "./case.js";
import { type Constraint, type Declaration, UnknownConstraintError } from "./constraint.js";
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
import {
  concise,
  nthParagraphFirstWord,
  numberParagraphs,
  numberSentences,
  numberWords,
  verbose,
} from "./length.js";
import { nearestIds } from "./nearest.js";
import { endPhrase, noComma, quotation, repeatPrompt, twoResponses } from "./shape.js";

/** All but the language, in the order in which a person is shown them. */
export const verifiedWithoutProfiles: readonly Constraint[] = [
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
];

export const declarations: readonly Declaration[] = [...verifiedWithoutProfiles, responseLanguage];

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
