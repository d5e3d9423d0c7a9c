/** The language of the text: its check. Only verifiers import this module; it carries the detector. */
import type { Constraint } from "./constraint.js";
import { languageArguments, languageName, responseLanguage } from "./language.js";
import { detectLanguage } from "./language-detection.js";

export const responseLanguageConstraint: Constraint = {
  ...responseLanguage,
  verify(text, args) {
    const { language } = languageArguments.parse(args);
    const detected = detectLanguage(text);
    if (detected === undefined) return { held: true, reason: "Too little text to tell." };
    if (detected === language) return { held: true, reason: `${languageName(language)}.` };
    return { held: false, reason: `${languageName(detected)}, ${languageName(language)} wanted.` };
  },
};
