/** The language of the text: its check. Only verifiers import this module; it carries the detector. */
import * as l10n from "@vscode/l10n";
import { paragraphs, proseLines } from "../../text/markdown.js";
import type { Span } from "../../text/span.js";
import type { Constraint, Verdict } from "../definition/constraint.js";
import { detectLanguage } from "../ifeval/langdetect.js";
import { languageArguments, languageSaid, responseLanguage } from "./language.js";

/** Below this many letters the detector guesses; a person would not call the guess a fault. */
const FEWEST_LETTERS = 12;
/** From this many letters on a paragraph is judged by itself. */
const FEWEST_LETTERS_OF_PARAGRAPH = 60;

/**
 * Every longer paragraph must be in the language; code does not count; capitals are read as
 * lowercase, since langdetect reads only the first letters of words in capitals. IFEval asks
 * langdetect once, of the whole text as it is.
 */
export const responseLanguageConstraint: Constraint = {
  ...responseLanguage,
  verify(text, args) {
    const { language } = languageArguments.parse(args);
    const prose = Array.from(proseLines(text), ({ line }) => line).join("\n");
    if (countLetters(prose) < FEWEST_LETTERS) {
      return { held: true, reason: l10n.t("Too little text to tell the language.") };
    }
    const whole = verdict(prose, language);
    if (!whole.held) return whole;
    for (const span of paragraphs(text)) {
      const paragraph = text.slice(span.start, span.end);
      if (isCode(paragraph) || countLetters(paragraph) < FEWEST_LETTERS_OF_PARAGRAPH) continue;
      const part = verdict(paragraph, language, span);
      if (!part.held) return part;
    }
    return whole;
  },
};

function verdict(text: string, wanted: string, span?: Span): Verdict {
  const found = detectLanguage(isMostlyCapitals(text) ? text.toLowerCase() : text);
  if (found === undefined || found === "unknown") {
    return { held: true, reason: l10n.t("The language cannot be told.") };
  }
  if (found === wanted || (wanted === "zh" && found.startsWith("zh-"))) {
    return { held: true, reason: l10n.t("{0}.", languageSaid(found)) };
  }
  const [is, shouldBe] = [languageSaid(found), languageSaid(wanted)];
  if (!span) return { held: false, reason: l10n.t("{0}, {1} wanted.", is, shouldBe) };
  return { held: false, reason: l10n.t("A paragraph is in {0}, {1} wanted.", is, shouldBe), span };
}

function isCode(paragraph: string): boolean {
  return paragraph.includes("```");
}

function countLetters(text: string): number {
  return text.match(/\p{L}/gu)?.length ?? 0;
}

function isMostlyCapitals(text: string): boolean {
  const capitals = text.match(/\p{Lu}/gu)?.length ?? 0;
  const small = text.match(/\p{Ll}/gu)?.length ?? 0;
  return capitals > small;
}
