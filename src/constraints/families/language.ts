/** The language of the text: its declaration. The check is in `language-verifier.ts`. */
import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { defineDeclaration } from "../definition/constraint.js";
import { fillPhrasings } from "../definition/phrasings.js";

/**
 * What langdetect can tell apart: the paper's nineteen and thirty-six more, as ISO 639-1 codes. `zh`
 * is Chinese in either script. Listed here because this module may not carry the profiles; a test
 * holds the two together.
 */
export const LANGUAGES =
  "af ar bg bn ca cs cy da de el en es et fa fi fr gu he hi hr hu id it ja kn ko lt lv mk ml mr ne nl no pa pl pt ro ru sk sl so sq sv sw ta te th tl tr uk ur vi zh zh-cn zh-tw".split(
    " ",
  );

const WITHOUT_CASE = new Set(
  "ar bn fa gu he hi ja kn ko ml mr ne pa ta te th ur zh zh-cn zh-tw".split(" "),
);

export const languageArguments = z.strictObject({
  language: z
    .string()
    .trim()
    .toLowerCase()
    .refine((code) => LANGUAGES.includes(code), "no language that can be detected, such as fr"),
});

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

export const responseLanguage = defineDeclaration({
  id: "language:response_language",
  family: "language",
  label: "Language",
  help: "The whole text is in this language.",
  args: languageArguments,
  said: ({ language }) =>
    fillPhrasings("language:response_language", { language: languageName(language) }),
  claims: ({ language }) => [
    { kind: "language", name: languageSaid(language), hasCase: !WITHOUT_CASE.has(language) },
  ],
});
