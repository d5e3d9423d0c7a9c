/** The language of the text: its declaration. The check is in `language-verifier.ts`. */
import { z } from "zod";
import { defineDeclaration } from "./constraint.js";
import { fillPhrasings } from "./phrasings.js";

export const languageArguments = z.strictObject({
  language: z.string().regex(/^[a-z]{2}(-[a-z]{2})?$/, "an ISO 639-1 code such as fr"),
});

const names = new Intl.DisplayNames(["en"], { type: "language" });

/** The English name of a language: "fr" is "French". */
export function languageName(code: string): string {
  return names.of(code) ?? code;
}

export const responseLanguage = defineDeclaration({
  id: "language:response_language",
  family: "language",
  label: "Language",
  help: "The whole text is in this language.",
  args: languageArguments,
  said: ({ language }) => inLanguage(language),
  claims: ({ language }) => [{ kind: "language", code: language }],
});

function inLanguage(code: string) {
  return fillPhrasings("language:response_language", { language: languageName(code) });
}
