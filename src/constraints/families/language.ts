/** The language of the text. */
import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { paragraphs, proseLines } from "../../text/markdown.js";
import type { Span } from "../../text/span.js";
import { defineConstraint, defineDeclaration, type Verdict } from "../definition/constraint.js";
import { filled } from "../definition/phrasings.js";
import { detectLanguage } from "../ifeval/langdetect.js";

/**
 * What langdetect can tell apart: the paper's nineteen and thirty-six more, as ISO 639-1 codes. `zh`
 * is Chinese in either script. Listed here because the editor may not carry the profiles; a test holds
 * the two together.
 */
export const LANGUAGES =
  "af ar bg bn ca cs cy da de el en es et fa fi fr gu he hi hr hu id it ja kn ko lt lv mk ml mr ne nl no pa pl pt ro ru sk sl so sq sv sw ta te th tl tr uk ur vi zh zh-cn zh-tw".split(
    " ",
  );

const WITHOUT_CASE = new Set(
  "ar bn fa gu he hi ja kn ko ml mr ne pa ta te th ur zh zh-cn zh-tw".split(" "),
);

/** The scripts that langdetect tells apart, as Unicode names them. */
const SCRIPTS: Record<string, string> = { "zh-cn": "zh-Hans", "zh-tw": "zh-Hant" };

/** The English name of a language, as a model is told it: "fr" is "French". */
export function languageName(code: string): string {
  return nameIn("en", code);
}

/** The name of a language, as a person is told it. */
export function languageSaid(code: string): string {
  // The names must be in the language of the sentences around them, whatever the editor's is.
  const language = l10n.t({
    message: "en",
    comment: "The language of this translation, as a BCP 47 tag",
  });
  return nameIn(language, code);
}

function nameIn(language: string, code: string): string {
  const names = new Intl.DisplayNames([language], { type: "language" });
  return names.of(SCRIPTS[code] ?? code) ?? code;
}

const responseLanguageDeclaration = defineDeclaration({
  id: "language:response_language",
  family: "language",
  label: "Language",
  help: "The whole text is in this language.",
  inView: true,
  args: z.strictObject({
    language: z
      .string()
      .trim()
      .toLowerCase()
      .refine((code) => LANGUAGES.includes(code), "no language that can be detected, such as fr"),
  }),
  argumentLabels: { language: "Language" },
  placeholder: "Any language",
  offeredLanguages: "de en es fr it nl pl pt ru sv tr ja zh".split(" "),
  example: { language: "fr" },
  claims: ({ language }) => [
    { kind: "language", name: languageSaid(language), hasCase: !WITHOUT_CASE.has(language) },
  ],
  steering: { operation: "target" },
  samples: [{ language: "fr" }, { language: "es" }, { language: "de" }],
});

/** Below this many letters the detector guesses; a person would not call the guess a fault. */
const FEWEST_LETTERS = 12;
/** From this many letters on a paragraph is judged by itself. */
const FEWEST_LETTERS_OF_PARAGRAPH = 60;

/**
 * Every longer paragraph must be in the language; code does not count; capitals are read as
 * lowercase, since langdetect reads only the first letters of words in capitals. IFEval asks
 * langdetect once, of the whole text as it is.
 */
export const responseLanguage = /* @__PURE__ */ defineConstraint(responseLanguageDeclaration, {
  said: ({ language }) =>
    filled(
      {
        phrasings: [
          "Answer in {language}.",
          "Write in {language}.",
          "Your text should be in {language}.",
          "Use the {language} language.",
          "Reply only in {language}.",
          "The entire answer must be in {language}; no other language is allowed.",
        ],
        heldOut: [
          "Please respond in {language}.",
          "The whole text should be written in {language}.",
        ],
      },
      { language: languageName(language) },
    ),
  verify(text, { language }) {
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
});

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

export const languageDeclarations = [responseLanguageDeclaration];

export const languageConstraints = [responseLanguage];
