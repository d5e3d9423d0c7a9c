/**
 * Words and phrases as a writer means them: whole words, whatever their case, however their accents
 * are encoded, with either apostrophe. A writer who excludes "cat" does not mean "catalogue".
 * IFEval's own reading is in `ifeval/pattern.ts`.
 */
import type { Span } from "./span.js";
import { isUnspaced } from "./words.js";

const IN_WORD = "[\\p{L}\\p{M}\\p{N}_]";

/** Every place where the phrase stands, in order. */
export function findPhrase(text: string, phrase: string): Span[] {
  const forms = [...new Set([phrase.normalize("NFC"), phrase.normalize("NFD")])];
  const pattern = new RegExp(forms.map(source).join("|"), "giu");
  return Array.from(text.matchAll(pattern), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}

function source(phrase: string): string {
  const literal = phrase
    .replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")
    .replace(/['’]/g, "['’]")
    .replace(/\s+/g, "\\s+");
  const [first = ""] = phrase;
  const last = [...phrase].at(-1) ?? "";
  return `${edge(first) ? `(?<!${IN_WORD})` : ""}${literal}${edge(last) ? `(?!${IN_WORD})` : ""}`;
}

/** Whether a word's edge can be seen beside this character. */
function edge(character: string): boolean {
  return new RegExp(IN_WORD, "u").test(character) && !isUnspaced(character);
}
